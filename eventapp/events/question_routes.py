"""Organisers' pages about what the form asks: what it asks anyhow, and the event's own questions."""

from __future__ import annotations

from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import selectinload

from eventapp.audit.services import Actor
from eventapp.core.request import is_sent
from eventapp.events import questions
from eventapp.events.asked_anyhow import kept_days, list_asked
from eventapp.events.edit_buttons import press
from eventapp.events.edit_pages import open_form, receive
from eventapp.events.editing import drop_unfinished
from eventapp.events.hosted import get_scope
from eventapp.events.manage_routes import blueprint
from eventapp.events.models import Event
from eventapp.events.question_forms import KIND_LABELS, QuestionForm, values_of
from eventapp.federations.access import allowed_federations, requires
from eventapp.federations.models import Role

UP = "upp"


@blueprint.get("/evenemang/<public_id>/redigera/formular")
@requires(Role.EDITOR)
def edit_questions(public_id: str) -> ResponseReturnValue:
    event = _get_event(public_id)
    return render_template(
        "events/manage/edit_questions.html",
        event=event,
        asked=list_asked(event),
        answers=questions.count_answers(event.id),
        kind_labels=KIND_LABELS,
        kept_days=kept_days,
    )


@blueprint.route("/evenemang/<public_id>/redigera/formular/ny", methods=["GET", "POST"])
@requires(Role.EDITOR)
def create_question(public_id: str) -> ResponseReturnValue:
    return _edit(public_id, None)


@blueprint.route("/evenemang/<public_id>/redigera/formular/<int:question_id>", methods=["GET", "POST"])
@requires(Role.EDITOR)
def edit_question(public_id: str, question_id: int) -> ResponseReturnValue:
    return _edit(public_id, question_id)


@blueprint.post("/evenemang/<public_id>/redigera/formular/<int:question_id>/flytta")
@requires(Role.EDITOR)
def move_question(public_id: str, question_id: int) -> ResponseReturnValue:
    event = _get_event(public_id)
    questions.get_question(event, question_id)
    step = -1 if request.form.get("riktning") == UP else 1
    press(event.id, lambda claimed, actor: questions.move_question(claimed, question_id, step, actor))
    return redirect(_list_url(public_id, question_id), 303)


@blueprint.route(
    "/evenemang/<public_id>/redigera/formular/<int:question_id>/ta-bort", methods=["GET", "POST"]
)
@requires(Role.EDITOR)
def delete_question(public_id: str, question_id: int) -> ResponseReturnValue:
    event = _get_event(public_id)
    question = questions.get_question(event, question_id)
    if is_sent():
        if press(event.id, lambda claimed, actor: _delete(claimed, question_id, actor)):
            flash(_("Frågan är borttagen"), "success")
        return redirect(_list_url(public_id), 303)
    return render_template(
        "events/manage/delete_question.html",
        event=event,
        question=question,
        answers=questions.count_answers(event.id).get(question_id, 0),
    )


def _edit(public_id: str, question_id: int | None) -> ResponseReturnValue:
    """Show the form of one question, and save what is sent when it is whole."""
    event = _get_event(public_id)
    values = {} if question_id is None else values_of(questions.get_question(event, question_id))
    make = partial(QuestionForm, data=values, longest=event.retention_days)
    form = open_form(make, event, _page(question_id))
    if is_sent() and receive(form, event, _page(question_id), partial(_save, question_id)):
        flash(_("Frågan är sparad"), "success")
        return redirect(_list_url(public_id, question_id), 303)
    return render_template(
        "events/manage/edit_question.html", event=_get_event(public_id), question_id=question_id, form=form
    )


def _save(question_id: int | None, event: Event, form: QuestionForm, actor: Actor) -> None:
    if question_id is None:
        questions.add_question(event, form.content(), actor)
    else:
        questions.change_question(event, question_id, form.content(), actor)


def _delete(event: Event, question_id: int, actor: Actor) -> None:
    questions.delete_question(event, question_id, actor)
    drop_unfinished(event.id, _page(question_id))


def _get_event(public_id: str) -> Event:
    parts = (Event.questions, Event.slots)
    scope = get_scope(public_id, allowed_federations(), *(selectinload(part) for part in parts))
    return scope.event


def _page(question_id: int | None) -> str:
    return f"questions:{question_id or 'new'}"


def _list_url(public_id: str, question_id: int | None = None) -> str:
    anchor = f"fraga-{question_id}" if question_id else None
    return url_for(".edit_questions", public_id=public_id, _anchor=anchor)
