"""Organisers' pages for people who are there twice: likely doubles, and two side by side."""

from __future__ import annotations

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from wtforms.fields.choices import SelectChoice

from eventapp.core.errors import DomainError
from eventapp.core.paging import cut_page, page_number
from eventapp.core.transactions import write
from eventapp.events.hosted import get_scope
from eventapp.federations.access import allowed_federations, requires
from eventapp.federations.models import Role
from eventapp.registrations.doubles import list_doubles as find_doubles
from eventapp.registrations.doubles import merge_doubles
from eventapp.registrations.labels import status_label
from eventapp.registrations.manage_routes import blueprint
from eventapp.registrations.models import Registration
from eventapp.registrations.organiser_words import sentence_of
from eventapp.registrations.participant_pages import describe_answers
from eventapp.registrations.participants import get_participant
from eventapp.registrations.people_forms import MergeForm
from eventapp.registrations.people_routes import acting, find_person, to_person
from eventapp.registrations.references import reference_of


@blueprint.get("/evenemang/<public_id>/deltagare/dubbletter")
@requires(Role.EDITOR)
def list_doubles(public_id: str) -> ResponseReturnValue:
    scope = get_scope(public_id, allowed_federations())
    return render_template(
        "registrations/manage/list_doubles.html",
        event=scope.event,
        found=cut_page(find_doubles(scope), page_number()),
    )


@blueprint.route(
    "/evenemang/<public_id>/deltagare/<registration_id>/samma-som/<other_id>", methods=["GET", "POST"]
)
@requires(Role.EDITOR)
def merge_participants(public_id: str, registration_id: str, other_id: str) -> ResponseReturnValue:
    scope, first = find_person(public_id, registration_id)
    second = get_participant(scope, other_id)
    if first.id == second.id:
        raise NotFound
    form = MergeForm()
    form.kept.choices = [SelectChoice(person.public_id, _called(person)) for person in (first, second)]
    if form.validate_on_submit():
        kept, other = (first, second) if form.kept.data == first.public_id else (second, first)
        kept_id, other_id_, kept_public_id, actor = kept.id, other.id, kept.public_id, acting()
        try:
            with write():
                merge_doubles(kept_id, other_id_, actor, takes_over=bool(form.takes_over.data))
        except DomainError as error:
            form.form_errors = [sentence_of(error)]
        else:
            flash(_("Den ena anmälan är borttagen, den andra gäller."), "success")
            return to_person(public_id, kept_public_id)
        scope, first = find_person(public_id, registration_id)
        second = get_participant(scope, other_id)
    described = [describe_answers(person, scope.event) for person in (first, second)]
    return render_template(
        "registrations/manage/merge_participants.html",
        event=scope.event,
        form=form,
        people=[first, second],
        rows=[(label, mine, theirs) for (label, mine), (_label, theirs) in zip(*described, strict=True)],
        status_label=status_label,
    )


def _called(person: Registration) -> str:
    """Return what tells one of two from the other."""
    return f"{person.name}, {person.email or reference_of(person.public_id)}, {status_label(person.status)}"
