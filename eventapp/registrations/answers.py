"""Writing what a person has chosen and answered, leaving what is unchanged alone."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.events.part_models import Question
from eventapp.registrations.models import Answer, Registration, SessionChoice
from eventapp.registrations.sign_up import Choices

#: What a registration and the form's choices call by the same name.
SIMPLE = ("name", "mode", "organisation", "role", "needs", "food", "advance_question")


def apply_choices(registration: Registration, choices: Choices) -> list[str]:
    """Write the choices and return the names of what changed."""
    changed = [name for name in SIMPLE if getattr(registration, name) != getattr(choices, name)]
    for name in changed:
        setattr(registration, name, getattr(choices, name))
    if "needs" in changed:
        # What was said about the former needs answers nothing of the new ones.
        registration.needs_written_at = clock.now() if choices.needs else None
        registration.needs_answered_at = None
    if set_sessions(registration, choices.sessions):
        changed.append("sessions")
    if set_answers(registration, choices.answers):
        changed.append("answers")
    return changed


def list_states(registration: Registration) -> dict[str, Any]:
    """Return what may stand in the trail of what somebody has chosen: way of attending, host, workshops.

    Those of a sensitive event by their ids, since a title may tell its theme.
    """
    event = registration.event
    word = "public_id" if event.is_sensitive else "title"
    hosts = {host.federation_id: host.federation.short_name for host in event.hosts}
    chosen = {choice.session_id for choice in registration.choices}
    return {
        "mode": registration.mode.value,
        "federation": hosts.get(registration.federation_id or 0, ""),
        "sessions": [getattr(one, word) for one in event.sessions if one.id in chosen] if chosen else [],
    }


def set_sessions(registration: Registration, sessions: dict[int, int]) -> bool:
    """Make slot -> workshop what is chosen (or wished for); tells whether anything changed."""
    before = {choice.slot: choice.session_id for choice in registration.choices}
    if before == sessions:
        return False
    for choice in list(registration.choices):
        if choice.slot not in sessions:
            registration.choices.remove(choice)
        else:
            choice.session_id = sessions[choice.slot]
    for slot in sorted(sessions.keys() - before.keys()):
        registration.choices.append(SessionChoice(session_id=sessions[slot], slot=slot))
    return True


def set_answers(registration: Registration, answers: dict[int, list[str]]) -> bool:
    """Make the answers these, without the empty ones; tells whether anything changed."""
    given = {question: values for question, values in answers.items() if values}
    before = {answer.question_id: list(answer.values) for answer in registration.answers}
    if before == given:
        return False
    for answer in list(registration.answers):
        if answer.question_id not in given:
            registration.answers.remove(answer)
        else:
            answer.values = given[answer.question_id]
    # A form that was opened before a question went still has an answer to it.
    for question in sorted(_asked(given.keys() - before.keys())):
        registration.answers.append(Answer(question_id=question, values=given[question]))
    return True


def _asked(question_ids: Collection[int]) -> set[int]:
    if not question_ids:
        return set()
    return set(db.session.scalars(sa.select(Question.id).where(Question.id.in_(question_ids))))
