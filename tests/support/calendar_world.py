"""Some events, some people and each address's calendar, which must show at every moment what the database says."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.locale import in_language
from eventapp.core.transactions import write
from eventapp.events.facts import workshop_line
from eventapp.events.kinds import Attendance, EventStatus, Mode
from eventapp.events.models import Event
from eventapp.events.presentation import title_of
from eventapp.federations.models import Federation
from eventapp.invitations.models import Invitee, InviteeAnswer
from eventapp.messages.models import MessageStatus, OutboxMessage
from eventapp.registrations.links import join_url
from eventapp.registrations.models import Registration, RegistrationStatus
from tests.support.builders import make_event, make_federation, make_session
from tests.support.calendar_client import CalendarClient, Entry

PEOPLE = ("kim", "robin", "sam", "lo", "mika")
#: Addresses of people who answer in English.
ENGLISH = {"robin", "mika"}
_EVENTS = sa.bindparam("events", expanding=True)
WITH_SEAT = (
    sa.select(Registration)
    .where(
        Registration.event_id.in_(_EVENTS),
        Registration.status == RegistrationStatus.CONFIRMED,
        Registration.email != "",
    )
    .options(joinedload(Registration.calendar_entry), selectinload(Registration.choices))
)
INVITED = (
    sa.select(Invitee)
    .where(Invitee.event_id.in_(_EVENTS), Invitee.answer != InviteeAnswer.DECLINED)
    .options(joinedload(Invitee.calendar_entry))
)


@dataclass
class World:
    """One history's events and people; `late_mail` is how often the mail server lets everything wait."""

    dice: random.Random
    name: str
    late_mail: float = 0.0
    reads_answers: bool = True
    event_ids: list[int] = field(default_factory=list)
    calendars: dict[str, CalendarClient] = field(default_factory=dict)
    #: Every calendar message that has been delivered, by address.
    delivered: dict[str, list[bytes]] = field(default_factory=dict)
    #: Which entries were ever whose: a UID belongs to one address.
    owners: dict[str, str] = field(default_factory=dict)

    def begin(self) -> None:
        """Make the events: a hybrid day with workshops, a sensitive one online, one of two hosts on site."""
        with write():
            first, second = self._make_federation(), self._make_federation()
            events = [self._make_day(first), self._make_sensitive(first), self._make_seminar([second, first])]
            wanted = self.dice.sample(events, 2)
            self.event_ids = [event.id for event in wanted]

    def address(self, person: str) -> str:
        """Return somebody's address in this history."""
        return f"{person}@{self.name}.example"

    def addresses(self) -> list[str]:
        """Return the addresses of everybody, and one or two that somebody might have meant."""
        return [self.address(person) for person in (*PEOPLE, "fel", "fel2")]

    def language(self, address: str) -> str:
        """Return the language that whoever has the address reads."""
        return "en" if address.partition("@")[0] in ENGLISH else "sv"

    def calendar(self, address: str) -> CalendarClient:
        """Return the calendar of an address."""
        return self.calendars.setdefault(address, CalendarClient(address))

    def deliver(self) -> None:
        """Let every mail that waits arrive, in the order in which they were made."""
        with write():
            waiting = sa.select(OutboxMessage.id, OutboxMessage.recipient, OutboxMessage.payload).where(
                OutboxMessage.status == MessageStatus.QUEUED
            )
            rows = db.session.execute(waiting.order_by(OutboxMessage.id)).all()
            db.session.execute(
                sa.update(OutboxMessage)
                .where(OutboxMessage.id.in_([row.id for row in rows]))
                .values(status=MessageStatus.SENT, finished_at=clock.now())
            )
        for row in rows:
            self._arrive(row.recipient, row.payload)

    def check(self) -> None:
        """Compare each calendar with the database."""
        db.session.rollback()
        expected = self._expected()
        for address in sorted(self.calendars.keys() | {address for address, _owner in expected.values()}):
            entries = self.calendar(address).entries
            mine = {uid for uid, (owner, _record) in expected.items() if owner == address}
            assert {entry.uid for entry in entries} == mine, f"calendar of {address}"
            urls = [entry.text("URL") for entry in entries]
            assert len(urls) == len(set(urls)), f"{address} has an event twice"
            for entry in entries:
                record = expected[entry.uid][1]
                with in_language(record.language):
                    _compare(entry, record)

    def check_any_order(self) -> None:
        """Let each calendar's messages arrive once more, shuffled and some twice: it ends at the same."""
        for address, octets in self.delivered.items():
            calendar, again = self.calendar(address), CalendarClient(address)
            copies = octets + self.dice.sample(octets, len(octets) // 2)
            for mail in self.dice.sample(copies, len(copies)):
                again.take(mail, in_order=False)
            again.answer_as(calendar)
            assert sorted(again.entries, key=str) == sorted(calendar.entries, key=str)

    def _arrive(self, address: str, octets: bytes) -> None:
        entry = self.calendar(address).take(octets)
        if entry is not None:
            self.delivered.setdefault(address, []).append(octets)
            assert self.owners.setdefault(entry.uid, address) == address, "a UID of two addresses"

    def _expected(self) -> dict[str, tuple[str, Registration | Invitee]]:
        """Return address and record by UID of what should stand in calendars now."""
        records: dict[str, tuple[str, Registration | Invitee]] = {}
        for one in db.session.scalars(WITH_SEAT, {"events": self.event_ids}):
            if is_held(one.event):
                assert one.calendar_entry is not None, f"{one.email} has a seat and no entry"
                records[one.calendar_entry.uid] = (one.email, one)
        for other in db.session.scalars(INVITED, {"events": self.event_ids}):
            entry = other.calendar_entry
            if entry is not None and entry.offer is not None and is_held(event_of(other)):
                assert entry.uid not in records
                records[entry.uid] = (other.email, other)
        return records

    def _make_federation(self) -> Federation:
        reply_address = self.dice.choice((None, f"svar@{self.name}.example"))
        federation: Federation = make_federation(
            reads_answers=self.reads_answers, reply_address=reply_address or ""
        )
        return federation

    def _make_day(self, host: Federation) -> Event:
        event: Event = make_event(
            hosts=[host],
            seats=4,
            on_site=self.dice.choice((2, None)),
            attendance=Attendance.HYBRID,
            venue_name="Stadshuset",
            venue_address="Sturegatan 1, Sundbyberg",
            directions="Ingång från torget; ring på.",
            title="Demokratidagen; åäö, 100 år",
            starts_at=clock.now() + timedelta(days=60),
        )
        for slot, seats in ((1, 1), (1, 3), (2, None)):
            make_session(event, slot=slot, seats=seats, place=f"Sal {slot}{seats}")
        return event

    def _make_sensitive(self, host: Federation) -> Event:
        event: Event = make_event(
            hosts=[host],
            seats=2,
            is_sensitive=True,
            title="Om våld i nära relation",
            neutral_title="Kunskapsseminarium",
            starts_at=clock.now() + timedelta(days=70),
        )
        return event

    def _make_seminar(self, hosts: list[Federation]) -> Event:
        event: Event = make_event(
            hosts=hosts,
            seats=self.dice.choice((1, 3, None)),
            has_waiting_list=self.dice.random() < 0.7,
            attendance=Attendance.ON_SITE,
            venue_name="Biblioteket",
            venue_address="Storgatan 2",
            starts_at=clock.now() + timedelta(days=80),
        )
        return event


def is_held(event: Event) -> bool:
    """Tell whether an event stands in calendars: it has a date and is not called off."""
    return event.starts_at is not None and event.status is EventStatus.PUBLISHED


def event_of(record: Registration | Invitee) -> Event:
    """Return the event that somebody is registered for or invited to."""
    return db.session.get_one(Event, record.event_id)


def _compare(entry: Entry, record: Registration | Invitee) -> None:
    """Compare what an entry says with what holds for whoever it belongs to, in their language."""
    event = event_of(record)
    assert (entry.starts_at, entry.ends_at) == (event.starts_at, event.ends_at)
    assert entry.text("SUMMARY") == title_of(event)
    assert entry.text("CLASS") == ("PRIVATE" if event.is_sensitive else "PUBLIC")
    seat = record if isinstance(record, Registration) else None
    link = join_url(seat) if seat is not None and seat.mode is Mode.ONLINE else ""
    for name in ("LOCATION", "CONFERENCE", "DESCRIPTION"):
        assert (link in entry.text(name)) if link else ("/delta/" not in entry.text(name)), name
    assert ("CONFERENCE" in entry.lines) == bool(link)
    is_on_site = seat.mode is Mode.ON_SITE if seat is not None else Mode.ON_SITE in event.modes
    place = event.venue_address if event.is_sensitive else event.venue_name
    assert (place in entry.text("LOCATION")) == is_on_site or not place
    chosen = {choice.session_id for choice in seat.choices} if seat is not None else set()
    told = set(entry.text("DESCRIPTION").split("\n"))
    # Of a sensitive event's workshops only the time is told, which may be that of two.
    assert {workshop_line(event, one) for one in event.sessions if one.id in chosen} == {
        line for line in told if line.startswith("Workshop: ")
    }
