"""What goes out to one address's calendar, and what is remembered of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from eventapp.calendars.documents import CalendarFacts, Parties, message, revision_of
from eventapp.calendars.models import CalendarEntry, Method, PartStat
from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.tokens import keyed_digest, new_public_id
from eventapp.messages.installation import installation
from eventapp.messages.mail import CalendarPart


def create_entry(address: str, organizer: str, *, offer: str | None = None) -> CalendarEntry:
    """Add the entry of one address, not flushed yet; its UID cannot be guessed and stays for its life.

    `organizer` is the address that reads answers, kept for the entry's life; empty where nobody does.
    With `offer` it is an invitation that waits for somebody to take it up (`take_offer`).
    """
    now = clock.now()
    public_id = new_public_id()
    secret = keyed_digest(public_id, "calendar uid")[:32]
    entry = CalendarEntry(
        public_id=public_id,
        uid=f"r-{public_id}-{secret}@{installation().uid_domain}",
        address=address,
        organizer=organizer,
        created_at=now,
        changed_at=now,
        offer=offer,
    )
    db.session.add(entry)
    return entry


def take_offer(offer: str) -> CalendarEntry | None:
    """Return the invitation that waits under this name, which from now on is whoever's asked; None where none does."""
    entry = db.session.scalar(sa.select(CalendarEntry).where(CalendarEntry.offer == offer))
    if entry is not None:
        entry.offer = None
    return entry


def request(
    entry: CalendarEntry,
    facts: CalendarFacts,
    *,
    attendee_name: str,
    organizer_name: str,
    is_change: bool,
    asks_again: bool = True,
) -> CalendarPart:
    """Return the message that puts the entry into the calendar or changes it there (RFC 5546 3.2.2).

    A change raises SEQUENCE. With `asks_again` an earlier answer no longer counts; otherwise it stands.
    Where no answers are read it is a PUBLISH without ATTENDEE.
    """
    if is_change:
        entry.sequence += 1
    if asks_again:
        entry.partstat = PartStat.NEEDS_ACTION.value
    method = Method.REQUEST if entry.organizer else Method.PUBLISH
    _stamp(entry, method)
    parties = _parties(entry, attendee_name, organizer_name, entry.partstat)
    return _part(entry, method, message(method, facts, revision_of(entry), parties, is_withdrawn=False))


def cancel(
    entry: CalendarEntry,
    facts: CalendarFacts,
    *,
    attendee_name: str,
    organizer_name: str,
    is_own_choice: bool = True,
) -> CalendarPart:
    """Return the message that takes the entry out of the calendar (RFC 5546 3.2.5), one SEQUENCE higher.

    A person who cancels counts as having declined; one whose event is called off or has lost its date has not.
    """
    entry.sequence += 1
    has_declined = is_own_choice and not facts.is_called_off
    if has_declined:
        entry.partstat = PartStat.DECLINED.value
    partstat = entry.partstat if has_declined else PartStat.NEEDS_ACTION.value
    method = Method.CANCEL if entry.organizer else Method.PUBLISH
    _stamp(entry, method)
    parties = _parties(entry, attendee_name, organizer_name, partstat)
    return _part(entry, method, message(method, facts, revision_of(entry), parties, is_withdrawn=True))


def _stamp(entry: CalendarEntry, method: Method) -> None:
    """Move DTSTAMP on: strictly later in whole seconds, or the message is taken for one already read."""
    now = clock.now()
    entry.stamped_at = _later(now.replace(microsecond=0), entry.stamped_at)
    entry.changed_at = now
    entry.last_method = method.value


def _later(now: datetime, last: datetime | None) -> datetime:
    return now if last is None else max(now, last + timedelta(seconds=1))


def _parties(entry: CalendarEntry, attendee_name: str, organizer_name: str, partstat: str) -> Parties | None:
    if not entry.organizer:
        return None
    return Parties(
        organizer=entry.organizer,
        organizer_name=organizer_name,
        attendee=entry.address,
        attendee_name=attendee_name,
        partstat=partstat,
    )


def _part(entry: CalendarEntry, method: Method, content: bytes) -> CalendarPart:
    return CalendarPart(method=method.value, content=content, organizer=entry.organizer)
