"""Handing a list out as a public record: each row is reviewed by itself, and what is not decided stays here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import defer, joinedload
from werkzeug.exceptions import NotFound

from eventapp.audit.services import Actor, record_action
from eventapp.core import clock
from eventapp.core import formatting as fmt
from eventapp.core.extensions import db
from eventapp.core.tokens import new_public_id
from eventapp.events.hosted import Scope
from eventapp.events.presentation import mode_label
from eventapp.exports.models import Disclosure, DisclosureDecision, Verdict
from eventapp.registrations.labels import role_label, status_label
from eventapp.registrations.models import Registration
from eventapp.registrations.participants import ParticipantFilter, conditions


@dataclass(frozen=True, slots=True)
class DisclosedField:
    """One cell of a row that may be handed out."""

    key: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the review has come."""

    total: int
    released: int
    masked: int
    refused: int

    @property
    def left(self) -> int:
        """Rows that nobody has decided on; they are not handed out."""
        return self.total - self.released - self.masked - self.refused


def start_disclosure(event_id: int, federation_id: int, case_number: str, actor: Actor) -> Disclosure:
    """Begin a host's review of an event's list."""
    disclosure = Disclosure(
        public_id=new_public_id(),
        event_id=event_id,
        federation_id=federation_id,
        case_number=case_number,
        created_at=clock.now(),
    )
    db.session.add(disclosure)
    db.session.flush()
    record_action(actor, "start_disclosure", record=("disclosure", disclosure.public_id), event_id=event_id)
    return disclosure


def decide(
    disclosure_id: int,
    registration: Registration,
    verdict: Verdict,
    masked: Sequence[str],
    reason: str,
    actor: Actor,
) -> None:
    """Decide on one row, or change one's mind; the trail keeps every decision, without names and reasons."""
    disclosure = db.session.get_one(Disclosure, disclosure_id)
    found = _decision(disclosure_id, registration.id)
    hidden = list(masked) if verdict is Verdict.MASK else []
    if found is None:
        found = DisclosureDecision(
            disclosure_id=disclosure_id,
            registration_id=registration.id,
            verdict=verdict,
            masked=hidden,
            reason=reason,
            decided_at=clock.now(),
        )
        db.session.add(found)
    found.verdict, found.masked, found.reason, found.decided_at = verdict, hidden, reason, clock.now()
    record_action(
        actor,
        "disclosure",
        record=("registration", registration.public_id),
        event_id=registration.event_id,
        details={"disclosure": disclosure.public_id, "verdict": verdict.value, "masked": hidden},
    )


def list_disclosures(event_id: int, federation_ids: Collection[int]) -> Sequence[Disclosure]:
    """Return these hosts' own reviews of an event, the latest first."""
    theirs = (Disclosure.event_id == event_id, Disclosure.federation_id.in_(federation_ids))
    return db.session.scalars(sa.select(Disclosure).where(*theirs).order_by(Disclosure.id.desc())).all()


def get_disclosure(public_id: str, federation_ids: Collection[int]) -> Disclosure:
    """Return a review that one of these federations began; raises NotFound."""
    theirs = (Disclosure.public_id == public_id, Disclosure.federation_id.in_(federation_ids))
    found = db.session.scalars(sa.select(Disclosure).where(*theirs)).one_or_none()
    if found is None:
        raise NotFound
    return found


def find_next(scope: Scope, disclosure: Disclosure) -> Registration | None:
    """Return the first person on whom nothing is decided; None when all are."""
    decided = sa.exists().where(
        DisclosureDecision.disclosure_id == disclosure.id,
        DisclosureDecision.registration_id == Registration.id,
    )
    return db.session.scalars(_people(scope).where(~decided).limit(1)).unique().first()


def get_row(scope: Scope, registration_public_id: str) -> Registration:
    """Return one person whom the host may see; raises NotFound."""
    found = db.session.scalars(_people(scope).where(Registration.public_id == registration_public_id))
    registration = found.unique().one_or_none()
    if registration is None:
        raise NotFound
    return registration


