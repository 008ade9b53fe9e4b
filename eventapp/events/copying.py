"""A new occasion made from an event: everything but people, dates, mails and lists."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from eventapp.audit.services import Actor, record_action
from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.tokens import new_public_id
from eventapp.events.images import copy_of
from eventapp.events.kinds import EventStatus
from eventapp.events.models import CoHost, Event
from eventapp.events.part_models import (
    Contributor,
    EventSession,
    MailSupplement,
    Question,
    SeatPool,
    SessionSlot,
)
from eventapp.events.queries import lock_event
from eventapp.events.slugs import renew_slug

#: What the new occasion has as the former one had it. A meeting's link is not among it: it may let into the other.
KEPT = (
    "kind",
    "audience",
    "attendance",
    "series_id",
    "title",
    "title_en",
    "summary",
    "summary_en",
    "description",
    "description_en",
    "purpose",
    "purpose_en",
    "is_sensitive",
    "neutral_title",
    "neutral_title_en",
    "timezone",
    "venue_name",
    "venue_address",
    "directions",
    "join_opens_minutes",
    "other_way_in",
    "has_waiting_list",
    "queue_ends_hours",
    "serves_food",
    "asks_advance_question",
    "is_recorded",
    "captions",
    "sign_language",
    "hearing_loop",
    "step_free",
    "quiet_room",
    "retention_days",
    "needs_retention_days",
    "retention_reason",
    "provenance",
)
#: Instants that move with the start.
MOVED = ("starts_at", "ends_at", "registration_opens_at", "registration_closes_at")
OF_SESSION = ("position", "title", "title_en", "description", "description_en", "place", "slot")
OF_QUESTION = (
    *("position", "kind", "label", "label_en", "hint", "hint_en", "options", "options_en"),
    *("is_required", "purpose", "retention_days"),
)
OF_CONTRIBUTOR = ("position", "kind", "name", "organisation", "email", "is_procured")


class Shift:
    """How far a new occasion is from the former one, on the wall clock of its zone; without it no time is known."""

    def __init__(self, event: Event, starts_at: datetime | None) -> None:
        self._zone = ZoneInfo(event.timezone)
        self._new_start = starts_at
        self._former_start = event.starts_at
        self._by: timedelta | None = None
        if starts_at is not None and event.starts_at is not None:
            self._by = self._wall(starts_at) - self._wall(event.starts_at)

    def __call__(self, at: datetime | None) -> datetime | None:
        """Return the instant that stands as far from the new start as this one from the former."""
        if at is None or self._by is None:
            return None
        # By the wall clock: a programme that began at nine begins at nine, whatever summer time does.
        return (self._wall(at) + self._by).replace(tzinfo=self._zone).astimezone(UTC)

    def _wall(self, at: datetime) -> datetime:
        return at.astimezone(self._zone).replace(tzinfo=None)


def copy_event(event_id: int, *, title: str, starts_at: datetime | None, actor: Actor) -> Event:
    """Make a draft from an event and return it; with a start its times are as far from it as before, else none."""
    former = lock_event(event_id)
    shift = Shift(former, starts_at)
    now = clock.now()
    public_id = new_public_id()
    event = Event(
        **{name: getattr(former, name) for name in KEPT} | {"title": title},
        public_id=public_id,
        slug=public_id,
        status=EventStatus.DRAFT,
        created_at=now,
        changed_at=now,
    )
    for name in MOVED:
        setattr(event, name, shift(getattr(former, name)))
    event.starts_at = event.starts_at or starts_at
    _copy_parts(former, event, shift)
    renew_slug(event)
    db.session.add(event)
    db.session.flush()
    _copy_supplements(former, event)
    details = {"from": former.public_id, "title": title}
    record_action(actor, "event_copied", record=("event", public_id), event_id=event.id, details=details)
    db.session.flush()
    return event


def _copy_parts(former: Event, event: Event, shift: Shift) -> None:
    event.hosts = [
        CoHost(
            federation=host.federation,
            is_coordinating=host.is_coordinating,
            position=host.position,
            share_released_at=shift(host.share_released_at),
        )
        for host in former.hosts
    ]
    event.slots = [SessionSlot(number=slot.number, is_required=slot.is_required) for slot in former.slots]
    sessions = {session.id: _session(session, shift) for session in former.sessions}
    event.sessions = list(sessions.values())
    event.pools = [
        SeatPool(
            kind=pool.kind,
            capacity=pool.capacity,
            federation_id=pool.federation_id,
            session=sessions.get(pool.session_id or 0),
        )
        for pool in former.pools
    ]
    event.questions = [
        Question(**{name: getattr(question, name) for name in OF_QUESTION}) for question in former.questions
    ]
    event.contributors = [
        Contributor(public_id=new_public_id(), **{name: getattr(one, name) for name in OF_CONTRIBUTOR})
        for one in former.contributors
    ]
    event.topics = list(former.topics)
    event.image = copy_of(former.image) if former.image else None


def _session(session: EventSession, shift: Shift) -> EventSession:
    return EventSession(
        public_id=new_public_id(),
        starts_at=shift(session.starts_at),
        ends_at=shift(session.ends_at),
        **{name: getattr(session, name) for name in OF_SESSION},
    )


def _copy_supplements(former: Event, event: Event) -> None:
    query = sa.select(MailSupplement).where(MailSupplement.event_id == former.id).order_by(MailSupplement.id)
    db.session.add_all(
        MailSupplement(kind=one.kind, event_id=event.id, text=one.text, text_en=one.text_en)
        for one in db.session.scalars(query)
    )
