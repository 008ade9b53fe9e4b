"""One's own registration, behind the mailed link: see, change, cancel, come back, calendar file."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from eventapp.core.errors import DomainError
from eventapp.core.extensions import csrf
from eventapp.core.request import is_sent
from eventapp.core.transactions import write
from eventapp.registrations import changing, services
from eventapp.registrations.calendar_file import own_calendar_file
from eventapp.registrations.errors import WayOfAttendingFull, WorkshopFull, WorkshopGone
from eventapp.registrations.form_notes import mode_notes, slot_notes
from eventapp.registrations.forms import ParticipantForm, build_change_form, values_of
from eventapp.registrations.limits import remember_owner
from eventapp.registrations.links import join_url
from eventapp.registrations.models import Registration
from eventapp.registrations.own_feeds import find_feed
from eventapp.registrations.own_page import describe
from eventapp.registrations.public_routes import blueprint
from eventapp.registrations.queries import find_by_token
from eventapp.registrations.references import reference_of


class DeadLink(Exception):
    """The personal link opens nothing."""


@blueprint.get("/anmalan/<token>")
def show_registration(token: str) -> str:
    registration = _get(token)
    return render_template(
        "registrations/public/show_registration.html",
        registration=registration,
        own=describe(registration),
        join_address=join_url(registration),
        has_feed=bool(registration.email_key) and find_feed(registration.email_key) is not None,
        reference_of=reference_of,
        token=token,
    )


# The form checks its own CSRF token, so that an old page comes back with everything kept.
@blueprint.route("/anmalan/<token>/andra", methods=["GET", "POST"])
@csrf.exempt
def change_registration(token: str) -> AnyResponse | str:
    registration = _get(token)
    if not describe(registration).can_change:
        return redirect(url_for("registrations_public.show_registration", token=token))
    form = build_change_form(registration.event)(data=values_of(registration))
    if not is_sent():
        return _show_change(registration, form, token)
    faulty = _save(registration, form)
    if faulty is not None:
        return _show_change(registration, faulty, token)
    return redirect(url_for("registrations_public.show_registration", token=token), 303)


@blueprint.route("/anmalan/<token>/avboka", methods=["GET", "POST"])
def cancel_registration(token: str) -> AnyResponse | str:
    registration = _get(token)
    if not is_sent() and describe(registration).can_cancel:
        return render_template(
            "registrations/public/cancel_registration.html", registration=registration, token=token
        )
    if is_sent():
        _carry_out(services.cancel_registration, registration)
    return redirect(url_for("registrations_public.show_registration", token=token), 303)


@blueprint.post("/anmalan/<token>/aterkom")
def return_registration(token: str) -> AnyResponse:
    _carry_out(services.return_attendee, _get(token))
    return redirect(url_for("registrations_public.show_registration", token=token), 303)


@blueprint.get("/anmalan/<token>/kalender.ics")
def download_registration(token: str) -> Response:
    registration = _get(token)
    content = own_calendar_file(registration)
    if content is None:
        raise DeadLink
    headers = {"Content-Disposition": 'attachment; filename="anmalan.ics"'}
    return Response(content, content_type="text/calendar; charset=utf-8", headers=headers)


@blueprint.errorhandler(DeadLink)
def show_dead_link(_error: DeadLink) -> tuple[str, int]:
    return render_template("registrations/public/dead_link.html"), 404


def _get(token: str) -> Registration:
    registration = find_by_token(token)
    if registration is None:
        raise DeadLink
    return registration


def _carry_out(service: Callable[[int], Registration], registration: Registration) -> None:
    """Do what the button says; a rule that forbids it becomes a message on the next page."""
    try:
        with write():
            service(registration.id)
            remember_owner(registration)
    except DomainError as error:
        flash(str(error.sentence), "error")


def _save(registration: Registration, form: ParticipantForm) -> ParticipantForm | None:
    """Save a valid change; otherwise return the form with what is wrong at its field, and nothing is changed."""
    if not form.validate():
        if form.csrf_token.errors:
            form.csrf_token.errors = [_("Sidan hade varit öppen länge. Dina svar finns kvar. Skicka igen.")]
        return form
    try:
        with write():
            changing.change_registration(registration.id, form.choices_for(registration.event))
            remember_owner(registration)
    except WorkshopFull as error:
        form.refuse_workshops(registration.event, error.session_ids, error.sentence)
    except WorkshopGone as error:
        # The programme is another: so is the form, filled in with what was sent.
        form = build_change_form(registration.event)()
        form.refuse_slots(error.slots, error.sentence)
    except WayOfAttendingFull as error:
        form["mode"].errors = [error.sentence]
    except DomainError as error:
        form.form_errors = [error.sentence]
    else:
        flash(_("Ändringen är sparad"), "success")
        return None
    return form


def _show_change(registration: Registration, form: ParticipantForm, token: str) -> str:
    event = registration.event
    return render_template(
        "registrations/public/change_registration.html",
        event=event,
        form=form,
        token=token,
        modes=mode_notes(event, registration),
        slots=slot_notes(event, registration),
    )
