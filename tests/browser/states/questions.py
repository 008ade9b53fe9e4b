"""The organisers' pages about what the form asks."""

from __future__ import annotations

from eventapp.events.editing import keep_unfinished
from eventapp.events.kinds import Attendance, EventStatus, QuestionKind
from eventapp.events.models import Event
from tests.browser.inventory import fill, organiser_state, send
from tests.browser.states.organisers import manage, own_event
from tests.support.builders import make_question, sign_up

LIST = "/redigera/formular"


def event_with_questions() -> Event:
    """Make an event with a question of each kind, the first answered."""
    event = own_event(title="Frågvis", attendance=Attendance.HYBRID, serves_food=True)
    words = {
        "label": "Vilken grupp vill du vara i?",
        "purpose": "Vi delar in grupperna.",
        "retention_days": 14,
    }
    first = make_question(event, QuestionKind.ONE_CHOICE, options=["Grön", "Blå"], is_required=True, **words)
    for kind in QuestionKind:
        make_question(event, kind, options=["Ett", "Två"], purpose="Planering")
    sign_up(event, answers={first.id: ["Grön"]})
    return event


@organiser_state("events_manage.edit_questions")
def questions_with_none() -> str:
    return manage(own_event(), LIST)


@organiser_state("events_manage.edit_questions")
def questions_of_each_kind() -> str:
    return manage(event_with_questions(), LIST)


@organiser_state("events_manage.create_question")
def question_new() -> str:
    return manage(own_event(), f"{LIST}/ny")


@organiser_state("events_manage.create_question", action=send)
def question_errors() -> str:
    return manage(own_event(), f"{LIST}/ny")


@organiser_state("events_manage.create_question", action=send)
def question_of_draft_kept_with_errors() -> str:
    return manage(own_event(status=EventStatus.DRAFT), f"{LIST}/ny")


@organiser_state("events_manage.create_question")
def question_of_draft_opened_again() -> str:
    event = own_event(status=EventStatus.DRAFT)
    keep_unfinished(event.id, "questions:new", {"label": ["Vad undrar du?"]}, 2)
    return manage(event, f"{LIST}/ny")


@organiser_state("events_manage.edit_question")
def question_to_change() -> str:
    event = event_with_questions()
    return manage(event, f"{LIST}/{event.questions[0].id}")


@organiser_state("events_manage.edit_question", action=fill(label="Vilket kön har du?"))
def question_about_what_is_never_asked() -> str:
    event = event_with_questions()
    return manage(event, f"{LIST}/{event.questions[0].id}")


@organiser_state("events_manage.edit_question", action=fill(purpose="Ny", label="Ny fråga"))
def question_saved() -> str:
    event = own_event()
    return manage(event, f"{LIST}/{make_question(event, purpose='Gammal').id}")


@organiser_state("events_manage.delete_question")
def question_to_delete() -> str:
    event = event_with_questions()
    return manage(event, f"{LIST}/{event.questions[0].id}/ta-bort")