def find_decision(disclosure: Disclosure, registration: Registration) -> DisclosureDecision | None:
    """Return what is decided on a row."""
    return _decision(disclosure.id, registration.id)


def list_decided(
    scope: Scope, disclosure: Disclosure
) -> list[tuple[Registration, DisclosureDecision, list[DisclosedField]]]:
    """Return every row decided on, with the cells as they may be handed out."""
    people = {person.id: person for person in db.session.scalars(_people(scope)).unique()}
    query = sa.select(DisclosureDecision).where(DisclosureDecision.disclosure_id == disclosure.id)
    decisions = {one.registration_id: one for one in db.session.scalars(query)}
    return [
        (person, decisions[id_], _as_handed_out(scope, person, decisions[id_]))
        for id_, person in people.items()
        if id_ in decisions
    ]


def count_progress(scope: Scope, disclosure: Disclosure) -> Progress:
    """Return how many rows there are and what is decided on them."""
    total = db.session.scalar(sa.select(sa.func.count()).select_from(Registration).where(*_visible(scope)))
    rows = db.session.execute(
        sa.select(DisclosureDecision.verdict, sa.func.count())
        .join(Registration, Registration.id == DisclosureDecision.registration_id)
        .where(DisclosureDecision.disclosure_id == disclosure.id, *_visible(scope))
        .group_by(DisclosureDecision.verdict)
    )
    numbers: dict[Verdict, int] = {row[0]: row[1] for row in rows}
    return Progress(total or 0, *(numbers.get(verdict, 0) for verdict in Verdict))


def describe_row(scope: Scope, person: Registration) -> list[DisclosedField]:
    """Return what the list says of a person. Needs, food and questions are never in it."""
    federation = person.federation.short_name if person.federation else ""
    access = person.phone_access
    values = {
        "name": person.name,
        "email": person.email,
        "contact": access.contact if access else "",
        "federation": federation,
        "organisation": person.organisation,
        "role": role_label(person.role) if person.role else "",
        "mode": mode_label(person.mode),
        "status": status_label(person.status),
        "created_at": fmt.table_moment(person.created_at, scope.event.timezone),
    }
    return [DisclosedField(key, label, values[key]) for key, label in field_labels()]


def field_labels() -> list[tuple[str, str]]:
    """Return the fields that can be masked."""
    return [
        ("name", _("Namn")),
        ("email", _("E-postadress")),
        ("contact", _("Så når ni personen")),
        ("federation", _("Förbund")),
        ("organisation", _("Arbetsplats")),
        ("role", _("Roll")),
        ("mode", _("Deltar")),
        ("status", _("Status")),
        ("created_at", _("Anmäld den")),
    ]


def _as_handed_out(scope: Scope, person: Registration, decision: DisclosureDecision) -> list[DisclosedField]:
    if decision.verdict is Verdict.REFUSE:
        return []
    hidden = set(decision.masked) if decision.verdict is Verdict.MASK else set()
    return [
        DisclosedField(field.key, field.label, _("[maskat]") if field.key in hidden else field.value)
        for field in describe_row(scope, person)
    ]


def _people(scope: Scope) -> sa.Select[Registration]:
    """Select everybody whom the host may see, in the order of signing up; without what is never handed out."""
    return (
        sa.select(Registration)
        .where(*_visible(scope))
        .order_by(Registration.id)
        .options(
            defer(Registration.needs),
            defer(Registration.food),
            defer(Registration.advance_question),
            joinedload(Registration.federation),
            joinedload(Registration.phone_access),
        )
    )


def _visible(scope: Scope) -> list[sa.ColumnElement[bool]]:
    return conditions(scope, ParticipantFilter())


def _decision(disclosure_id: int, registration_id: int) -> DisclosureDecision | None:
    return db.session.scalars(
        sa.select(DisclosureDecision).where(
            DisclosureDecision.disclosure_id == disclosure_id,
            DisclosureDecision.registration_id == registration_id,
        )
    ).one_or_none()
