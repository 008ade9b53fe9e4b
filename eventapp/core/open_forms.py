"""Forms that anybody may send: what each is checked for, and how it comes back with all that was typed."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, make_response, request
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from eventapp.core.form_ids import new_form_id, read_form_id


def read_sent_form(form: FlaskForm, trap_sentence: str) -> str | None:
    """Return the id of a sent form that is whole, recent and filled in by a person; else None.

    What is wrong then stands in the form, which has the fields `form_id` and `trap`. Its page is exempt from
    the general CSRF check, so that an old page comes back with everything kept.
    """
    is_valid = form.validate()
    form_id = read_form_id(form.form_id.data or "")
    if form_id is None or form.csrf_token.errors:
        form.csrf_token.errors = [_("Sidan hade varit öppen länge. Dina svar finns kvar. Skicka igen.")]
        form.form_id.data = new_form_id() if form_id is None else form.form_id.data
        return None
    if form.trap.data:
        form.trap.data = ""
        form.form_errors = [trap_sentence]
        return None
    return form_id if is_valid else None


def refuse_unsaved(form: Any, error: Exception) -> None:
    """Log that the database could not be written to, and say so in the form."""
    current_app.logger.error("the form at %s could not be saved: %s", request.endpoint, type(error).__name__)
    form.form_errors = [_("Vi kunde inte spara just nu. Dina svar finns kvar. Skicka igen om en stund.")]


def retry_later(page: str, code: int, seconds: int) -> Response:
    """Return the page as an answer that says when to try again."""
    response = make_response(page, code)
    response.headers["Retry-After"] = str(seconds)
    return response
