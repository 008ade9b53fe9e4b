"""Doubles: found by name or mailbox; one is kept, the other goes with its entry, and the seats add up."""

import pytest
import sqlalchemy as sa

from eventapp.audit.models import AuditEntry
from eventapp.audit.services import organiser_actor
from eventapp.core.extensions import db
from eventapp.events.hosted import Scope
from eventapp.events.kinds import QuestionKind
from eventapp.messages.models import OutboxMessage
from eventapp.registrations.doctor import find_seat_problems
from eventapp.registrations.doubles import list_doubles, merge_doubles
from eventapp.registrations.models import RegistrationStatus
from eventapp.registrations.services import cancel_registration
from eventapp.registrations.states import StepNotAllowed
from tests.registrations.reading import read
from tests.support.builders import (
    make_event,
    make_federation,
    make_question,
    make_session,
    registration_of,
    sign_up,
)

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("session")]
ACTOR = organiser_actor(7)
HOME, WORK = "kim@hemma.example", "kim@arbete.example"


def mails_to(address):
    query = sa.select(OutboxMessage).where(OutboxMessage.recipient == address).order_by(OutboxMessage.id)
    return list(db.session.scalars(query))


def both(event):
    return registration_of(event, HOME), registration_of(event, WORK)


def test_the_same_name_or_mailbox_is_a_likely_double_once(session):
    event = make_event()
    sign_up(event, HOME, name="Kim Ek")
    sign_up(event, WORK, name="KIM EK")
    sign_up(event, "robin@example.se", name="Robin")
    sign_up(event, "Robin@exempel.se", name="R. Sjö")
    sign_up(event, "nils@example.se", name="Nils")
    sign_up(make_event(), "nils@exempel.se", name="Nils")
    pairs = {frozenset((a.name, b.name)) for a, b in list_doubles(Scope(event, None))}
    assert pairs == {frozenset(("Kim Ek", "KIM EK")), frozenset(("Robin", "R. Sjö"))}


def test_cancelled_and_others_people_are_no_doubles(session):
    hosts = [make_federation(), make_federation()]
    event = make_event(hosts=hosts)
    sign_up(event, HOME, federation_id=hosts[0].id)
    sign_up(event, WORK, federation_id=hosts[1].id)
    assert list_doubles(Scope(event, frozenset({hosts[0].id}))) == []
    cancel_registration(registration_of(event, HOME).id)
    assert list_doubles(Scope(event, None)) == []


def test_one_goes_and_its_seat_goes_to_who_waits(session):
    event = make_event(seats=2)
    for address in (HOME, WORK, "robin@example.se"):
        sign_up(event, address)
    kept, other = both(event)
    merge_doubles(kept.id, other.id, ACTOR, takes_over=False)

    assert other.status is RegistrationStatus.CANCELLED
    assert registration_of(event, "robin@example.se").status is RegistrationStatus.CONFIRMED
    assert len(mails_to(HOME)) == 1, "the kept hears nothing"
    gone = mails_to(WORK)[-1]
    assert (gone.kind, read(gone).method) == ("registration_merged", "CANCEL")
    entries = {
        entry.action: entry.details
        for entry in db.session.scalars(sa.select(AuditEntry))
        if entry.action.startswith("merge")
    }
    assert entries == {
        "merge": {"kept": kept.public_id},
        "merge_kept": {"other": other.public_id, "fields": []},
    }
    assert find_seat_problems() == []


def test_the_seat_goes_with_the_person_before_the_queue(session):
    event = make_event(seats=1)
    for address in (HOME, "robin@example.se", WORK):
        sign_up(event, address)
    seated, waiting = both(event)
    merge_doubles(waiting.id, seated.id, ACTOR, takes_over=False)
    assert waiting.status is RegistrationStatus.CONFIRMED
    assert registration_of(event, "robin@example.se").status is RegistrationStatus.WAITLISTED
    assert find_seat_problems() == []


def test_what_the_kept_has_not_answered_is_taken_over_and_its_own_stays(session):
    event = make_event(seats=9)
    workshop = make_session(event, slot=1, seats=1)
    question = make_question(event, QuestionKind.TEXT)
    sign_up(event, HOME, organisation="Insatsen", answers={question.id: ["mitt"]})
    sign_up(
        event,
        WORK,
        organisation="Enheten",
        needs="Tolk",
        sessions={1: workshop.id},
        answers={question.id: ["ditt"]},
    )
    kept, other = both(event)
    merge_doubles(kept.id, other.id, ACTOR, takes_over=True)

    assert (kept.organisation, kept.needs, other.needs) == ("Insatsen", "Tolk", "")
    assert [choice.session_id for choice in kept.choices] == [workshop.id]
    assert [answer.values for answer in kept.answers] == [["mitt"]]
    assert read(mails_to(HOME)[-1]).method == "REQUEST", "its calendar follows the workshop"
    assert find_seat_problems() == []


def test_one_person_people_of_two_events_and_cancelled_ones_are_not_merged(session):
    event = make_event()
    sign_up(event, HOME)
    sign_up(event, WORK)
    sign_up(make_event(), "annan@example.se")
    kept, other = both(event)
    elsewhere = db.session.scalar(sa.select(sa.func.max(type(kept).id)))
    for second in (kept.id, elsewhere):
        with pytest.raises(StepNotAllowed):
            merge_doubles(kept.id, second, ACTOR, takes_over=False)
    cancel_registration(other.id)
    with pytest.raises(StepNotAllowed):
        merge_doubles(kept.id, other.id, ACTOR, takes_over=False)
