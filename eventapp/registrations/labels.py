"""What the states, roles and answers of a registration are called."""

from __future__ import annotations

from flask_babel import gettext as _

from eventapp.core.locale import current_language
from eventapp.core.shown import Shown, in_swedish
from eventapp.events.kinds import QuestionKind
from eventapp.events.part_models import Question
from eventapp.registrations.models import AttendeeRole, RegistrationStatus


def role_label(role: AttendeeRole) -> str:
    """Return *Medarbetare*."""
    return {
        AttendeeRole.EMPLOYEE: _("Medarbetare"),
        AttendeeRole.MANAGER: _("Chef"),
        AttendeeRole.ELECTED: _("Förtroendevald"),
        AttendeeRole.OTHER: _("Annan berörd"),
        AttendeeRole.UNDISCLOSED: _("Vill inte ange"),
    }[role]


def status_label(status: RegistrationStatus) -> str:
    """Return *Anmäld*."""
    return {
        RegistrationStatus.PENDING: _("Väntar på bekräftelse"),
        RegistrationStatus.CONFIRMED: _("Anmäld"),
        RegistrationStatus.WAITLISTED: _("I kö"),
        RegistrationStatus.CANCELLED: _("Avbokad"),
    }[status]


def answer_text(question: Question, values: list[str]) -> str:
    """Return an answer as it was shown on the form; several in one line."""
    if question.kind is QuestionKind.YES_NO:
        return ", ".join(yes_or_no(value == "yes") for value in values)
    if question.kind in {QuestionKind.ONE_CHOICE, QuestionKind.SEVERAL_CHOICES}:
        return ", ".join(
            shown_option(question, value).text if value in question.options else value for value in values
        )
    return ", ".join(values)


def yes_or_no(value: bool) -> str:
    """Return *ja* or *nej*."""
    return _("ja") if value else _("nej")


def shown_option(question: Question, value: str) -> Shown:
    """Return an option in the language now in force, else the Swedish one, said to be Swedish."""
    translated: list[str] = getattr(question, f"options_{current_language()}", [])
    if len(translated) != len(question.options):
        return in_swedish(value)
    return Shown(translated[question.options.index(value)])
