"""The numbers that are left of people whose data go: counted before, in the same transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from eventapp.core.extensions import db
from eventapp.core.formatting import week_start
from eventapp.events.statistic_models import EventStatistic, Facet
from eventapp.messages.models import MessageStatus, OutboxMessage
from eventapp.registrations.models import ACTIVE, Registration, RegistrationStatus, SessionChoice

#: A workplace that fewer people share is counted among the others: it may be a person's own firm.
FEWEST_OF_A_WORKPLACE = 3
#: Facet, chosen host, value and detail.
Cell = tuple[Facet, int | None, str, str]


def count_into_statistics(event_id: int, people: Sequence[Any]) -> None:
    """Add people to the numbers of their event. Four queries and one for each way of writing them."""
    ids = [person.id for person in people]
    cells: Counter[Cell] = Counter()
    for person in people:
        cells[Facet.PEOPLE, person.federation_id, person.status.value, person.mode.value] += 1
        cells[Facet.SIGNED_UP, person.federation_id, week_start(person.created_at).isoformat(), ""] += 1
        if person.role is not None and person.status in ACTIVE:
            cells[Facet.ROLE, None, person.role.value, ""] += 1
        if person.attended_at is not None:
            cells[Facet.ATTENDED, None, "yes", ""] += 1
    for session_id, number in db.session.execute(_workshops(ids)):
        cells[Facet.WORKSHOP, None, str(session_id), ""] += number
    for federation_id, status, number in db.session.execute(_mails(ids)):
        cells[Facet.MAIL, federation_id, status.value, ""] += number
    _add(event_id, cells)


def count_workplaces(event_id: int) -> None:
    """Count once, before the first of an event's people go, how many came from each workplace."""
    counted = sa.exists().where(
        EventStatistic.event_id == event_id, EventStatistic.facet == Facet.ORGANISATION
    )
    if db.session.scalar(sa.select(counted)):
        return
    query = (
        sa.select(Registration.organisation, sa.func.count())
        .where(Registration.event_id == event_id, Registration.status.in_(ACTIVE))
        .where(Registration.organisation != "")
        .group_by(Registration.organisation)
    )
    # The row for the others says that it has been counted, also when it is 0.
    cells: Counter[Cell] = Counter({(Facet.ORGANISATION, None, "", ""): 0})
    for organisation, number in db.session.execute(query):
        value = organisation if number >= FEWEST_OF_A_WORKPLACE else ""
        cells[Facet.ORGANISATION, None, value, ""] += number
    _add(event_id, cells)


def _add(event_id: int, cells: Counter[Cell]) -> None:
    rows = db.session.scalars(sa.select(EventStatistic).where(EventStatistic.event_id == event_id))
    known: dict[Cell, EventStatistic] = {
        (row.facet, row.federation_id, row.value, row.detail): row for row in rows
    }
    for cell, number in cells.items():
        if cell in known:
            known[cell].number += number
        else:
            facet, federation_id, value, detail = cell
            db.session.add(
                EventStatistic(
                    event_id=event_id,
                    facet=facet,
                    federation_id=federation_id,
                    value=value,
                    detail=detail,
                    number=number,
                )
            )


def _workshops(ids: Sequence[int]) -> sa.Select[int, int]:
    return (
        sa.select(SessionChoice.session_id, sa.func.count())
        .join(Registration, Registration.id == SessionChoice.registration_id)
        .where(Registration.id.in_(ids), Registration.status == RegistrationStatus.CONFIRMED)
        .group_by(SessionChoice.session_id)
    )


def _mails(ids: Sequence[int]) -> sa.Select[int | None, MessageStatus, int]:
    return (
        sa.select(Registration.federation_id, OutboxMessage.status, sa.func.count())
        .join(OutboxMessage, OutboxMessage.about == Registration.public_id)
        .where(Registration.id.in_(ids))
        .where(OutboxMessage.status.in_((MessageStatus.SENT, MessageStatus.FAILED)))
        .group_by(Registration.federation_id, OutboxMessage.status)
    )
