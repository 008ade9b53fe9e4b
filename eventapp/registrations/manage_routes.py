"""Pages for organisers about the people on an event."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.exceptions import NotFound

from eventapp.audit.services import organiser_actor, record_action
from eventapp.core.paging import page_number
from eventapp.core.transactions import write
from eventapp.events.headcount import count_people_and_mail
from eventapp.events.hosted import Scope, get_scope, scope_on
from eventapp.events.models import Event
from eventapp.events.seating import event_seats
from eventapp.federations.access import allowed_federations, requires, signed_in
from eventapp.federations.models import Role
from eventapp.messages.received import find_last_answer
from eventapp.registrations import participant_labels
from eventapp.registrations.attention import count_to_do
from eventapp.registrations.delivery import list_mails_of
from eventapp.registrations.log_labels import action_label
from eventapp.registrations.models import Registration
from eventapp.registrations.participant_log import list_actions
from eventapp.registrations.participant_pages import describe_answers, describe_last_answer, list_links
from eventapp.registrations.participants import (
    ParticipantFilter,
    find_queue_place,
    get_participant,
    has_needs,
    list_advance_questions,
)
from eventapp.registrations.participants import list_participants as read_participants
from eventapp.registrations.people_forms import NeedsForm
from eventapp.registrations.possible import what_can_be_done

blueprint = Blueprint("registrations_manage", __name__, url_prefix="/arrangor")


@blueprint.get("/evenemang/<public_id>/deltagare")
@requires(Role.VIEWER)
def list_participants(public_id: str) -> ResponseReturnValue:
    scope = get_scope(public_id, allowed_federations(), joinedload(Event.pools), selectinload(Event.slots))
    chosen = ParticipantFilter.from_address(request.args)
    people, mail = count_people_and_mail(scope)
    return render_template(
        "registrations/manage/list_participants.html",
        event=scope.event,
        scope=scope,
        chosen=chosen,
        found=read_participants(scope, chosen, page_number()),
        people=people,
        mail=mail,
        to_do=count_to_do(scope),
        seats=event_seats(scope.event),
        may_export=not scope_on(scope.event, allowed_federations(Role.EDITOR)).is_empty,
        may_disclose=not scope_on(scope.event, allowed_federations(Role.OWNER)).is_empty,
        words=participant_labels,
        **list_links(scope, chosen),
    )


@blueprint.get("/evenemang/<public_id>/fragor")
@requires(Role.VIEWER)
def list_questions(public_id: str) -> ResponseReturnValue:
    scope = get_scope(public_id, allowed_federations())
    return render_template(
        "registrations/manage/list_questions.html",
        event=scope.event,
        questions=list_advance_questions(scope),
    )


@blueprint.get("/evenemang/<public_id>/deltagare/<registration_id>")
@requires(Role.VIEWER)
def show_participant(public_id: str, registration_id: str) -> ResponseReturnValue:
    scope = _scope_with_form(public_id)
    return _participant_page(scope, get_participant(scope, registration_id))


@blueprint.post("/evenemang/<public_id>/deltagare/<registration_id>/behov")
@requires(Role.EDITOR)
def show_needs(public_id: str, registration_id: str) -> ResponseReturnValue:
    scope = _scope_with_form(public_id)
    registration = get_participant(scope, registration_id)
    actor, record = organiser_actor(signed_in()[0].id), ("registration", registration.public_id)
    event_id = registration.event_id
    with write():
        record_action(actor, "view_needs", record=record, event_id=event_id)
    scope = _scope_with_form(public_id)
    return _participant_page(scope, get_participant(scope, registration_id), with_needs=True)


def _scope_with_form(public_id: str) -> Scope:
    """Return the event with what its form asks."""
    parts = (Event.slots, Event.sessions, Event.questions)
    return get_scope(public_id, allowed_federations(), *(selectinload(part) for part in parts))


def _participant_page(scope: Scope, registration: Registration, *, with_needs: bool = False) -> str:
    if registration.event_id != scope.event.id:
        raise NotFound
    log, organiser_names = list_actions(registration.public_id)
    may_read_needs = scope_on(scope.event, allowed_federations(Role.EDITOR)).includes(
        registration.federation_id
    )
    return render_template(
        "registrations/manage/show_participant.html",
        event=scope.event,
        person=registration,
        queue_place=find_queue_place(registration),
        answers=describe_answers(registration, scope.event)
        + describe_last_answer(find_last_answer(registration.public_id)),
        mails=list_mails_of(scope, registration.public_id),
        needs_form=NeedsForm(obj=registration) if with_needs else None,
        can=what_can_be_done(registration) if may_read_needs else None,
        log=log,
        organiser_names=organiser_names,
        action_label=action_label,
        may_read_needs=may_read_needs,
        has_needs=may_read_needs and has_needs(registration.id),
        with_needs=with_needs,
        words=participant_labels,
    )
