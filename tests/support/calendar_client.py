"""A calendar program of our own: takes mails as they are sent and applies what is in them by RFC 5546 and 6047.

It shares no code with the product and none with the parsers of other tests. What the product must keep (SEQUENCE
never falls, DTSTAMP rises, both parts equal) is checked at each mail that comes in order.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from functools import lru_cache
from zoneinfo import ZoneInfo

#: SEQUENCE, then DTSTAMP: which of two messages about one UID is the newer (RFC 5546 2.1.5).
Revision = tuple[int, datetime]
METHODS = {"REQUEST", "CANCEL", "PUBLISH"}
LINE = re.compile(
    r'([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):(.*)', re.DOTALL
)
PARAMETER = re.compile(r';([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:])*)')


@dataclass(frozen=True)
class Line:
    """One content line (RFC 5545 3.1)."""

    name: str
    params: dict[str, str]
    value: str

    @property
    def text(self) -> str:
        """The value of a TEXT property (RFC 5545 3.3.11)."""
        return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], self.value)

    @property
    def address(self) -> str:
        """The value of a calendar address."""
        return self.value.removeprefix("mailto:")


@dataclass(frozen=True)
class Entry:
    """One VEVENT as it came, with the METHOD around it."""

    method: str
    lines: dict[str, Line]
    starts_at: datetime
    ends_at: datetime

    @property
    def uid(self) -> str:
        """Who it is, for its life."""
        return self.lines["UID"].value

    @property
    def revision(self) -> Revision:
        """How new it is."""
        return int(self.lines["SEQUENCE"].value), _instant(self.lines["DTSTAMP"])

    @property
    def sequence(self) -> int:
        """Which revision an answer is to."""
        return self.revision[0]

    @property
    def partstat(self) -> str:
        """The answer that the sender has on file."""
        attendee = self.lines.get("ATTENDEE")
        return attendee.params.get("PARTSTAT", "NEEDS-ACTION") if attendee else ""

    @property
    def organizer(self) -> str:
        """Who reads answers; empty where nobody does."""
        found = self.lines.get("ORGANIZER")
        return found.address if found else ""

    @property
    def is_withdrawal(self) -> bool:
        """Whether it takes the event out of the calendar."""
        return self.method == "CANCEL" or (self.method == "PUBLISH" and self.text("STATUS") == "CANCELLED")

    def text(self, name: str) -> str:
        """The text of a property; empty where there is none."""
        found = self.lines.get(name)
        return found.text if found else ""


@dataclass
class CalendarClient:
    """The calendar of one address."""

    address: str
    _newest: dict[str, Entry] = field(default_factory=dict)
    _answers: dict[str, tuple[Revision, str]] = field(default_factory=dict)

    def take(self, octets: bytes, *, in_order: bool = True) -> Entry | None:
        """Apply a mail, unless something newer is known of its entry; None where it carries no calendar."""
        entry = read_entry(octets, self.address)
        if entry is not None:
            self.apply(entry, in_order=in_order)
        return entry

    def apply(self, entry: Entry, *, in_order: bool = True) -> None:
        """Apply one message; with `in_order` nothing older may come after it."""
        known = self._newest.get(entry.uid)
        if known is not None and in_order:
            assert entry.revision[0] >= known.revision[0], f"SEQUENCE of {entry.uid} falls"
            assert entry.revision[1] > known.revision[1], f"DTSTAMP of {entry.uid} does not rise"
        if known is None or known.revision < entry.revision:
            self._newest[entry.uid] = entry

    def answer(self, uid: str, partstat: str) -> Entry:
        """Answer what stands in the calendar, and return it; what is declined is gone."""
        entry = self._newest[uid]
        self._answers[uid] = (entry.revision, partstat)
        return entry

    def answer_as(self, other: CalendarClient) -> None:
        """Take over what another program on the same account has answered."""
        self._answers.update(other._answers)

    @property
    def entries(self) -> list[Entry]:
        """What stands in it: neither withdrawn nor declined."""
        return [entry for entry in self._newest.values() if self._is_live(entry)]

    @property
    def uids(self) -> set[str]:
        """Every entry it has ever heard of."""
        return set(self._newest)

    def _is_live(self, entry: Entry) -> bool:
        if entry.is_withdrawal:
            return False
        revision, answered = self._answers.get(entry.uid, (None, ""))
        # An answer is to one revision; of a newer one the sender says what it knows (RFC 5546 3.2.2).
        return (answered if revision == entry.revision else entry.partstat) != "DECLINED"


def read_entry(octets: bytes, address: str) -> Entry | None:
    """Return what a mail to an address asks its calendar to do; a mail that breaks RFC 6047 fails the test."""
    mail = email.message_from_bytes(octets, policy=email.policy.compat32)
    inline = _calendar_part(mail)
    if inline is None:
        return None
    content = inline.get_payload(decode=True)
    assert isinstance(content, bytes)
    entry = parse(content)
    assert inline.get_param("method") == entry.method
    attendee = entry.lines.get("ATTENDEE")
    assert (attendee is not None) == (entry.method != "PUBLISH")
    if attendee is not None:
        assert attendee.address == address
        assert entry.organizer in str(mail["From"])
    return entry


def _calendar_part(mail: Message) -> Message | None:
    """Return the part that mail programs answer from: the last of the alternatives."""
    found = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert len(found) <= 1
    return found[0] if found else None


def parse(content: bytes) -> Entry:
    """Return the only event of a calendar object, its times by the VTIMEZONE that it carries."""
    lines = list(content_lines(content))
    assert (lines[0].name, lines[0].value) == ("BEGIN", "VCALENDAR")
    zones = {line.value for line in lines if line.name == "TZID"}
    method = next(line.value for line in lines if line.name == "METHOD")
    assert method in METHODS
    first, last = (
        next(place for place, line in enumerate(lines) if (line.name, line.value) == (name, "VEVENT"))
        for name in ("BEGIN", "END")
    )
    inside = lines[first + 1 : last]
    names = [line.name for line in inside]
    assert len(names) == len(set(names)), "a property stands twice"
    event = {line.name: line for line in inside}
    for name in ("DTSTART", "DTEND"):
        assert event[name].params.get("TZID", "") in zones | {""}, "TZID without VTIMEZONE"
    return Entry(method, event, _instant(event["DTSTART"]), _instant(event["DTEND"]))


def content_lines(content: bytes) -> Iterator[Line]:
    """Return the content lines, unfolded (RFC 5545 3.1)."""
    for line in content.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]:
        yield _line(line)


@lru_cache(maxsize=4096)
def _line(text: str) -> Line:
    found = LINE.fullmatch(text)
    assert found is not None, f"no content line: {text!r}"
    params = {name: value.strip('"') for name, value in PARAMETER.findall(found[2])}
    return Line(found[1], params, found[3])


def _instant(line: Line) -> datetime:
    if line.value.endswith("Z"):
        return datetime.strptime(line.value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    local = datetime.strptime(line.value, "%Y%m%dT%H%M%S")  # noqa: DTZ007 (the zone comes next)
    return local.replace(tzinfo=ZoneInfo(line.params["TZID"])).astimezone(UTC)
