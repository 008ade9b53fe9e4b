"""The one row builder: headings and cells of a list of participants, whatever the file's format.

Needs, food and the nameless question to the speakers are never among them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from eventapp.calendars.models import CalendarEntry
from eventapp.core import formatting as fmt
from eventapp.core.extensions import db
from eventapp.events.hosted import Scope
from eventapp.events.kinds import Audience
from eventapp.events.models import Event
from eventapp.events.part_models import Question
from eventapp.events.presentation import mode_label, session_title_of, shown
from eventapp.federations.models import Federation
from eventapp.registrations.form_fields import eligibility_text, slot_label
from eventapp.registrations.labels import answer_text, role_label, status_label, yes_or_no
from eventapp.registrations.models import (
    Answer,
    AttendeeRole,
    Registration,
    RegistrationStatus,
    SessionChoice,
)
from eventapp.registrations.participant_labels import calendar_label
from eventapp.registrations.participants import ParticipantFilter, conditions, ordering, queue_places
from eventapp.registrations.references import reference_of

#: Rows fetched at a time; what is in memory does not grow with the list.
BATCH = 500


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, where its value is read and how that becomes text (None: it is text)."""

    heading: str
    value: sa.ColumnElement[Any]
    write: Callable[[Any], str] | None = None


class Rows:
    """The list of one event's participants, read as it is written to a file.

    Every word is looked up beforehand, so that reading needs no request and no language any more.
    """

    def __init__(self, scope: Scope, chosen: ParticipantFilter) -> None:
        self._columns = _columns(scope.event)
        self._statement = _statement(scope, chosen, self._columns)
        self._engine = db.engine

    @property
    def headings(self) -> list[str]:
        """The form's words, in the form's order."""
        return [column.heading for column in self._columns]

    def batches(self) -> Iterator[list[tuple[str, ...]]]:
        """Read the cells in batches, in one query and one transaction of its own, which ends with the last."""
        writers = [(index, column.write) for index, column in enumerate(self._columns) if column.write]
        with Session(self._engine) as reading:
            found = reading.execute(self._statement, execution_options={"yield_per": BATCH})
            for rows in found.partitions():
                # Column by column: asking each cell of each row how it is written takes twice as long.
                columns: list[Iterable[Any]] = list(zip(*rows, strict=True))
                for index, write in writers:
                    columns[index] = map(write, columns[index])
                yield list(zip(*columns, strict=True))


def _columns(event: Event) -> list[Column]:
    return [
        Column(_("Namn"), Registration.name.expression),
        Column(_("E-postadress"), Registration.email.expression),
        *_asked_of_everybody(event),
        *_workshops(event),
        *(_own_question(question) for question in event.questions),
        Column(_("Status"), _plain(Registration.status), _words(RegistrationStatus, status_label)),
        Column(_("Plats i kön"), sa.literal_column("queue.place"), _number),
        Column(_("Anmäld den"), Registration.created_at.expression, _local_time(event.timezone)),
        Column(_("Svar i kalendern"), CalendarEntry.partstat.expression, _remembered(calendar_label)),
        # Everybody has one, so that nobody stands out who has nothing else.
        Column(_("Referens"), Registration.public_id.expression, reference_of),
    ]


def _asked_of_everybody(event: Event) -> Iterator[Column]:
    if len(event.hosts) > 1:
        other = _("Annat")
        yield Column(
            _("Vilket förbund hör du till?"),
            Federation.short_name.expression,
            lambda name: name or other,
        )
    yield Column(_("Var arbetar du?"), Registration.organisation.expression)
    yield Column(_("Vilken roll har du?"), _plain(Registration.role), _words(AttendeeRole, role_label))
    if event.audience is not Audience.OPEN:
        words = {True: yes_or_no(True), False: yes_or_no(False)}
        yield Column(eligibility_text(event), Registration.is_eligible.expression, words.__getitem__)
    if len(event.modes) > 1:
        labels = {mode.value: mode_label(mode) for mode in event.modes}
        yield Column(_("Hur vill du delta?"), _plain(Registration.mode), lambda mode: labels.get(mode, mode))


def _workshops(event: Event) -> Iterator[Column]:
    titles = {session.id: session_title_of(session) for session in event.sessions}
    for slot in event.slots:
        chosen = sa.select(SessionChoice.session_id).where(
            SessionChoice.registration_id == Registration.id, SessionChoice.slot == slot.number
        )
        yield Column(
            slot_label(event, slot.number), chosen.scalar_subquery(), lambda id_: titles.get(id_, "")
        )


def _own_question(question: Question) -> Column:
    values = sa.select(Answer.values).where(
        Answer.registration_id == Registration.id, Answer.question_id == question.id
    )
    as_text = sa.cast(values.scalar_subquery(), sa.Text)
    return Column(shown(question, "label").text, as_text, _answer_writer(question))


def _answer_writer(question: Question) -> Callable[[str | None], str]:
    known = {value: answer_text(question, [value]) for value in ("yes", "no", *question.options)}

    # Most people choose among the same few answers.
    @lru_cache(maxsize=256)
    def write(values: str | None) -> str:
        return ", ".join(known.get(value, value) for value in json.loads(values or "[]"))

    return write


def _statement(scope: Scope, chosen: ParticipantFilter, columns: list[Column]) -> sa.Select[Any]:
    places = queue_places(scope.event.id)
    return (
        sa.select(*(column.value.label(f"c{number}") for number, column in enumerate(columns)))
        .select_from(Registration)
        .outerjoin(Federation, Federation.id == Registration.federation_id)
        .outerjoin(CalendarEntry, CalendarEntry.id == Registration.calendar_entry_id)
        .outerjoin(places, places.c.id == Registration.id)
        .where(*conditions(scope, chosen))
        .order_by(*ordering(chosen))
    )


def _plain(column: Any) -> sa.ColumnElement[str | None]:
    """Read a state as its word: making enums of a hundred thousand rows takes longer than reading them."""
    return sa.type_coerce(column, sa.String)


def _words(kind: type[Any], label: Callable[[Any], str]) -> Callable[[str | None], str]:
    labels = {member.value: label(member) for member in kind}
    return lambda value: labels.get(value, "")


def _remembered(label: Callable[[str | None], str]) -> Callable[[str | None], str]:
    labels = {value: label(value) for value in ("ACCEPTED", "DECLINED", "TENTATIVE", "NEEDS-ACTION")}
    return lambda value: labels.get(value or "", "")


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _local_time(zone: str) -> Callable[[datetime], str]:
    """Write *2026-11-08 09.00*; the zone is asked once for each hour, not for each row."""
    hours: dict[datetime, str] = {}

    def write(at: datetime) -> str:
        hour = at.replace(minute=0, second=0, microsecond=0)
        if hour not in hours:
            hours[hour] = fmt.table_moment(hour, zone)[:-2]
        return f"{hours[hour]}{at.minute:02}"

    return write
