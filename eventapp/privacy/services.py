"""Taking away what has been kept as long as was promised, and what its owner wants gone."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import sqlalchemy as sa

from eventapp.audit.services import PERSON, record_action
from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.events.models import Event
from eventapp.events.part_models import Contributor
from eventapp.events.queries import lock_event
from eventapp.invitations.mail import invitation_withdrawn
from eventapp.invitations.models import Invitee
from eventapp.invitations.queries import read_invitee
from eventapp.messages.models import MessageStatus, OutboxMessage
from eventapp.privacy import mail
from eventapp.privacy.invited import is_of, list_invited, purge_invited, remove_invited
from eventapp.privacy.models import What
from eventapp.privacy.protocol import write_down
from eventapp.privacy.queries import Planned, ended_at, list_planned
from eventapp.privacy.removal import BATCH, LAST_MAIL, emptied_mail, is_last_mail, list_people, remove_people
from eventapp.privacy.statistics import count_workplaces
from eventapp.registrations.errors import RegistrationNotOpen
from eventapp.registrations.models import (
    ACTIVE,
    Answer,
    FormSubmission,
    NamelessQuestion,
    Registration,
    RegistrationStatus,
)
from eventapp.registrations.services import cancel_registration


def carry_out(planned: Planned) -> bool:
    """Take away one batch of what is due, if it still is once the event is locked; tells whether there is more."""
    event = lock_event(planned.event.id)
    wanted = (planned.what, planned.question_id)
    here = [one for one in list_planned([event.id]) if (one.what, one.question_id) == wanted and one.is_due]
    if not here:
        return False
    if planned.what is What.REGISTRATIONS:
        return _purge_people(event)
    if planned.what is What.INVITEES:
        return purge_invited(event)
    if planned.what is What.ANSWERS:
        number = _run(sa.delete(Answer).where(Answer.question_id == planned.question_id))
    else:
        steps = {
            What.ASKERS: _part_questions,
            What.NEEDS: _empty_needs,
            What.QUESTIONS: _delete_questions,
            What.CONTRIBUTORS: _drop_addresses,
        }
        number = steps[planned.what](event)
    write_down(planned.what, number, event=event, days=here[0].days)
    return False


def erase(registration_id: int) -> None:
    """Cancel a registration where that still can be, and take its owner's data away; numbers and a trail stay.

    The seat goes on to the queue. Only the mail that takes the entry out of the calendar is left, until it is sent.
    """
    event_id = db.session.scalar(sa.select(Registration.event_id).where(Registration.id == registration_id))
    if event_id is None:
        return
    event = lock_event(event_id)
    with suppress(RegistrationNotOpen):
        cancel_registration(registration_id, tell=mail.data_erased)
    people = list_people(Registration.id == registration_id)
    record = ("registration", people[0].public_id)
    record_action(PERSON, "erase", record=record, event_id=event_id)
    invited = list_invited(is_of(event_id, people[0]))
    for public_id in (people[0].public_id, *(invitee.public_id for invitee in invited)):
        _keep_until_sent(public_id)
    _forget_forms(event_id, people[0].email)
    remove_invited(invited)
    remove_people(event_id, people)
    write_down(What.ERASED, len(people), event=event)


def erase_invited(invitee_id: int) -> None:
    """Take somebody who has not signed up off the list, with all that is kept of them.

    Only the mail that takes the entry out of their calendar is left, until it is sent.
    """
    invitee = read_invitee(invitee_id)
    if invitee is None:
        return
    event = lock_event(invitee.event_id)
    for one in list_invited(Invitee.id == invitee_id):
        last = invitation_withdrawn(one, event)
        if last is not None:
            last.dedup_key = f"{LAST_MAIL}{last.public_id}"
        record_action(PERSON, "erase", record=("invitee", one.public_id), event_id=event.id)
        db.session.flush()
        _keep_until_sent(one.public_id)
        write_down(What.ERASED, remove_invited([one])[What.INVITEES], event=event)


def _purge_people(event: Event) -> bool:
    mine = Registration.event_id == event.id
    if ended_at(event) is None:
        oldest = clock.now() - timedelta(days=event.retention_days)
        mine &= sa.and_(
            Registration.status == RegistrationStatus.CANCELLED, Registration.cancelled_at <= oldest
        )
    else:
        count_workplaces(event.id)
    people = list_people(mine)
    for what, number in remove_people(event.id, people).items():
        write_down(what, number, event=event, days=event.retention_days)
    return len(people) == BATCH


def _empty_needs(event: Event) -> int:
    wrote = sa.or_(Registration.needs != "", Registration.food != "")
    return _run(
        sa.update(Registration).where(Registration.event_id == event.id, wrote).values(needs="", food="")
    )


def _part_questions(event: Event) -> int:
    """Put what people want taken up apart from who asked, in an order that tells nothing of them.

    Where nothing has run for so long that the rest goes now as well, it goes at once.
    """
    asked = sa.and_(Registration.event_id == event.id, Registration.advance_question != "")
    query = sa.select(Registration.federation_id, Registration.advance_question)
    rows = db.session.execute(query.where(asked, Registration.status.in_(ACTIVE))).all()
    if _is_all_due(event):
        rows = []
    for federation_id, text in sorted(rows, key=lambda row: str(row.advance_question).casefold()):
        db.session.add(NamelessQuestion(event_id=event.id, federation_id=federation_id, text=text))
    return _run(sa.update(Registration).where(asked).values(advance_question=""))


def _is_all_due(event: Event) -> bool:
    end = ended_at(event)
    return end is not None and end + timedelta(days=event.retention_days) <= clock.now()


def _delete_questions(event: Event) -> int:
    return _run(sa.delete(NamelessQuestion).where(NamelessQuestion.event_id == event.id))


def _drop_addresses(event: Event) -> int:
    """Forget how to reach those who contributed, with the mails that were sent to them."""
    theirs = sa.select(Contributor.public_id).where(Contributor.event_id == event.id)
    _run(sa.update(OutboxMessage).where(OutboxMessage.about.in_(theirs)).values(emptied_mail()))
    has_address = sa.and_(Contributor.event_id == event.id, Contributor.email != "")
    return _run(sa.update(Contributor).where(has_address).values(email=""))


def _keep_until_sent(public_id: str) -> None:
    """Let a mail that a worker is just sending, like the last one, be emptied when it is done with."""
    _run(
        sa.update(OutboxMessage)
        .where(
            OutboxMessage.about == public_id,
            OutboxMessage.status == MessageStatus.SENDING,
            ~is_last_mail(),
        )
        .values(dedup_key=sa.literal(LAST_MAIL) + OutboxMessage.public_id)
    )


def _forget_forms(event_id: int, address: str) -> None:
    """Take the address out of what was kept for a form that is sent twice."""
    if not address:
        return
    theirs = sa.and_(
        FormSubmission.event_id == event_id, FormSubmission.outcome["email"].as_string() == address
    )
    for form in db.session.scalars(sa.select(FormSubmission).where(theirs)):
        form.outcome = {**form.outcome, "email": ""}


def _run(statement: sa.Update | sa.Delete) -> int:
    result = db.session.execute(statement, execution_options={"synchronize_session": False})
    return int(getattr(result, "rowcount", 0))
