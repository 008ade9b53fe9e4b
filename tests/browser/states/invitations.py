"""Lists of invited: the invited person's page, and the organisers' pages that load, invite and remind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from eventapp.core.clock import now
from eventapp.core.extensions import db
from eventapp.events.kinds import Audience, EventKind, EventStatus
from eventapp.events.models import Event
from eventapp.invitations.models import Invitee, InviteeAnswer
from tests.browser.inventory import Action, fill, organiser_state, send, state
from tests.browser.states.organisers import manage, own_event
from tests.invitations.people import path_of
from tests.invitations.workbooks import HEADING, workbook
from tests.support.builders import make_event, make_federation, make_invitee, sign_up

LIST = "invitations_manage.list_invitees"
PAGE = "invitations_public.show_invitation"
ADDRESS = "fornamn.efternamn@arbetsmarknadsforvaltningen.example.se"


def event_with_list(**overrides: Any) -> Event:
    """Make an event with invited people in every state, of two units."""
    status = overrides.pop("status", EventStatus.PUBLISHED)
    event = own_event(**overrides)
    before = now() - timedelta(days=5)
    for number in range(4):
        unit = "Arbetsmarknadsförvaltningen, Unga framåt" if number % 2 else ""
        make_invitee(event, f"{number}.{ADDRESS}", unit=unit, invited_at=before if number else None)
    make_invitee(event, "nej@example.se", answer=InviteeAnswer.DECLINED, invited_at=before, reminded_at=now())
    make_invitee(event, "ja@example.se", invited_at=before)
    sign_up(event, "ja@example.se")
    event.status = status
    return event


def joint_event() -> Event:
    """Make an event of two hosts with people on both lists."""
    other = make_federation(name="Samordningsförbundet Välfärd i Nacka", short_name="Välfärd i Nacka")
    event = event_with_list(others=[other], title="Demokratidagen", kind=EventKind.DEMOCRACY_DAY)
    make_invitee(event, "nacka@example.se", federation_id=other.id, unit="Rehab")
    return event


def invitation(event: Event | None = None, page: str = "", **overrides: Any) -> str:
    """Return the address of a page of somebody invited."""
    invited = {"unit": "Unga framåt", "invited_at": now(), **overrides}
    return path_of(
        make_invitee(
            event or make_event(title="Demokratin 100 år", title_en="Democracy 100 years"), **invited
        ),
        page,
    )


def choose(name: str, content: bytes) -> Action:
    """Return the action of choosing a file and sending its form."""

    def act(page: Any) -> None:
        page.locator("[name=file]").set_input_files(
            {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        )
        send(page)

    return act


@state(PAGE, "invited")
def invitation_to_answer() -> str:
    return invitation()


@state(PAGE, "invited")
def invitation_to_a_sensitive_event() -> str:
    return invitation(make_event(is_sensitive=True, neutral_title="Kunskapsdag"), name="")


@state(PAGE, "invited")
def invitation_declined() -> str:
    return invitation(answer=InviteeAnswer.DECLINED)


@state(PAGE, "invited")
def invitation_accepted() -> str:
    event = make_event()
    invitee: Invitee = make_invitee(event, "ja@example.se", invited_at=now())
    sign_up(event, "ja@example.se")
    db.session.flush()
    return path_of(invitee)


@state(PAGE, "invited")
def invitation_while_closed() -> str:
    return invitation(make_event(registration_closes_at=now() - timedelta(days=1)))


@state(PAGE, "invited")
def invitation_to_a_cancelled_event() -> str:
    return invitation(make_event(status=EventStatus.CANCELLED, cancellation_reason="Föreläsaren är sjuk."))


@state(PAGE, "invited", code=404)
def invitation_that_opens_nothing() -> str:
    return "/inbjudan/finns-inte"


@state("invitations_public.accept", "invited")
def invitation_form() -> str:
    return invitation(make_event(audience=Audience.EMPLOYEES), "/ja")


@state("invitations_public.accept", "invited", action=fill(name=""))
def invitation_form_errors() -> str:
    return invitation(page="/ja")


@state("registrations_public.register", "invited")
def form_of_an_event_for_invited() -> str:
    return f"/evenemang/{make_event(audience=Audience.INVITED).slug}/anmalan"


@state("privacy_public.erase_invitation", "invited")
def invitation_erased_after_asking() -> str:
    return invitation(page="/ta-bort")


@organiser_state(LIST)
def invitees_with_none() -> str:
    return manage(own_event(), "/inbjudna")


@organiser_state(LIST)
def invitees() -> str:
    return manage(event_with_list(), "/inbjudna")


@organiser_state(LIST)
def invitees_of_the_joint_day() -> str:
    return manage(joint_event(), "/inbjudna?svar=silent")


@organiser_state(LIST)
def invitees_narrowed_to_nobody() -> str:
    return manage(event_with_list(), "/inbjudna?q=ingen+alls")


@organiser_state(LIST)
def invitees_of_a_draft() -> str:
    return manage(event_with_list(status=EventStatus.DRAFT), "/inbjudna")


@organiser_state("invitations_manage.load_file")
def load_list() -> str:
    return manage(own_event(), "/inbjudna/ladda")


@organiser_state("invitations_manage.load_file", action=send)
def load_list_errors() -> str:
    return manage(joint_event(), "/inbjudna/ladda")


@organiser_state("invitations_manage.load_file", action=choose("lista.pdf", b"%PDF-1.7"))
def load_list_of_another_kind() -> str:
    return manage(own_event(), "/inbjudna/ladda")


@organiser_state(
    "invitations_manage.load_file", action=choose("stor.xlsx", b"x" * (7 * 1024 * 1024)), code=413
)
def load_list_too_large() -> str:
    return manage(own_event(), "/inbjudna/ladda")


@organiser_state(
    "invitations_manage.load_file",
    action=choose(
        "lista.xlsx",
        workbook(
            [
                HEADING,
                ("Anna Ek", "anna@example.se", "Unga framåt"),
                ("Bo", "bo.example.se", "Avdelningen för arbetsmarknadsinsatser"),
                ("Eva", "anna@example.se", ""),
                ("Ida", "", "Rehab"),
            ]
        ),
    ),
)
def load_list_report() -> str:
    return manage(joint_event(), "/inbjudna/ladda")


@organiser_state("invitations_manage.paste_addresses")
def paste_list() -> str:
    return manage(joint_event(), "/inbjudna/klistra")


@organiser_state("invitations_manage.paste_addresses", action=fill(people="Anna Ek, anna@exempel\nBo"))
def paste_list_report() -> str:
    return manage(own_event(), "/inbjudna/klistra")


@organiser_state("invitations_manage.paste_addresses", action=send)
def paste_list_errors() -> str:
    return manage(own_event(), "/inbjudna/klistra")


@organiser_state("invitations_manage.invite")
def invite_people() -> str:
    return manage(event_with_list(), "/inbjudna/bjud-in")


@organiser_state("invitations_manage.invite")
def invite_nobody() -> str:
    return manage(own_event(), "/inbjudna/bjud-in")


@organiser_state("invitations_manage.remind")
def remind_people() -> str:
    return manage(event_with_list(is_sensitive=True, neutral_title="Kunskapsdag"), "/inbjudna/paminn")


@organiser_state("invitations_manage.remind")
def remind_nobody() -> str:
    return manage(own_event(), "/inbjudna/paminn")


@organiser_state("invitations_manage.remove_invitee")
def remove_from_list() -> str:
    event = own_event()
    return manage(event, f"/inbjudna/{make_invitee(event).public_id}/ta-bort")


@organiser_state("invitations_manage.delete_list")
def delete_list() -> str:
    return manage(event_with_list(), "/inbjudna/ta-bort")
