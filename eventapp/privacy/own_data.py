"""Everything that is kept about one registration, for its owner (GDPR article 15)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from eventapp.audit.models import AuditEntry
from eventapp.calendars.models import CalendarEntry
from eventapp.core import clock
from eventapp.core.database import Base
from eventapp.core.extensions import db
from eventapp.events.presentation import shown_title, when_of
from eventapp.messages.models import OutboxMessage
from eventapp.messages.queries import delivery_of
from eventapp.messages.received import list_received
from eventapp.privacy.invited import list_invitations
from eventapp.privacy.queries import ended_at
from eventapp.registrations.labels import answer_text
from eventapp.registrations.models import FormSubmission, Registration

#: Keys of rows, which mean nothing outside, and what is made of the name and the address for sorting and searching.
INTERNAL = {
    "id",
    "registration_id",
    "event_id",
    "federation_id",
    "calendar_entry_id",
    "sort_name",
    "search_text",
    "pin_hash",
    "fingerprint",
}
MAIL_COLUMNS = ("kind", "recipient", "status", "created_at", "finished_at", "attempts", "server_answer")


def own_data(registration: Registration) -> dict[str, Any]:
    """Return all rows about a registration as they can be written to JSON: every column, what will be added too."""
    event = registration.event
    phone, invited = registration.phone_access, list_invitations(registration)
    abouts = [registration.public_id, *(invitee.public_id for invitee in invited)]
    mails = [message for about in abouts for message in delivery_of(about)]
    return {
        "made_at": _plain(clock.now()),
        "event": {
            "title": shown_title(event).text,
            "when": when_of(event),
            "host": event.coordinating_host.name,
        },
        "kept_until": _plain(kept_until(registration)),
        "registration": _row(registration)
        | {"federation": registration.federation.name if registration.federation else None},
        "phone_access": _row(phone) if phone is not None else None,
        "workshops": [choice.session.title for choice in registration.choices],
        "answers": _answers(registration),
        "calendar_entries": [_row(entry) for entry in _entries(registration)],
        "invitations": [_row(invitee) for invitee in invited],
        "mails": [_mail(message) for message in mails],
        "calendar_answers": [_row(received) for received in list_received(abouts)],
        "forms": [_row(form) for form in _forms(registration)],
        "log": [_row(entry) for entry in list_log(registration)],
    }


def kept_until(registration: Registration) -> datetime | None:
    """Return when the registration goes, None while its event has no date."""
    event = registration.event
    end = ended_at(event) or registration.cancelled_at
    return end + timedelta(days=event.retention_days) if end is not None else None


def list_log(registration: Registration) -> list[AuditEntry]:
    """Return what has happened to the registration, oldest first."""
    about = sa.and_(AuditEntry.record_kind == "registration", AuditEntry.record_id == registration.public_id)
    return list(db.session.scalars(sa.select(AuditEntry).where(about).order_by(AuditEntry.id)))


def _answers(registration: Registration) -> list[dict[str, str]]:
    questions = {question.id: question for question in registration.event.questions}
    return [
        {
            "question": questions[answer.question_id].label,
            "answer": answer_text(questions[answer.question_id], answer.values),
        }
        for answer in registration.answers
    ]


def _entries(registration: Registration) -> list[CalendarEntry]:
    """Return the calendar entry and those of before the person cancelled and came back."""
    used = sa.exists().where(
        Registration.calendar_entry_id == CalendarEntry.id, Registration.id != registration.id
    )
    mine = CalendarEntry.id == registration.calendar_entry_id
    former = sa.and_(CalendarEntry.address == registration.email, ~used)
    query = sa.select(CalendarEntry).where(sa.or_(mine, former) if registration.email else mine)
    return list(db.session.scalars(query.order_by(CalendarEntry.id)))


def _forms(registration: Registration) -> list[FormSubmission]:
    if not registration.email:
        return []
    theirs = FormSubmission.outcome["email"].as_string() == registration.email
    query = sa.select(FormSubmission).where(FormSubmission.event_id == registration.event_id, theirs)
    return list(db.session.scalars(query.order_by(FormSubmission.id)))


def _mail(message: OutboxMessage) -> dict[str, Any]:
    return {name: _plain(getattr(message, name)) for name in MAIL_COLUMNS}


def _row(record: Base) -> dict[str, Any]:
    names = [column.name for column in type(record).__table__.columns]
    return {name: _plain(getattr(record, name)) for name in names if name not in INTERNAL}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, (datetime, date)) else value
