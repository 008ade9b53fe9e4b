"""An event's own questions on the form: adding, changing, ordering and taking away.

The table of answers is named as the database names it, since the slice that has it stands on this one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import NotFound

from eventapp.audit.services import Actor, record_action, record_change
from eventapp.core.errors import DomainError
from eventapp.core.extensions import db
from eventapp.events.kinds import QuestionKind
from eventapp.events.models import Event
from eventapp.events.never_asked import find_delicate_words
from eventapp.events.part_models import Question

WITH_OPTIONS = frozenset({QuestionKind.ONE_CHOICE, QuestionKind.SEVERAL_CHOICES})

_answer = sa.table("answer", sa.column("question_id", sa.Integer))


@dataclass(frozen=True, kw_only=True)
class QuestionContent:
    """What a question asks, as an organiser writes it."""

    kind: QuestionKind
    label: str
    purpose: str
    label_en: str | None = None
    hint: str = ""
    hint_en: str | None = None
    options: tuple[str, ...] = ()
    options_en: tuple[str, ...] = ()
    is_required: bool = False
    #: None: as long as the registration.
    retention_days: int | None = None

    def values(self) -> dict[str, Any]:
        """Return the question's columns, in what JSON can write."""
        columns = asdict(self)
        return columns | {"options": list(self.options), "options_en": list(self.options_en)}

    @property
    def delicate_words(self) -> list[str]:
        """Words in it that point at what sign-up never asks, in the order in which they stand."""
        return find_delicate_words(
            "\n".join((self.label, self.hint, *self.options)),
            "\n".join((self.label_en or "", self.hint_en or "", *self.options_en)),
        )


class KindIsAnswered(DomainError):
    """The way of answering cannot change once somebody has answered: their answers would say something else."""

    def __init__(self, answers: int) -> None:
        super().__init__(
            _l(
                "%(n)s har svarat. Behåll svarssättet, eller ta bort frågan och lägg till en ny.",
                n=answers,
            )
        )


def count_answers(event_id: int) -> dict[int, int]:
    """Return the number of answers by question, of those that have any. One query."""
    query = (
        sa.select(_answer.c.question_id, sa.func.count())
        .join(Question, Question.id == _answer.c.question_id)
        .where(Question.event_id == event_id)
        .group_by(_answer.c.question_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def add_question(event: Event, content: QuestionContent, actor: Actor) -> Question:
    """Put a question last on a claimed event's form."""
    position = max((question.position for question in event.questions), default=0) + 1
    question = Question(position=position, **content.values())
    event.questions.append(question)
    db.session.flush()
    _record(event, question, "add_question", {"label": content.label} | _delicate(content), actor)
    return question


def change_question(event: Event, question_id: int, content: QuestionContent, actor: Actor) -> bool:
    """Change a question of a claimed event; answers stay as they were given. Tells whether anything changed.

    Raises `KindIsAnswered`, NotFound.
    """
    question = get_question(event, question_id)
    after = content.values()
    answers = count_answers(event.id).get(question_id, 0)
    if answers and question.kind is not content.kind:
        raise KindIsAnswered(answers)
    before = {name: getattr(question, name) for name in after}
    for name, value in after.items():
        setattr(question, name, value)
    record = ("question", str(question.id))
    if _delicate(content):
        record_action(actor, "confirm_question", record=record, event_id=event.id, details=_delicate(content))
    return record_change(
        actor, "change_question", record=record, before=before, after=after, event_id=event.id
    )


def move_question(event: Event, question_id: int, step: int, actor: Actor) -> None:
    """Move a question of a claimed event one place up (-1) or down (1); at the end of the list it stays."""
    question = get_question(event, question_id)
    order = list(event.questions)
    place = order.index(question)
    order.insert(min(max(place + step, 0), len(order) - 1), order.pop(place))
    for position, one in enumerate(order, start=1):
        one.position = position
    _record(event, question, "move_question", {"place": [place + 1, order.index(question) + 1]}, actor)


def delete_question(event: Event, question_id: int, actor: Actor) -> int:
    """Take a question of a claimed event away with all its answers; returns how many. Raises NotFound."""
    question = get_question(event, question_id)
    answers = count_answers(event.id).get(question_id, 0)
    _record(event, question, "delete_question", {"label": question.label, "answers": answers}, actor)
    db.session.execute(sa.delete(_answer).where(_answer.c.question_id == question_id))
    event.questions.remove(question)
    db.session.flush()
    return answers


def get_question(event: Event, question_id: int) -> Question:
    """Return one of the event's own questions; raises NotFound."""
    found: Collection[Question] = [one for one in event.questions if one.id == question_id]
    if not found:
        raise NotFound
    return next(iter(found))


def _delicate(content: QuestionContent) -> dict[str, Any]:
    words = content.delicate_words
    return {"confirmed": words} if words else {}


def _record(event: Event, question: Question, action: str, details: dict[str, Any], actor: Actor) -> None:
    record_action(actor, action, record=("question", str(question.id)), event_id=event.id, details=details)
