"""Participants as an event's hosts see them: searched, narrowed, sorted, page by page."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import defer, joinedload, selectinload
from werkzeug.exceptions import NotFound

from eventapp.calendars.models import CalendarEntry
from eventapp.core.extensions import db
from eventapp.core.paging import Page, read_page
from eventapp.core.text import one_line, search_key
from eventapp.events.hosted import Scope
from eventapp.events.kinds import Mode
from eventapp.events.part_models import EventSession
from eventapp.federations.models import Federation
from eventapp.registrations.attention import has_to_be_called, is_failing
from eventapp.registrations.models import (
    ACTIVE,
    CallReason,
    NamelessQuestion,
    PhoneAccess,
    Registration,
    RegistrationStatus,
    SessionChoice,
)
from eventapp.registrations.references import reference_of

#: Longer than any name or address; more is no search.
LONGEST_SEARCH = 200

_STATUS_RANK = sa.case(
    {"confirmed": 0, "pending": 1, "waitlisted": 2}, value=sa.cast(Registration.status, sa.String), else_=3
)
#: What the list can be sorted by; the address names one of these, never a column.
SORTINGS: Mapping[str, tuple[Any, ...]] = {
    "namn": (Registration.sort_name,),
    "anmald": (Registration.created_at.desc(),),
    "status": (_STATUS_RANK, Registration.sort_name),
    "ko": (Registration.queue_number.is_(None), Registration.queue_number, Registration.sort_name),
}

#: What the list can be narrowed to of what is to be done: addresses that refuse mail, people to call.
TO_DO = ("studsar", "ring")


@dataclass(frozen=True)
class ParticipantFilter:
    """What the list is narrowed to and sorted by; never anything about needs or food."""

    search: str = ""
    status: RegistrationStatus | None = None
    #: Slug of a host.
    federation: str = ""
    #: One of `TO_DO`.
    to_do: str = ""
    sort: str = "namn"

    @classmethod
    def from_address(cls, values: Mapping[str, str]) -> ParticipantFilter:
        """Read the choices from an address; what is unknown counts as not chosen."""
        status, sort, to_do = values.get("status", ""), values.get("sortera", ""), values.get("visa", "")
        return cls(
            search=one_line(values.get("q"))[:LONGEST_SEARCH],
            status=RegistrationStatus(status) if status in set(RegistrationStatus) else None,
            federation=values.get("forbund", ""),
            to_do=to_do if to_do in TO_DO else "",
            sort=sort if sort in SORTINGS else "namn",
        )

    def address_values(self) -> dict[str, str]:
        """Return the choices as they stand in an address, without those that are not made."""
        values = {
            "q": self.search,
            "status": self.status.value if self.status else "",
            "forbund": self.federation,
            "visa": self.to_do,
            "sortera": "" if self.sort == "namn" else self.sort,
        }
        return {name: value for name, value in values.items() if value}

    def sorted_by(self, sort: str) -> ParticipantFilter:
        """Return the same choices in another order."""
        return replace(self, sort=sort)

    def without(self, name: str) -> ParticipantFilter:
        """Return the same choices but for one of those in the address."""
        left = {key: value for key, value in self.address_values().items() if key != name}
        return ParticipantFilter.from_address(left)


@dataclass(frozen=True, slots=True)
class Participant:
    """One row of the list."""

    id: int
    public_id: str
    name: str
    email: str
    organisation: str
    federation: str | None
    mode: Mode
    status: RegistrationStatus
    queue_place: int | None
    created_at: datetime
    #: PARTSTAT of the calendar entry, None where there is none.
    partstat: str | None
    #: What somebody without an address has to be called about.
    call_about: CallReason | None
    #: The address last refused a mail.
    is_failing: bool
    workshops: list[str] = field(default_factory=list)

    @property
    def reference(self) -> str:
        """What stands instead of an address where there is none."""
        return reference_of(self.public_id)


def list_participants(scope: Scope, chosen: ParticipantFilter, page: int = 1) -> Page[Participant]:
    """Return one page of the people whom a host may see; a page beyond the last is the last. Two queries."""
    found = read_page(_rows(scope, chosen), page).map(lambda row: Participant(*row))
    titles = workshop_titles([person.id for person in found.rows])
    for person in found.rows:
        person.workshops.extend(titles.get(person.id, []))
    return found


def list_advance_questions(scope: Scope) -> list[str]:
    """Return what people want taken up, in an order that tells nothing of who asked. One query."""
    asked = sa.select(Registration.advance_question).where(
        *conditions(scope, ParticipantFilter()),
        Registration.advance_question != "",
        Registration.status.in_(ACTIVE),
    )
    nameless = sa.select(NamelessQuestion.text).where(
        NamelessQuestion.event_id == scope.event.id, scope.covers(NamelessQuestion.federation_id.expression)
    )
    return sorted(db.session.scalars(sa.union_all(asked, nameless)), key=str.casefold)


def conditions(scope: Scope, chosen: ParticipantFilter) -> list[sa.ColumnElement[bool]]:
    """Return what a registration must fulfil to be in the list, or in an export of it."""
    wanted = [Registration.event_id == scope.event.id, scope.covers(Registration.federation_id.expression)]
    if chosen.status:
        wanted.append(Registration.status == chosen.status)
    if chosen.federation:
        wanted.append(_chose(scope, chosen.federation))
    if chosen.to_do:
        wanted += (
            [Registration.status.in_(ACTIVE), is_failing()]
            if chosen.to_do == "studsar"
            else [has_to_be_called()]
        )
    wanted += [
        Registration.search_text.contains(word, autoescape=True) for word in search_key(chosen.search).split()
    ]
    return wanted


def ordering(chosen: ParticipantFilter) -> tuple[Any, ...]:
    """Return the order of the list; always the same for the same data."""
    return (*SORTINGS[chosen.sort], Registration.id)


def queue_places(event_id: int) -> sa.Subquery:
    """Return everybody's place in the queue of an event: 1 is next."""
    place = sa.func.row_number().over(order_by=Registration.queue_number).label("place")
    waiting = (Registration.event_id == event_id, Registration.status == RegistrationStatus.WAITLISTED)
    return sa.select(Registration.id, place).where(*waiting).subquery("queue")


