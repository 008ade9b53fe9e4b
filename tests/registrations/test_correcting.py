"""A corrected address: a new entry there, the old one withdrawn, old links dead, nothing left of the old address."""

import pytest
import sqlalchemy as sa

from eventapp.audit.models import AuditEntry
from eventapp.audit.services import organiser_actor
from eventapp.calendars.models import CalendarEntry
from eventapp.core.extensions import db
from eventapp.invitations.services import invite_people
from eventapp.messages.models import MessageStatus, OutboxMessage
from eventapp.registrations.correcting import correct_address
from eventapp.registrations.errors import AddressTaken, SameAddress
from eventapp.registrations.links import join_token, own_token
from eventapp.registrations.models import PhoneAccess, RegistrationStatus
from eventapp.registrations.queries import find_by_token
from eventapp.registrations.services import cancel_registration
from eventapp.registrations.states import StepNotAllowed
from tests.registrations.reading import read
from tests.support.builders import make_event, make_invitee, registration_of, sign_up
from tests.support.calendar_client import CalendarClient

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("session")]
ACTOR = organiser_actor(7)
OLD, NEW = "kim@exempel.se", "kim@example.se"
OLD_INVITED = "lo@exempel.se"


@pytest.fixture
def event(session):
    made = make_event(seats=1)
    sign_up(made, OLD, name="Kim Hemlig", language="en")
    return made


def mails(status=None):
    query = sa.select(OutboxMessage).order_by(OutboxMessage.id)
    return [mail for mail in db.session.scalars(query) if status is None or mail.status is status]


def hand_over():
    db.session.execute(sa.update(OutboxMessage).values(status="sent", server_answer="250 ok"))
    db.session.expire_all()


def test_the_new_calendar_gets_an_entry_of_its_own_and_the_old_one_loses_its(event):
    hand_over()
    person = registration_of(event, OLD)
    tokens = own_token(person), join_token(person)
    correct_address(person.id, NEW, ACTOR)

    first, confirmed, left = [read(mail) for mail in mails()]
    assert [mail.recipient for mail in mails()] == [OLD, NEW, OLD]
    assert (confirmed.method, left.method) == ("REQUEST", "CANCEL")
    assert left.entry.uid.value == first.entry.uid.value != confirmed.entry.uid.value
    assert int(left.entry.sequence.value) > int(first.entry.sequence.value)
    assert confirmed.entry.attendee.value == f"mailto:{NEW}"
    assert (own_token(person), join_token(person)) != tokens
    assert find_by_token(tokens[0]) is None
    assert own_token(person) in confirmed.text


def test_the_old_address_reads_no_name_and_no_link_in_its_language(event):
    hand_over()
    person = registration_of(event, OLD)
    correct_address(person.id, NEW, ACTOR)
    left = read(mails()[-1])
    assert "Kim" not in left.text + left.html
    assert person.public_id not in left.text + left.html
    assert left.message["Content-Language"] == "en"


def test_what_waits_for_the_old_address_is_taken_back_and_it_hears_nothing(event):
    correct_address(registration_of(event, OLD).id, NEW, ACTOR)
    assert [(mail.recipient, mail.status) for mail in mails()] == [
        (OLD, MessageStatus.WITHDRAWN),
        (NEW, MessageStatus.QUEUED),
    ]


def test_an_address_that_refused_every_mail_hears_nothing(event):
    db.session.execute(sa.update(OutboxMessage).values(status="failed", server_answer="550 No such user"))
    correct_address(registration_of(event, OLD).id, NEW, ACTOR)
    assert [mail.recipient for mail in mails()] == [OLD, NEW]


def test_somebody_in_the_queue_is_told_the_place(event):
    sign_up(event, "robin@exempel.se")
    waiting = registration_of(event, "robin@exempel.se")
    correct_address(waiting.id, "robin@example.se", ACTOR)
    assert mails()[-1].kind == "waitlist_joined"
    assert "plats 1" in read(mails()[-1]).text
    assert waiting.status is RegistrationStatus.WAITLISTED


