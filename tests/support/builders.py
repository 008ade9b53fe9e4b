"""Makes the records that tests need: one call each, sensible values, whatever matters as an argument."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from eventapp.core.clock import now
from eventapp.core.extensions import db
from eventapp.core.text import email_key
from eventapp.core.tokens import new_public_id
from eventapp.events.kinds import (
    Attendance,
    Audience,
    ContributorKind,
    EventKind,
    EventStatus,
    PoolKind,
    QuestionKind,
)
from eventapp.events.models import CoHost, Event, Series, Topic
from eventapp.events.part_models import Contributor, EventSession, Question, SeatPool, SessionSlot
from eventapp.events.queries import lock_event
from eventapp.federations.models import Federation
from eventapp.invitations.models import Invitee
from eventapp.mailings.models import Mailing
from eventapp.registrations.models import Registration
from eventapp.registrations.services import register_attendee
from eventapp.registrations.sign_up import Choices, Outcome, SignUp

STOCKHOLM = ZoneInfo("Europe/Stockholm")
_number = itertools.count(1)


def make_federation(**overrides: Any) -> Federation:
    """Make a federation that has signed the declaration."""
    number = next(_number)
    values: dict[str, Any] = {
        "slug": f"forbund-{number}",
        "name": f"Samordningsförbundet Provkommun {number}",
        "short_name": f"Provkommun {number}",
        "is_signer": True,
        "phone": "08-123 45 67",
        "office_email": f"kansli@forbund-{number}.example",
        "retention_decision": "Dnr 1/2021, 2021-06-21",
    }
    return _saved(Federation(**values | overrides))


def make_event(
    *,
    hosts: Sequence[Federation] = (),
    seats: int | None = 20,
    taken: int = 0,
    on_site: int | None = None,
    online: int | None = None,
    **overrides: Any,
) -> Event:
    """Make a published, open webinar two weeks from now, with 20 seats and one host.

    The first of the hosts coordinates. `seats`, `on_site` and `online` are limits (None: no limit).
    """
    number = next(_number)
    start = overrides.pop("starts_at", now() + timedelta(days=14))
    values: dict[str, Any] = {
        "public_id": new_public_id(),
        "slug": f"provevenemang-{number}",
        "status": EventStatus.PUBLISHED,
        "kind": EventKind.WEBINAR,
        "audience": Audience.OPEN,
        "attendance": Attendance.ONLINE,
        "title": f"Provevenemang {number}",
        "starts_at": start,
        "ends_at": start + timedelta(hours=2) if start else None,
        "created_at": now(),
        "changed_at": now(),
    }
    event = Event(**values | overrides)
    for position, federation in enumerate(hosts or [make_federation()]):
        event.hosts.append(CoHost(federation=federation, is_coordinating=position == 0, position=position))
    limits = {PoolKind.EVENT: seats, PoolKind.ON_SITE: on_site, PoolKind.ONLINE: online}
    for kind, capacity in limits.items():
        if capacity is not None:
            event.pools.append(SeatPool(kind=kind, capacity=capacity, taken=taken))
    return _saved(event)


def make_pool(
    event: Event, kind: PoolKind = PoolKind.EVENT, capacity: int = 20, **overrides: Any
) -> SeatPool:
    """Limit something of an event: `session_id` for a workshop, `federation_id` for a share."""
    pool = SeatPool(kind=kind, capacity=capacity, **overrides)
    event.pools.append(pool)
    db.session.flush()
    return pool


def make_session(
    event: Event, *, slot: int | None = None, seats: int | None = None, taken: int = 0, **overrides: Any
) -> EventSession:
    """Add an item to the programme: a workshop where `slot` is given, limited where `seats` is."""
    position = len(event.sessions)
    values: dict[str, Any] = {
        "public_id": new_public_id(),
        "position": position,
        "title": f"Programpunkt {position + 1}",
        "slot": slot,
    }
    if event.starts_at is not None:
        values["starts_at"] = event.starts_at + timedelta(minutes=30 * position)
        values["ends_at"] = values["starts_at"] + timedelta(minutes=30)
    session = EventSession(**values | overrides)
    event.sessions.append(session)
    if slot is not None and slot not in {one.number for one in event.slots}:
        event.slots.append(SessionSlot(number=slot))
    db.session.flush()
    if seats is not None:
        make_pool(event, PoolKind.SESSION, seats, taken=taken, session_id=session.id)
    return session


def make_question(event: Event, kind: QuestionKind = QuestionKind.TEXT, **overrides: Any) -> Question:
    """Put a question of the organiser's own on the form."""
    position = len(event.questions)
    values: dict[str, Any] = {"position": position, "kind": kind, "label": f"Fråga {position + 1}"}
    question = Question(**values | overrides)
    event.questions.append(question)
    db.session.flush()
    return question