def count_participants(scope: Scope, chosen: ParticipantFilter) -> int:
    """Return how many are in the list."""
    statement = sa.select(sa.func.count()).select_from(Registration).where(*conditions(scope, chosen))
    return db.session.scalar(statement) or 0


def get_participant(scope: Scope, public_id: str) -> Registration:
    """Return one person whom a host may see, without needs and food; raises NotFound."""
    statement = (
        sa.select(Registration)
        .where(Registration.public_id == public_id, *conditions(scope, ParticipantFilter()))
        .options(
            defer(Registration.needs),
            defer(Registration.food),
            defer(Registration.advance_question),
            joinedload(Registration.federation),
            joinedload(Registration.calendar_entry),
            joinedload(Registration.phone_access),
            selectinload(Registration.choices).joinedload(SessionChoice.session),
            selectinload(Registration.answers),
        )
    )
    registration = db.session.scalars(statement).one_or_none()
    if registration is None:
        raise NotFound
    return registration


def find_queue_place(registration: Registration) -> int | None:
    """Return the place in the queue of somebody who waits."""
    places = queue_places(registration.event_id)
    return db.session.scalar(sa.select(places.c.place).where(places.c.id == registration.id))


def has_needs(registration_id: int) -> bool:
    """Tell whether somebody has written what they need or eat, without reading it."""
    wrote = sa.or_(Registration.needs != "", Registration.food != "")
    return bool(db.session.scalar(sa.select(wrote).where(Registration.id == registration_id)))


def _rows(scope: Scope, chosen: ParticipantFilter) -> sa.Select[Any]:
    places = queue_places(scope.event.id)
    return (
        sa.select(
            Registration.id,
            Registration.public_id,
            Registration.name,
            Registration.email,
            Registration.organisation,
            Federation.short_name,
            Registration.mode,
            Registration.status,
            places.c.place,
            Registration.created_at,
            CalendarEntry.partstat,
            PhoneAccess.call_about,
            is_failing(),
        )
        .outerjoin(Federation, Federation.id == Registration.federation_id)
        .outerjoin(CalendarEntry, CalendarEntry.id == Registration.calendar_entry_id)
        .outerjoin(PhoneAccess, PhoneAccess.registration_id == Registration.id)
        .outerjoin(places, places.c.id == Registration.id)
        .where(*conditions(scope, chosen))
        .order_by(*ordering(chosen))
    )


def workshop_titles(registration_ids: Collection[int]) -> dict[int, list[str]]:
    """Return the titles of each person's workshops, in the order of the slots. One query."""
    statement = (
        sa.select(SessionChoice.registration_id, EventSession.title)
        .join(EventSession, EventSession.id == SessionChoice.session_id)
        .where(SessionChoice.registration_id.in_(registration_ids))
        .order_by(SessionChoice.registration_id, SessionChoice.slot)
    )
    titles: dict[int, list[str]] = {}
    for registration_id, title in db.session.execute(statement):
        titles.setdefault(registration_id, []).append(title)
    return titles


def _chose(scope: Scope, slug: str) -> sa.ColumnElement[bool]:
    host = next((each for each in scope.event.hosts if each.federation.slug == slug), None)
    return sa.false() if host is None else Registration.federation_id == host.federation_id
