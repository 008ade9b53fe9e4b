"""What calendars, mail servers and people have answered on an event, as its hosts may read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from werkzeug.exceptions import NotFound

from eventapp.audit.services import Actor, record_action
from eventapp.core.extensions import db
from eventapp.core.paging import Page, read_page
from eventapp.events.hosted import Scope
from eventapp.invitations.models import Invitee
from eventapp.messages.models import ReceivedMessage
from eventapp.messages.received import decide, is_undecided
from eventapp.registrations.models import ACTIVE, Registration, RegistrationStatus


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One mail that came, and whose it is."""

    received: ReceivedMessage
    #: Public id of the registration or of the invited person, and which of them.
    about: str
    about_kind: str
    name: str
    email: str
    status: RegistrationStatus | None
    is_undecided: bool

    @property
    def is_registered(self) -> bool:
        """Whether the person has a registration that can be cancelled."""
        return self.status in ACTIVE


def list_answers(scope: Scope, page: int = 1) -> Page[AnswerRow]:
    """Return one page of the answers of those whom a host may see: what waits for a decision first, newest first.

    A page beyond the last is the last. One query.
    """
    statement, waits = _answers(scope)
    statement = statement.order_by(waits.desc(), ReceivedMessage.id.desc())
    return read_page(statement, page).map(lambda row: AnswerRow(*row))


def decide_answer(scope: Scope, public_id: str, actor: Actor) -> None:
    """Note that an organiser has seen to an answer; raises NotFound for others' people."""
    statement, _waits = _answers(scope)
    found = db.session.execute(statement.where(ReceivedMessage.public_id == public_id)).one_or_none()
    if found is None:
        raise NotFound
    row = AnswerRow(*found)
    decide(public_id)
    details = {"answer": row.received.answer}
    record_action(
        actor, "decide_answer", record=(row.about_kind, row.about), event_id=scope.event.id, details=details
    )


def _answers(scope: Scope) -> tuple[sa.Select[Any], sa.ColumnElement[int]]:
    people = _people(scope)
    is_gone = people.c.status == RegistrationStatus.CANCELLED.value
    waits = sa.case((is_undecided(is_gone), 1), else_=0)
    columns: list[Any] = [ReceivedMessage, *people.c, waits.label("waits")]
    joined = sa.select(*columns).join(people, people.c.public_id == ReceivedMessage.about)
    return joined.where(ReceivedMessage.event_id == scope.event.id), waits


def _people(scope: Scope) -> sa.Subquery:
    registered = sa.select(
        Registration.public_id,
        sa.literal("registration").label("about_kind"),
        Registration.name,
        Registration.email,
        sa.cast(Registration.status, sa.String).label("status"),
    ).where(Registration.event_id == scope.event.id, scope.covers(Registration.federation_id.expression))
    invited = sa.select(
        Invitee.public_id, sa.literal("invitee"), Invitee.name, Invitee.email, sa.null()
    ).where(Invitee.event_id == scope.event.id, scope.covers(Invitee.federation_id.expression))
    return sa.union_all(registered, invited).subquery("people")
