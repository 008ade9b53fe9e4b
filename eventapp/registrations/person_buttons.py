"""What an organiser does with one person by one button: bring back, send anew, renew, write down needs."""

from __future__ import annotations

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.audit.services import Actor
from eventapp.core.errors import DomainError
from eventapp.core.transactions import write
from eventapp.federations.access import requires
from eventapp.federations.models import Role
from eventapp.registrations import manage_people, phone
from eventapp.registrations.manage_routes import blueprint
from eventapp.registrations.organiser_words import sentence_of
from eventapp.registrations.people_forms import NeedsForm
from eventapp.registrations.people_routes import PERSON, Act, acting, find_person, to_person


@blueprint.post(f"{PERSON}/aterkom")
@requires(Role.EDITOR)
def bring_back(public_id: str, registration_id: str) -> ResponseReturnValue:
    return _do(public_id, registration_id, manage_people.bring_back, _("Personen är anmäld igen."))


@blueprint.post(f"{PERSON}/bekraftelse")
@requires(Role.EDITOR)
def send_confirmation(public_id: str, registration_id: str) -> ResponseReturnValue:
    done = _("En ny bekräftelse är på väg.")
    return _do(public_id, registration_id, manage_people.send_confirmation, done)


@blueprint.post(f"{PERSON}/lank")
@requires(Role.EDITOR)
def renew_link(public_id: str, registration_id: str) -> ResponseReturnValue:
    done = _("Den gamla länken gäller inte längre. En ny är på väg i ett mejl.")
    return _do(public_id, registration_id, manage_people.renew_link, done)


@blueprint.post(f"{PERSON}/behov/skriv")
@requires(Role.EDITOR)
def write_needs(public_id: str, registration_id: str) -> ResponseReturnValue:
    form = NeedsForm()
    if not form.validate_on_submit():
        for errors in form.errors.values():
            flash(errors[0], "error")
        return to_person(public_id, registration_id)

    def write_them(id_: int, actor: Actor) -> None:
        manage_people.write_needs(id_, form.needs.data or "", form.food.data or "", actor)

    return _do(public_id, registration_id, write_them, _("Behoven är sparade."))


@blueprint.post(f"{PERSON}/pin")
@requires(Role.EDITOR)
def renew_pin(public_id: str, registration_id: str) -> ResponseReturnValue:
    id_, actor = find_person(public_id, registration_id)[1].id, acting()
    try:
        with write():
            pin = phone.renew_pin(id_, actor)
    except DomainError as error:
        flash(str(sentence_of(error)), "error")
        return to_person(public_id, registration_id)
    scope, person = find_person(public_id, registration_id)
    # Shown in the answer to the button and nowhere else: no address leads back to the PIN.
    return render_template("registrations/manage/pin_renewed.html", event=scope.event, person=person, pin=pin)


def _do(public_id: str, registration_id: str, act: Act, done: str) -> ResponseReturnValue:
    """Do it, say what came of it, and go back to the person's page."""
    id_, actor = find_person(public_id, registration_id)[1].id, acting()
    try:
        with write():
            act(id_, actor)
    except DomainError as error:
        flash(str(sentence_of(error)), "error")
    else:
        flash(done, "success")
    return to_person(public_id, registration_id)
