"""The pages about those who contribute: the organisers' list, and where the procured confirm what is required."""

from __future__ import annotations

from eventapp.core.clock import now
from eventapp.events.contributors import contributor_token
from eventapp.events.kinds import ContributorKind
from eventapp.events.models import Event
from eventapp.events.part_models import Contributor
from tests.browser.inventory import fill, organiser_state, send, state
from tests.browser.states.organisers import manage, own_event
from tests.support.builders import make_contributor

LIST = "/redigera/medverkande"
AREA = "organisers: contributors"


def confirmed(event: Event) -> Contributor:
    """Put somebody on the list who has confirmed."""
    return make_contributor(
        event,
        name="Kim Lind",
        kind=ContributorKind.MODERATOR,
        organisation="Lind AB",
        confirmed_at=now(),
        confirmed_by="Kim Lind",
        confirmed_version="2026-11",
    )


def link(contributor: Contributor) -> str:
    """Return the address where somebody confirms."""
    return f"/medverkan/{contributor_token(contributor)}"


@organiser_state("events_manage.edit_contributors")
def contributors_with_none() -> str:
    return manage(own_event(), LIST)


@organiser_state("events_manage.edit_contributors")
def contributors() -> str:
    event = own_event(title="Medverkan")
    make_contributor(event, email="forelasare.med.lång.adress@exempel.se")
    make_contributor(event, name="Alex Sjö", kind=ContributorKind.INTERPRETER, is_procured=False)
    confirmed(event)
    return manage(event, LIST)


@organiser_state("events_manage.edit_contributors")
def contributors_in_pages() -> str:
    event = own_event(title="Många medverkande")
    for number in range(1, 122):
        make_contributor(event, name=f"Medverkande {number}", is_procured=False)
    return manage(event, f"{LIST}?sida=4")


@organiser_state("events_manage.edit_contributors")
def contributors_of_sensitive_event() -> str:
    event = own_event(is_sensitive=True, neutral_title="Kunskapsseminarium")
    make_contributor(event)
    return manage(event, LIST)


@organiser_state("events_manage.create_contributor")
def contributor_new() -> str:
    return manage(own_event(), f"{LIST}/ny")


@organiser_state("events_manage.create_contributor", action=send)
def contributor_errors() -> str:
    return manage(own_event(), f"{LIST}/ny")


@organiser_state("events_manage.edit_contributor")
def contributor_to_change() -> str:
    event = own_event()
    return manage(event, f"{LIST}/{confirmed(event).public_id}")


@organiser_state("events_manage.delete_contributor")
def contributor_to_delete() -> str:
    event = own_event()
    return manage(event, f"{LIST}/{confirmed(event).public_id}/ta-bort")


@state("events_public.show_event", AREA)
def event_with_contributors() -> str:
    event = own_event()
    make_contributor(event)
    confirmed(event)
    return f"/evenemang/{event.slug}"


@state("events_public.confirm_requirement", AREA)
def requirement_to_confirm() -> str:
    return link(make_contributor(own_event()))


@state("events_public.confirm_requirement", AREA, action=fill(name=""))
def requirement_errors() -> str:
    return link(make_contributor(own_event()))


@state("events_public.confirm_requirement", AREA, action=send)
def requirement_confirmed() -> str:
    return link(make_contributor(own_event()))


@state("events_public.confirm_requirement", AREA, code=404)
def requirement_by_dead_link() -> str:
    return "/medverkan/finns-inte"
