"""Which answers are believed, which are asked about, which are passed over."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from eventapp.calendars.models import CalendarEntry
from eventapp.calendars.replies import Reply
from eventapp.calendars.verdicts import Action, Sender, Why, judge

THEN = datetime(2027, 10, 1, 10, tzinfo=UTC)
KIM = "kim@kommun.example"
ENTRY_UID = "r-abc-0123456789abcdef@anmalan.example"
ANSWER = Reply(
    method="REPLY",
    uid=ENTRY_UID,
    attendee=KIM,
    sent_by="",
    partstat="DECLINED",
    organizer="svar@anmalan.example",
    sequence=2,
    stamped_at=THEN,
    comment="",
)


def entry(**overrides):
    """Return an entry of Kim's, in its second revision."""
    values = {"public_id": "abc", "uid": ENTRY_UID, "address": "Kim@Kommun.example"}
    values |= {"sequence": 2, "organizer": "svar@anmalan.example", "created_at": THEN, "changed_at": THEN}
    return CalendarEntry(**values | overrides)


def verdict(reply=ANSWER, sender=KIM, found=None, last=None, is_proven=None):
    judged = judge(found or entry(), reply, Sender(address=sender, is_proven=is_proven), last_answer_at=last)
    return judged.action, judged.why


@pytest.mark.parametrize("partstat", ["ACCEPTED", "DECLINED", "TENTATIVE"])
def test_honest_answer_to_the_last_revision_is_applied(partstat):
    assert verdict(replace(ANSWER, partstat=partstat)) == (Action.APPLY, Why.FITS)


def test_answer_without_organizer_is_applied_since_exchange_leaves_it_out():
    assert verdict(replace(ANSWER, organizer="")) == (Action.APPLY, Why.FITS)


def test_answer_that_our_own_server_proved_is_applied():
    assert verdict(is_proven=True) == (Action.APPLY, Why.FITS)


@pytest.mark.parametrize(
    ("changed", "sender", "expected"),
    [
        ({"attendee": "robin@kommun.example"}, "robin@kommun.example", Why.OTHER_ATTENDEE),
        ({}, "robin@kommun.example", Why.OTHER_SENDER),
        ({"sent_by": "assistent@kommun.example"}, "assistent@kommun.example", Why.OTHER_SENDER),
        ({}, "xkim@kommun.example", Why.OTHER_SENDER),
        ({}, "kim@kommun.example.evil.example", Why.OTHER_SENDER),
        ({}, "kim+x@kommun.example", Why.OTHER_SENDER),
        ({"partstat": "DELEGATED"}, KIM, Why.DELEGATED),
        ({"sequence": 1}, KIM, Why.OLDER_REVISION),
        ({"sequence": 3}, KIM, Why.UNKNOWN_REVISION),
    ],
)
def test_doubtful_answer_is_asked_about(changed, sender, expected):
    assert verdict(replace(ANSWER, **changed), sender) == (Action.HOLD, expected)


def test_answer_that_our_own_server_could_not_prove_is_asked_about():
    assert verdict(is_proven=False) == (Action.HOLD, Why.NOT_PROVEN)


def test_who_accepts_after_declining_is_asked_since_the_seat_may_be_gone():
    declined = entry(partstat="DECLINED")
    assert verdict(replace(ANSWER, partstat="ACCEPTED"), found=declined) == (Action.HOLD, Why.COMES_BACK)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"uid": ENTRY_UID.replace("0", "1")}, Why.UNKNOWN_ENTRY),
        ({"organizer": "annan@ort.example"}, Why.OTHER_ORGANIZER),
        ({"partstat": "NEEDS-ACTION"}, Why.NO_ANSWER),
        ({"partstat": "ACCEPTED", "sequence": 1}, Why.OLDER_REVISION),
        ({"method": "REQUEST"}, Why.OTHER_METHOD),
        ({"method": "CANCEL"}, Why.OTHER_METHOD),
    ],
)
def test_what_is_no_answer_of_ours_is_passed_over(changed, expected):
    assert verdict(replace(ANSWER, **changed)) == (Action.IGNORE, expected)


@pytest.mark.parametrize("later", [0, -60])
def test_answer_that_is_not_newer_than_the_last_is_passed_over(later):
    answer = replace(ANSWER, stamped_at=THEN + timedelta(seconds=later))
    assert verdict(answer, last=THEN) == (Action.IGNORE, Why.STALE)


@pytest.mark.parametrize("method", ["COUNTER", "REFRESH"])
def test_wish_for_another_time_is_told_and_changes_nothing(method):
    assert verdict(replace(ANSWER, method=method)) == (Action.TELL, Why.OTHER_METHOD)


def test_answer_to_nothing_of_ours_is_passed_over():
    judged = judge(None, ANSWER, Sender(address=KIM), last_answer_at=None)
    assert (judged.action, judged.why) == (Action.IGNORE, Why.UNKNOWN_ENTRY)
