"""Turns the content of an event into rows: hosts, programme, questions and seats."""

from __future__ import annotations

import sqlalchemy as sa

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.tokens import new_public_id
from eventapp.demo.content import EventContent, ItemContent
from eventapp.events.kinds import Attendance, EventStatus, PoolKind
from eventapp.events.models import CoHost, Event, Series, Topic
from eventapp.events.part_models import EventSession, Question, SeatPool, SessionSlot
from eventapp.federations.models import Federation
from eventapp.federations.provenance import event_provenance


def build_event(content: EventContent) -> Event:
    """Return the event with all that belongs to it; its federations, series and topics must be there."""
    now = clock.now()
    sessions = [_session(position, item) for position, item in enumerate(content.programme, start=1)]
    return Event(
        public_id=new_public_id(),
        slug=content.slug,
        status=content.status,
        kind=content.kind,
        audience=content.audience,
        attendance=content.attendance,
        series=_series(content.series),
        title=content.title,
        title_en=content.title_en,
        summary=content.summary,
        summary_en=content.summary_en,
        description=content.description,
        description_en=content.description_en,
        purpose=content.purpose,
        is_sensitive=content.neutral_title is not None,
        neutral_title=content.neutral_title,
        neutral_title_en=content.neutral_title_en,
        starts_at=content.starts_at,
        ends_at=content.ends_at,
        period=content.period,
        period_en=content.period_en,
        venue_name=content.venue_name,
        venue_address=content.venue_address,
        directions=content.directions,
        meeting_url=_meeting_url(content),
        other_way_in=content.other_way_in,
        registration_opens_at=content.registration_opens_at,
        registration_closes_at=content.registration_closes_at,
        serves_food=content.serves_food,
        asks_advance_question=content.asks_advance_question,
        is_recorded=content.is_recorded,
        captions=content.captions,
        sign_language=content.sign_language,
        hearing_loop=content.hearing_loop,
        step_free=content.step_free,
        quiet_room=content.quiet_room,
        retention_days=content.retention_days,
        cancellation_reason=content.cancellation_reason,
        created_at=now,
        published_at=None if content.status is EventStatus.DRAFT else now,
        changed_at=now,
        provenance=event_provenance(seed=content.known),
        hosts=_hosts(content.hosts),
        sessions=sessions,
        slots=[SessionSlot(number=number) for number in sorted({s.slot for s in sessions if s.slot})],
        questions=_questions(content),
        pools=_pools(content, sessions),
        topics=_topics(content.topics),
    )


def _meeting_url(content: EventContent) -> str | None:
    return None if content.attendance is Attendance.ON_SITE else f"https://mote.example/{content.slug}"


def _hosts(slugs: tuple[str, ...]) -> list[CoHost]:
    found = db.session.scalars(sa.select(Federation).where(Federation.slug.in_(slugs)))
    federations = {federation.slug: federation for federation in found}
    return [
        CoHost(federation=federations[slug], is_coordinating=position == 0, position=position)
        for position, slug in enumerate(slugs)
    ]


def _session(position: int, item: ItemContent) -> EventSession:
    return EventSession(
        public_id=new_public_id(),
        position=position,
        title=item.title,
        title_en=item.title_en,
        description=item.description,
        description_en=item.description_en,
        place=item.place,
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        slot=item.slot,
    )


def _questions(content: EventContent) -> list[Question]:
    return [
        Question(
            position=position,
            kind=question.kind,
            label=question.label,
            label_en=question.label_en,
            hint=question.hint,
            hint_en=question.hint_en,
            options=list(question.options),
            options_en=list(question.options_en),
            is_required=question.is_required,
            purpose=question.purpose,
        )
        for position, question in enumerate(content.questions, start=1)
    ]


def _pools(content: EventContent, sessions: list[EventSession]) -> list[SeatPool]:
    limits = [(PoolKind.EVENT, content.capacity), (PoolKind.ON_SITE, content.on_site_capacity)]
    whole = [SeatPool(kind=kind, capacity=seats) for kind, seats in limits if seats is not None]
    workshops = [
        SeatPool(kind=PoolKind.SESSION, session=session, capacity=item.seats)
        for session, item in zip(sessions, content.programme, strict=True)
        if item.seats is not None
    ]
    return whole + workshops


def _series(slug: str | None) -> Series | None:
    return db.session.scalar(sa.select(Series).where(Series.slug == slug)) if slug else None


def _topics(slugs: tuple[str, ...]) -> list[Topic]:
    return list(db.session.scalars(sa.select(Topic).where(Topic.slug.in_(slugs)).order_by(Topic.name)))
