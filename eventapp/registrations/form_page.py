"""The page with the sign-up form: its fields and its blank look are kept in memory as long as the event is the same."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template
from werkzeug.exceptions import NotFound

from eventapp.core.form_ids import new_form_id
from eventapp.events.event_rows import find_event_rows
from eventapp.events.models import Event
from eventapp.events.page_cache import KnownEvent, known_event
from eventapp.events.seating import is_full
from eventapp.registrations.form_notes import mode_notes, slot_notes
from eventapp.registrations.forms import HiddenFields, RegistrationForm, build_registration_form

#: What the class of an event's form takes with its fields; measured.
FORM_OCTETS = 20_000


@dataclass(frozen=True, slots=True)
class FormPage:
    """An event as it is now, and the same whatever seats are left, to which what is made of it is tied."""

    event: Event
    without_seats: KnownEvent


def get_form_page(slug: str) -> FormPage:
    """Return the page of a published or cancelled event; five queries. Raises NotFound."""
    rows = find_event_rows(slug, with_questions=True)
    if rows is None:
        raise NotFound
    return FormPage(known_event(rows, "form").event, known_event(rows.without_seats(), "form without seats"))


def make_form(page: FormPage) -> RegistrationForm:
    """Return the form with what was sent, if anything was."""
    event = page.without_seats.event
    return page.without_seats.keep("form", lambda: build_registration_form(event), octets=FORM_OCTETS)()


def show_form(page: FormPage, form: RegistrationForm) -> str:
    """Render the form with what it holds."""
    return render_template(
        "registrations/public/register.html",
        event=page.event,
        form=form,
        modes=mode_notes(page.event),
        slots=slot_notes(page.event),
        is_full=is_full(page.event),
        is_not_eligible="eligible" in form and bool(form["eligible"].errors),
    )


def show_blank_form(page: FormPage) -> str:
    """Return the form for somebody new; for two of them only its hidden fields differ."""
    hidden = HiddenFields()
    hidden.form_id.data = new_form_id()
    # All that the page shows of the seats.
    seats = repr((is_full(page.event), mode_notes(page.event), slot_notes(page.event)))
    before, after = page.without_seats.keep("blank", lambda: _around_hidden_fields(page), seats)
    return f"{before}{hidden.hidden_tag()}{after}"


def _around_hidden_fields(page: FormPage) -> tuple[str, str]:
    form = make_form(page)
    before, _hidden, after = show_form(page, form).partition(str(form.hidden_tag()))
    return before, after
