"""UID, SEQUENCE, DTSTAMP and PARTSTAT over the life of an entry."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import icalendar
from sqlalchemy.orm import Session, scoped_session

from eventapp.calendars.documents import CalendarFacts
from eventapp.calendars.downloads import entry_file, event_file
from eventapp.calendars.models import CalendarEntry
from eventapp.calendars.services import cancel, create_entry, request
from eventapp.messages.mail import CalendarPart
from tests.calendars.test_documents import FACTS

Hold = Callable[[str], None]


def ask(
    entry: CalendarEntry, facts: CalendarFacts = FACTS, *, is_change: bool = False, asks_again: bool = True
) -> CalendarPart:
    return request(
        entry,
        facts,
        attendee_name="Kim",
        organizer_name="Förbundet",
        is_change=is_change,
        asks_again=asks_again,
    )


def withdraw(entry: CalendarEntry, facts: CalendarFacts = FACTS) -> CalendarPart:
    return cancel(entry, facts, attendee_name="Kim", organizer_name="Förbundet")


def read(part: CalendarPart) -> icalendar.Event:
    calendar = icalendar.Calendar.from_ical(part.content)
    assert calendar["METHOD"] == part.method
    return calendar.events[0]


def test_a_uid_is_unguessable_and_names_nobody(session: scoped_session[Session]) -> None:
    uids = {create_entry("kim@mottagare.example", "svar@anmalan.example").uid for _turn in range(3)}
    assert len(uids) == 3
    for uid in uids:
        assert re.fullmatch(r"r-[a-z0-9]{12}-[0-9a-f]{32}@localhost", uid)


def test_a_change_raises_the_sequence_and_keeps_the_uid(session: scoped_session[Session]) -> None:
    entry = create_entry("kim@mottagare.example", "svar@anmalan.example")
    first, second, third = read(ask(entry)), read(ask(entry, is_change=True)), read(withdraw(entry))
    assert [event["SEQUENCE"] for event in (first, second, third)] == [0, 1, 2]
    assert {str(event["UID"]) for event in (first, second, third)} == {entry.uid}
    assert third["STATUS"] == "CANCELLED"
    assert entry.last_method == "CANCEL"


def test_every_message_has_a_later_stamp_also_in_the_same_second(
    session: scoped_session[Session], at: Hold
) -> None:
    at("2027-01-02 03:04:05.678")
    entry = create_entry("kim@mottagare.example", "svar@anmalan.example")
    stamps = [read(part)["DTSTAMP"].dt for part in (ask(entry), ask(entry), withdraw(entry))]
    assert [stamp.second for stamp in stamps] == [5, 6, 7]
    at("2027-01-03 00:00:00")
    assert read(ask(entry))["DTSTAMP"].dt.hour == 23


def test_a_new_time_asks_again_and_a_new_workshop_does_not(session: scoped_session[Session]) -> None:
    entry = create_entry("kim@mottagare.example", "svar@anmalan.example")
    entry.partstat = "ACCEPTED"
    kept = read(ask(entry, is_change=True, asks_again=False))["ATTENDEE"]
    asked = read(ask(entry, is_change=True))["ATTENDEE"]
    assert (kept.params["PARTSTAT"], kept.params["RSVP"]) == ("ACCEPTED", "TRUE")
    assert (asked.params["PARTSTAT"], asked.params["RSVP"]) == ("NEEDS-ACTION", "TRUE")


def test_who_cancels_has_declined_and_whose_event_is_called_off_has_not(
    session: scoped_session[Session],
) -> None:
    one, other = (create_entry("kim@mottagare.example", "svar@anmalan.example") for _turn in range(2))
    assert read(withdraw(one))["ATTENDEE"].params["PARTSTAT"] == "DECLINED"
    called_off = read(withdraw(other, replace(FACTS, is_called_off=True)))
    assert called_off["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert called_off["SUMMARY"].startswith("INSTÄLLT: ")


def test_without_an_address_for_answers_nobody_is_asked(session: scoped_session[Session]) -> None:
    entry = create_entry("kim@mottagare.example", "")
    first, last = ask(entry), withdraw(entry)
    assert (first.method, last.method) == ("PUBLISH", "PUBLISH")
    assert b"ATTENDEE" not in first.content + last.content
    assert (read(last)["STATUS"], read(last)["SEQUENCE"]) == ("CANCELLED", 1)


def test_an_event_file_is_the_same_as_long_as_the_event_is(session: scoped_session[Session]) -> None:
    made = [event_file("abc", FACTS, revision=4, changed_at=FACTS.starts_at) for _turn in range(2)]
    assert made[0] == made[1]
    event = icalendar.Calendar.from_ical(made[0]).events[0]
    assert (event["UID"], event["SEQUENCE"]) == ("e-abc@localhost", 4)


def test_an_own_file_has_the_workshops_as_entries_whose_uid_does_not_move(
    session: scoped_session[Session],
) -> None:
    entry = create_entry("kim@mottagare.example", "svar@anmalan.example")
    ask(entry)
    one, other = replace(FACTS, key="wa", title="Ett"), replace(FACTS, key="wb", title="Två")
    both = icalendar.Calendar.from_ical(entry_file(entry, FACTS, [one, other]))
    alone = icalendar.Calendar.from_ical(entry_file(entry, FACTS, [other]))
    assert [str(event["SUMMARY"]) for event in both.events] == ["Demokratidagen 2027", "Ett", "Två"]
    assert both.events[0]["UID"] == entry.uid
    assert both.events[2]["UID"] == alone.events[1]["UID"] != both.events[1]["UID"]
    assert len(both.timezones) == 1
    assert entry_file(entry, FACTS, [one]) == entry_file(entry, FACTS, [one])