def make_contributor(event: Event, **overrides: Any) -> Contributor:
    """Put a procured lecturer on the event's list, who has not confirmed the requirement."""
    values: dict[str, Any] = {
        "public_id": new_public_id(),
        "position": len(event.contributors) + 1,
        "kind": ContributorKind.LECTURER,
        "name": "Robin Ek",
        "is_procured": True,
    }
    contributor = Contributor(**values | overrides)
    event.contributors.append(contributor)
    db.session.flush()
    return contributor


def make_series(**overrides: Any) -> Series:
    """Make a series."""
    number = next(_number)
    return _saved(Series(**{"slug": f"serie-{number}", "title": f"Serie {number}"} | overrides))


def make_topic(**overrides: Any) -> Topic:
    """Make a topic."""
    number = next(_number)
    return _saved(Topic(**{"slug": f"amne-{number}", "name": f"Ämne {number}"} | overrides))


def swedish(text: str) -> datetime:
    """Return the instant of a Swedish wall clock: `swedish("2027-11-08 09:00")`."""
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM).astimezone(UTC)


def _saved(record: Any) -> Any:
    db.session.add(record)
    db.session.flush()
    return record


def sign_up(event: Event, email: str = "kim@example.se", **overrides: Any) -> Outcome:
    """Sign somebody up as the form would: `name`, `mode`, `sessions`, `answers`, `federation_id`, …"""
    whole = {"language", "federation_id", "is_eligible"}
    about_the_person = {key: overrides.pop(key) for key in whole & overrides.keys()}
    choices = Choices(**{"name": "Kim Åkesson Öberg", "mode": event.modes[0]} | overrides)
    return register_attendee(lock_event(event.id), SignUp(choices=choices, email=email, **about_the_person))


def registration_of(event: Event, email: str = "kim@example.se") -> Registration:
    """Return the latest registration of an address, as the database has it."""
    query = sa.select(Registration).where(Registration.event_id == event.id, Registration.email == email)
    query = query.order_by(Registration.id.desc()).limit(1).execution_options(populate_existing=True)
    return db.session.scalars(query).one()


def make_mailing(event: Event, federation: Federation | None = None, **overrides: Any) -> Mailing:
    """Make a draft to everybody, from the coordinating host where no other is given."""
    values: dict[str, Any] = {
        "public_id": new_public_id(),
        "event_id": event.id,
        "federation_id": (federation or event.coordinating_host).id,
        "author_id": None,
        "created_at": now(),
        "subject": "Inför {evenemang}",
        "text": "Hej {namn}",
    }
    return _saved(Mailing(**values | overrides))


def make_invitee(event: Event, email: str = "", **overrides: Any) -> Invitee:
    """Put somebody on an event's list, of its coordinating host."""
    address = email or f"inbjuden-{next(_number)}@exempel.se"
    values: dict[str, Any] = {
        "public_id": new_public_id(),
        "event_id": event.id,
        "federation_id": event.coordinating_host.id,
        "name": "Robin Ek",
        "email": address,
        "email_key": email_key(address),
        "created_at": now(),
    }
    invitee = Invitee(**values | overrides)
    _saved(invitee)
    return invitee
