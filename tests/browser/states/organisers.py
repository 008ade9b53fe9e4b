"""The organisers' way in, their events, and what is told of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from eventapp.core.clock import now
from eventapp.core.extensions import db
from eventapp.events.kinds import EventStatus
from eventapp.events.models import Event
from eventapp.federations import services
from eventapp.federations.models import Federation, Organiser, Role
from tests.browser.inventory import fill, organiser_state, send
from tests.support.builders import make_event, make_federation
from tests.support.organisers import make_organiser

OFFICE = "kansli@example.se"


def own_federation() -> Federation:
    """Return the federation of whoever is signed in in these states."""
    found = db.session.scalars(sa.select(Federation).where(Federation.slug == "kansliet")).one_or_none()
    return found or make_federation(slug="kansliet", name="Samordningsförbundet Östra Södertörn")


def office() -> Organiser:
    """Return whoever is signed in in these states: an owner of one federation."""
    found = db.session.scalars(sa.select(Organiser).where(Organiser.email == OFFICE)).one_or_none()
    return found or make_organiser((own_federation(), Role.OWNER), email=OFFICE, name="Kansli Exempel")


def sign_in_link() -> str:
    """Return the address of a new one-time link for the signed-in organiser."""
    return f"/arrangor/lank/{services.make_sign_in_link(office())}"


def own_event(**overrides: Any) -> Event:
    """Make an event of the signed-in organiser's federation."""
    hosts = [own_federation(), *overrides.pop("others", ())]
    return make_event(hosts=hosts, **overrides)


def manage(event: Event, page: str = "") -> str:
    """Return the address of an event's page for organisers."""
    return f"/arrangor/evenemang/{event.public_id}{page}"


@organiser_state("federations_manage.sign_in", is_signed_in=False)
def sign_in() -> str:
    return "/arrangor/logga-in"


@organiser_state("federations_manage.sign_in", is_signed_in=False)
def sign_in_asked_for() -> str:
    return "/arrangor/"


@organiser_state("federations_manage.sign_in", is_signed_in=False, action=send)
def sign_in_errors() -> str:
    return "/arrangor/logga-in"


@organiser_state(
    "federations_manage.sign_in", is_signed_in=False, action=fill(email="x@example.se", password="fel")
)
def sign_in_with_wrong_password() -> str:
    return "/arrangor/logga-in"


@organiser_state("federations_manage.sign_in_by_link", is_signed_in=False)
def sign_in_by_link() -> str:
    return sign_in_link()


@organiser_state("federations_manage.sign_in_by_link", is_signed_in=False, code=410)
def sign_in_by_dead_link() -> str:
    return "/arrangor/lank/finns-inte"


@organiser_state("events_manage.list_events")
def own_events_with_none() -> str:
    return "/arrangor/"


@organiser_state("events_manage.list_events")
def own_events() -> str:
    own_event(title="Kommande", seats=20, taken=3)
    own_event(title="Utkast", status=EventStatus.DRAFT)
    own_event(title="Inställt", status=EventStatus.CANCELLED)
    own_event(title="Har varit", starts_at=now() - timedelta(days=30))
    own_event(title="Utan datum", starts_at=None, period="Hösten 2027")
    return "/arrangor/"


@organiser_state("events_manage.show_event")
def own_event_published() -> str:
    return manage(own_event(title="Demokratin 100 år"))


@organiser_state("events_manage.show_event")
def own_event_draft() -> str:
    return manage(own_event(status=EventStatus.DRAFT))


@organiser_state("events_manage.show_event")
def own_event_cancelled() -> str:
    return manage(own_event(status=EventStatus.CANCELLED, cancellation_reason="Föreläsaren är sjuk."))


@organiser_state("federations_manage.set_password")
def password() -> str:
    return "/arrangor/losenord"


@organiser_state("federations_manage.set_password", action=fill(password="kort", again="annat"))
def password_errors() -> str:
    return "/arrangor/losenord"


@organiser_state("events_manage.show_event", code=404)
def event_of_others() -> str:
    return manage(make_event())


@organiser_state("privacy_manage.show_retention")
def retention() -> str:
    return "/arrangor/gallring"


@organiser_state("feedback_manage.list_reports")
def site_reports() -> str:
    office()
    return "/arrangor/webbplatsen"


@organiser_state("feedback_manage.list_feedback")
def feedback_with_none() -> str:
    return manage(own_event(), "/synpunkter")
