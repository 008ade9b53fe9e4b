"""Signing up: the form, and the page after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from flask import (
    Blueprint,
    Response,
    make_response,
    redirect,
    render_template,
    session,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from eventapp.core.errors import DomainError
from eventapp.core.extensions import csrf
from eventapp.core.form_ids import new_form_id
from eventapp.core.limits import TooManyAttempts, requesting_network
from eventapp.core.locale import current_language
from eventapp.core.open_forms import read_sent_form, refuse_unsaved, retry_later
from eventapp.core.request import is_sent
from eventapp.core.text import email_key
from eventapp.core.transactions import CANNOT_WRITE, write
from eventapp.events.kinds import Audience
from eventapp.events.models import Event
from eventapp.events.page_cache import get_known_event
from eventapp.events.registration_window import RegistrationState, is_queue_open, registration_state
from eventapp.events.seating import is_full
from eventapp.pages.personal_data import PRIVACY_VERSION
from eventapp.registrations.errors import (
    EventFull,
    OnlyForInvited,
    OtherForm,
    RegistrationNotOpen,
    WorkshopFull,
    WorkshopGone,
)
from eventapp.registrations.form_page import (
    FormPage,
    get_form_page,
    make_form,
    show_blank_form,
    show_form,
)
from eventapp.registrations.forms import RegistrationForm
from eventapp.registrations.limits import is_owners_browser
from eventapp.registrations.queries import find_submission
from eventapp.registrations.seats import SeatLost
from eventapp.registrations.services import submit_form
from eventapp.registrations.sign_up import Outcome, SignUp

blueprint = Blueprint("registrations_public", __name__)

SENT_FORM = "sent_form"
#: Makes the form of an event with what was sent.
MakeForm = Callable[[FormPage], RegistrationForm]


class Submit(Protocol):
    """Signs somebody up, inside the write that the form's page makes."""

    def __call__(self, event_id: int, sign_up: SignUp, /, *, form_id: str, network: str) -> Outcome: ...


# The form checks its own CSRF token, so that an old page comes back with everything kept.
@blueprint.route("/evenemang/<slug>/anmalan", methods=["GET", "POST"])
@csrf.exempt
def register(slug: str) -> AnyResponse | str:
    page = get_form_page(slug)
    if page.event.audience is Audience.INVITED:
        return show_closed(page.event, "invited")
    if is_sent():
        return receive_sign_up(page, make_form)
    return show_why_closed(page.event) or show_blank_form(page)


@blueprint.get("/evenemang/<slug>/anmalan/klar")
def registered(slug: str) -> AnyResponse | str:
    event = get_known_event(slug).event
    submission = find_submission(session.get(SENT_FORM, ""))
    if submission is None or submission.event_id != event.id:
        return redirect(url_for("events_public.show_event", slug=slug))
    return render_template("registrations/public/registered.html", event=event, outcome=submission.outcome)


def show_why_closed(event: Event) -> str | None:
    """Return the page that says why nobody can sign up now; None while it is open."""
    state = registration_state(event)
    if state is not RegistrationState.OPEN:
        return show_closed(event, state.value)
    return _show_full(event) if is_full(event) and not is_queue_open(event) else None


def receive_sign_up(page: FormPage, make: MakeForm, submit: Submit = submit_form) -> AnyResponse | str:
    """Take a sent form: a seat, a place in the queue, or the form again with what was typed."""
    event, form = page.event, make(page)
    form_id = read_sent_form(form, _trap_sentence(event))
    if form_id is None or form.asks_about_address():
        return show_form(page, form)
    sign_up = form.sign_up_for(event, current_language(), PRIVACY_VERSION)
    sign_up = replace(sign_up, is_owner=is_owners_browser(email_key(sign_up.email)))
    try:
        with write():
            submit(event.id, sign_up, form_id=form_id, network=requesting_network())
    except DomainError as error:
        return _refuse(error, get_form_page(event.slug), form, make)
    except (*CANNOT_WRITE, SeatLost) as error:
        refuse_unsaved(form, error)
        return retry_later(show_form(page, form), 503, 10)
    session[SENT_FORM] = form_id
    return redirect(url_for("registrations_public.registered", slug=event.slug), 303)


def _refuse(error: DomainError, page: FormPage, form: RegistrationForm, make: MakeForm) -> Response:
    """Say what stood in the way and what to do, with everything typed kept where it is of use."""
    match error:
        case RegistrationNotOpen():
            return make_response(show_closed(page.event, error.state.value), 409)
        case OnlyForInvited():
            return make_response(show_closed(page.event, "invited"), 409)
        case EventFull():
            return make_response(_show_full(page.event), 409)
        case WorkshopFull():
            form.refuse_workshops(page.event, error.session_ids, error.sentence)
        case WorkshopGone():
            # The programme is another: so is the form, filled in with what was sent.
            form = make(page)
            form.refuse_slots(error.slots, error.sentence)
        case OtherForm():
            form.form_id.data = new_form_id()
            form.form_errors = [error.sentence]
        case _:
            form.form_errors = [error.sentence]
    if isinstance(error, TooManyAttempts):
        return retry_later(show_form(page, form), 429, error.minutes * 60)
    return make_response(show_form(page, form))


def _trap_sentence(event: Event) -> str:
    sentence: str = _(
        "Vi kunde inte ta emot anmälan. Dina svar finns kvar. Skicka igen, eller ring %(phone)s.",
        phone=event.coordinating_host.phone,
    )
    return sentence


def show_closed(event: Event, state: str) -> str:
    """Return the page that says why nobody, or not just anybody, can sign up: in the words of a state."""
    return render_template("registrations/public/not_open.html", event=event, state=state)


def _show_full(event: Event) -> str:
    return show_closed(event, "full")
