"""Making, editing, previewing, publishing and copying an event, with its picture."""

from __future__ import annotations

from typing import Any

from eventapp.core.extensions import db
from eventapp.core.tokens import new_public_id
from eventapp.events.editing import keep_unfinished
from eventapp.events.kinds import Attendance, ContributorKind, EventKind, EventStatus, Offered
from eventapp.events.models import Event
from eventapp.events.part_models import Contributor, EventImage
from eventapp.events.pictures import read_picture
from eventapp.events.topics import set_up_topics
from eventapp.federations.models import Membership, Role
from tests.browser.inventory import fill, organiser_state, send, state
from tests.browser.states.organisers import manage, office, own_event
from tests.support.builders import make_event, make_federation, make_question, make_series, make_session
from tests.support.pictures import make_picture

READY = {"captions": Offered.YES, "sign_language": Offered.ON_REQUEST, "is_recorded": False}
LONG_TITLE = "Arbetsmarknadsdepartementets rehabiliteringssamordnarutbildning för medarbetare"


def draft(**overrides: Any) -> Event:
    """Make a draft of the signed-in organiser's federation."""
    return own_event(**{"status": EventStatus.DRAFT, "title": LONG_TITLE} | overrides)


def ready_draft(**overrides: Any) -> Event:
    """Make a draft that lacks nothing."""
    return draft(meeting_url="https://mote.example/1", **READY | overrides)


#: Read before any state is made: a file is never read inside `write()`.
READ = read_picture(make_picture(size=(1600, 900)))


def picture(**overrides: Any) -> EventImage:
    """Return a picture with its texts."""
    read = READ
    values: dict[str, Any] = {
        "alt": "Två personer i samtal vid ett bord",
        "alt_en": "Two people talking at a table",
        "credit": "Förbundet",
        "description": "Kim till vänster, Robin till höger.",
        "description_en": "Kim to the left, Robin to the right.",
    }
    return EventImage(
        public_id=new_public_id(),
        media_type=read.media_type,
        width=read.width,
        height=read.height,
        content=read.content,
        **values | overrides,
    )


@organiser_state("events_manage.create_event")
def new_event() -> str:
    return "/arrangor/evenemang/nytt"


@organiser_state("events_manage.create_event", action=send)
def new_event_errors() -> str:
    return "/arrangor/evenemang/nytt"


@organiser_state("events_manage.edit_event")
def sections_of_a_draft_that_lacks_much() -> str:
    event = draft(starts_at=None, attendance=Attendance.HYBRID)
    keep_unfinished(event.id, "details", {"title": [""], "neutral_title": [""]}, 2)
    return manage(event, "/redigera")


@organiser_state("events_manage.edit_event")
def sections_of_a_draft_that_lacks_nothing() -> str:
    return manage(ready_draft(), "/redigera")


def _with_lecturer(event: Event) -> Event:
    one = Contributor(
        public_id=new_public_id(),
        position=0,
        kind=ContributorKind.LECTURER,
        name="Robin Ek",
        is_procured=True,
    )
    event.contributors.append(one)
    db.session.flush()
    return event


@organiser_state("events_manage.edit_event")
def sections_with_an_unconfirmed_lecturer() -> str:
    return manage(_with_lecturer(ready_draft()), "/redigera")


@organiser_state("events_manage.publish_event", action=send)
def publishing_without_the_reason() -> str:
    return manage(_with_lecturer(ready_draft()), "/redigera")


@organiser_state("events_manage.publish_event", action=send)
def publishing_what_lacks_something() -> str:
    return manage(draft(starts_at=None), "/redigera")


@organiser_state("events_manage.edit_event")
def sections_of_a_published_event() -> str:
    return manage(own_event(meeting_url="https://mote.example/1", **READY), "/redigera")


@organiser_state("events_manage.edit_event")
def sections_of_a_cancelled_event() -> str:
    return manage(own_event(status=EventStatus.CANCELLED), "/redigera")


@organiser_state("events_manage.edit_details")
def details() -> str:
    set_up_topics()
    return manage(own_event(series=make_series(), title="Delaktighet"), "/redigera/uppgifter")


@organiser_state("events_manage.edit_details", action=fill(title="", retention_days="snart"))
def details_of_a_draft_with_faults() -> str:
    set_up_topics()
    return manage(draft(), "/redigera/uppgifter")


@organiser_state("events_manage.edit_details", action=fill(title="", retention_days="400"))
def details_errors() -> str:
    return manage(own_event(), "/redigera/uppgifter")


@organiser_state("events_manage.edit_details")
def details_left_unfinished() -> str:
    event = draft(is_sensitive=True, neutral_title="Kunskapsseminarium")
    values = {"title": [""], "kind": ["webinar"], "audience": ["open"], "retention_days": ["14"]}
    keep_unfinished(event.id, "details", values, 1)
    return manage(event, "/redigera/uppgifter")


@organiser_state("events_manage.edit_access")
def access_unanswered() -> str:
    return manage(draft(attendance=Attendance.HYBRID), "/redigera/tillganglighet")


@organiser_state("events_manage.edit_access", action=send)
def access_errors() -> str:
    return manage(own_event(), "/redigera/tillganglighet")


@organiser_state("events_manage.edit_image")
def image_with_none() -> str:
    return manage(draft(), "/redigera/bild")


@organiser_state("events_manage.edit_image", action=send)
def image_errors() -> str:
    return manage(own_event(), "/redigera/bild")


@organiser_state("events_manage.edit_image")
def image() -> str:
    return manage(own_event(image=picture()), "/redigera/bild")


@organiser_state("events_manage.copy_event")
def copy() -> str:
    return manage(own_event(), "/kopiera")


@organiser_state("events_manage.copy_event", action=fill(title=""))
def copy_errors() -> str:
    return manage(own_event(), "/kopiera")


@organiser_state("events_manage.preview_event")
def preview() -> str:
    event = ready_draft(
        title="Demokratidagen",
        kind=EventKind.DEMOCRACY_DAY,
        attendance=Attendance.HYBRID,
        image=picture(),
        summary="En dag om demokrati.",
        description="## Om dagen\n\nVälkommen.",
    )
    make_session(event, slot=1, seats=10, title="Samtal")
    return manage(event, "/forhandsgranska")


@organiser_state("events_manage.preview_event")
def preview_of_a_sensitive_event() -> str:
    return manage(
        ready_draft(is_sensitive=True, title="Våld", neutral_title="Seminarium"), "/forhandsgranska"
    )


@organiser_state("registrations_manage.preview_form")
def preview_of_the_form() -> str:
    event = ready_draft(attendance=Attendance.HYBRID, serves_food=True)
    make_session(event, slot=1, seats=10, title="Samtal")
    make_question(event, label="Vad vill du prata om?")
    return manage(event, "/forhandsgranska/anmalan")


@organiser_state("events_manage.create_event")
def new_event_for_one_of_several_federations() -> str:
    other = make_federation(slug="grannkansliet", name="Samordningsförbundet i grannkommunen")
    organiser = office()
    organiser.memberships.append(Membership(federation_id=other.id, role=Role.EDITOR))
    db.session.flush()
    return "/arrangor/evenemang/nytt"


@state("events_public.show_event", "events")
def event_with_a_picture() -> str:
    event = make_event(title="Med bild", title_en="With a picture", image=picture())
    return f"/evenemang/{event.slug}"