def test_somebody_who_called_gets_an_address_and_all_by_mail(session):
    event = make_event()
    sign_up(event, "", name="Alias")
    person = registration_of(event, "")
    person.phone_access = PhoneAccess(reference="tall-älv-42", pin_hash="x")
    correct_address(person.id, NEW, ACTOR)
    assert read(mails()[-1]).method == "REQUEST"


def test_nothing_of_the_old_address_is_left_but_in_what_was_mailed(event):
    hand_over()
    correct_address(registration_of(event, OLD).id, NEW, ACTOR)
    db.session.flush()
    for table in db.metadata.sorted_tables:
        if table.name != "outbox_message":
            assert OLD not in str(db.session.execute(table.select()).all()), table.name
    assert {entry.address for entry in db.session.scalars(sa.select(CalendarEntry))} == {"", NEW}


def test_an_address_that_is_there_the_same_one_and_a_cancelled_person_are_refused(event):
    sign_up(event, "robin@example.se")
    person = registration_of(event, OLD)
    with pytest.raises(AddressTaken) as taken:
        correct_address(person.id, "Robin@example.se", ACTOR)
    assert taken.value.public_id == registration_of(event, "robin@example.se").public_id
    with pytest.raises(SameAddress):
        correct_address(person.id, "KIM@exempel.se", ACTOR)
    cancel_registration(person.id)
    with pytest.raises(StepNotAllowed):
        correct_address(person.id, NEW, ACTOR)


def test_it_is_in_the_log_without_either_address(event):
    correct_address(registration_of(event, OLD).id, NEW, ACTOR)
    db.session.flush()
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "correct_address")).one()
    assert (entry.actor_id, entry.details) == (7, {})


def test_an_invitation_that_waits_at_the_new_address_is_taken_up(event):
    hand_over()
    invitee = make_invitee(event, NEW)
    invite_people(event.id, [invitee.id], ACTOR, "batch")
    hand_over()
    correct_address(registration_of(event, OLD).id, NEW, ACTOR)

    calendar = CalendarClient(NEW)
    for mail in mails():
        if mail.recipient == NEW:
            calendar.take(mail.payload)
    (entry,) = calendar.entries
    assert (entry.uid, entry.sequence) == (invitee.calendar_entry.uid, 1)


def test_an_invitation_that_waits_is_withdrawn_where_the_person_has_no_seat(event):
    sign_up(event, "queue@exempel.se")
    hand_over()
    invitee = make_invitee(event, NEW)
    invite_people(event.id, [invitee.id], ACTOR, "batch")
    correct_address(registration_of(event, "queue@exempel.se").id, NEW, ACTOR)
    (_invitation, joined) = [read(mail) for mail in mails() if mail.recipient == NEW]
    assert joined.method == "CANCEL"
    assert joined.entry.uid.value == invitee.calendar_entry.uid


def test_corrected_twice_before_anything_has_left_the_first_calendar_still_loses_its_entry(event):
    hand_over()
    person = registration_of(event, OLD)
    correct_address(person.id, "kim@exmple.se", ACTOR)
    correct_address(person.id, NEW, ACTOR)
    calendar = CalendarClient(OLD)
    for mail in mails():
        if mail.recipient == OLD and mail.status is not MessageStatus.WITHDRAWN:
            calendar.take(mail.payload)
    assert len(calendar.uids) == 1
    assert calendar.entries == []


@pytest.mark.parametrize("has_left", [True, False])
def test_an_invitation_taken_up_a_moment_ago_leaves_the_old_calendar_too(event, has_left):
    invitee = make_invitee(event, OLD_INVITED)
    invite_people(event.id, [invitee.id], ACTOR, "batch")
    if has_left:
        hand_over()
    cancel_registration(registration_of(event, OLD).id)
    sign_up(event, OLD_INVITED)
    correct_address(registration_of(event, OLD_INVITED).id, NEW, ACTOR)
    calendar = CalendarClient(OLD_INVITED)
    for mail in mails():
        if mail.recipient == OLD_INVITED and mail.status is not MessageStatus.WITHDRAWN:
            calendar.take(mail.payload)
    assert len(calendar.uids) == 1
    assert calendar.entries == []
