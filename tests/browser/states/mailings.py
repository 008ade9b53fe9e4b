"""Writing to people: those there are, a draft, what it looks like, what became of it, and additions to mails."""

from __future__ import annotations

from typing import Any

from eventapp.audit.services import SYSTEM
from eventapp.core.clock import now
from eventapp.core.extensions import db
from eventapp.core.tokens import new_public_id
from eventapp.events.kinds import Attendance, EventStatus, Mode
from eventapp.events.mail_texts import save_event_supplement, save_federation_supplement
from eventapp.events.models import Event
from eventapp.mailings.models import Mailing
from eventapp.messages.models import MessageStatus, OutboxMessage
from tests.browser.inventory import fill, organiser_state
from tests.browser.states.organisers import manage, own_event, own_federation
from tests.support.builders import make_federation, make_mailing, make_session, registration_of, sign_up

TEXT = """## Välkommen {namn}

Vi ses **{när}** i {var}. Ta med:

- penna
- [programmet](https://exempel.se/program)

Se {din_anmälan}."""


def with_people(**overrides: Any) -> Event:
    """Make an event with one on site, one online, one in English and one who has no address."""
    event = own_event(
        title="Demokratin 100 år", attendance=Attendance.HYBRID, venue_name="Stadshuset", **overrides
    )
    workshop = make_session(event, slot=1, title="Workshop om språk")
    sign_up(event, name="Kim Exempel", organisation="Enheten", mode=Mode.ON_SITE, sessions={1: workshop.id})
    sign_up(event, "alva@example.se", name="Alva Exempel", mode=Mode.ONLINE, language="en")
    sign_up(event, "ring@example.se", name="Ring Exempel", organisation="Kansliet")
    called = registration_of(event, "ring@example.se")
    called.email = called.email_key = ""
    return event


def draft(event: Event, **overrides: Any) -> Mailing:
    """Make a draft with headings, list and links, in both languages."""
    words = {"text": TEXT, "subject_en": "Before {event}", "text_en": "Hello {name}"}
    return make_mailing(event, **words | overrides)


def page_of(event: Event, mailing: Mailing, page: str = "") -> str:
    return manage(event, f"/utskick/{mailing.public_id}{page}")


def mail_of(event: Event, mailing: Mailing, email: str, status: MessageStatus, answer: str = "") -> None:
    """Put a mail of a mailing into the outbox, as far as it has come."""
    key = f"mailing:{mailing.public_id}:{email}"
    db.session.add(
        OutboxMessage(
            public_id=new_public_id(20),
            dedup_key=key,
            message_id=f"{key}@example.se",
            kind="mailing",
            about=registration_of(event, email).public_id,
            recipient=email,
            sender="svar@example.se",
            status=status,
            created_at=now(),
            next_try_at=now(),
            server_answer=answer or None,
            batch=mailing.public_id,
            payload=b"",
        )
    )


def sent(event: Event) -> Mailing:
    """Make a mailing that has gone to two, one of whom has an address that is not there."""
    mailing = draft(event, subject="Nu är programmet klart", sent_at=now(), recipients=2)
    mail_of(event, mailing, "kim@example.se", MessageStatus.FAILED, "550 5.1.1 No such mailbox here")
    mail_of(event, mailing, "alva@example.se", MessageStatus.UNKNOWN)
    return mailing


@organiser_state("mailings_manage.list_mailings")
def mailings_without_people() -> str:
    return manage(own_event(), "/utskick")


@organiser_state("mailings_manage.list_mailings")
def mailings_with_none() -> str:
    return manage(with_people(), "/utskick")


@organiser_state("mailings_manage.list_mailings")
def mailings_with_several() -> str:
    event = with_people()
    draft(event)
    sent(event)
    return manage(event, "/utskick")


@organiser_state("mailings_manage.create_mailing")
def new_mailing() -> str:
    return manage(with_people(others=[make_federation()]), "/utskick/nytt")


@organiser_state(
    "mailings_manage.create_mailing",
    action=fill(subject="Hej {frist_name}", text="Anslut {här", text_en="Hello"),
)
def new_mailing_errors() -> str:
    return manage(with_people(), "/utskick/nytt")


@organiser_state("mailings_manage.create_mailing")
def new_mailing_about_sensitive_event() -> str:
    return manage(with_people(is_sensitive=True, neutral_title="Kunskapsseminarium"), "/utskick/nytt")


@organiser_state("mailings_manage.show_mailing")
def mailing_draft() -> str:
    event = with_people()
    return page_of(event, draft(event))


@organiser_state("mailings_manage.save_mailing", action=fill(subject="", text=""))
def mailing_draft_errors() -> str:
    event = with_people()
    return page_of(event, draft(event))


@organiser_state("mailings_manage.preview_mailing")
def mailing_preview() -> str:
    event = with_people()
    return page_of(event, draft(event), "/granska?mottagare=2")


@organiser_state("mailings_manage.preview_mailing")
def mailing_preview_in_english() -> str:
    event = with_people()
    return page_of(event, draft(event), "/granska")


@organiser_state("mailings_manage.preview_mailing")
def mailing_preview_for_nobody() -> str:
    event = with_people()
    return page_of(event, draft(event, audience={"status": "cancelled"}), "/granska")


def one_more(page: Any) -> None:
    """Press the button after the number has changed."""
    page.locator("input[name=recipients]").evaluate("field => field.value = '7'")
    page.get_by_role("button", name="Skicka till").click()


@organiser_state("mailings_manage.send_mailing", action=one_more)
def mailing_with_another_number() -> str:
    event = with_people()
    return page_of(event, draft(event), "/granska")


@organiser_state("mailings_manage.show_mailing")
def mailing_sent() -> str:
    event = with_people()
    return page_of(event, sent(event))


@organiser_state("mailings_manage.edit_mail_texts")
def mail_texts() -> str:
    event = own_event(is_sensitive=True, neutral_title="Kunskapsseminarium")
    save_event_supplement(event, "reminder", "Kom i tid.", "", SYSTEM)
    save_federation_supplement(own_federation(), "registration_confirmed", "Välkommen.", "", SYSTEM)
    return manage(event, "/redigera/mejltexter")


@organiser_state("mailings_manage.edit_mail_text")
def mail_text() -> str:
    event = own_event(is_sensitive=True, neutral_title="Kunskapsseminarium")
    save_federation_supplement(own_federation(), "reminder", "Kom *i tid*.", "", SYSTEM)
    return manage(event, "/redigera/mejltexter/reminder")


@organiser_state("mailings_manage.edit_mail_text", action=fill(text="", text_en="Only in English"))
def mail_text_errors() -> str:
    return manage(own_event(status=EventStatus.DRAFT), "/redigera/mejltexter/reminder")


@organiser_state("mailings_manage.edit_default_texts")
def default_mail_texts() -> str:
    return f"/arrangor/forbund/{own_federation().slug}/mejltexter"


@organiser_state("mailings_manage.edit_default_text")
def default_mail_text() -> str:
    return f"/arrangor/forbund/{own_federation().slug}/mejltexter/event_moved"


@organiser_state("mailings_manage.edit_default_text", action=fill(text="", text_en="Only in English"))
def default_mail_text_errors() -> str:
    return f"/arrangor/forbund/{own_federation().slug}/mejltexter/event_moved"
