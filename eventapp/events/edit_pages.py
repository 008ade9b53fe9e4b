"""How a page that edits an event opens and is received: versions, faults, and drafts that keep what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import flash, request
from flask_babel import ngettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField

from eventapp.audit.services import Actor, organiser_actor
from eventapp.core.errors import DomainError
from eventapp.core.request import is_sent
from eventapp.core.transactions import write
from eventapp.events.editing import claim_version, drop_unfinished, find_unfinished, keep_unfinished
from eventapp.events.errors import FieldRefused
from eventapp.events.kinds import EventStatus
from eventapp.events.models import Event
from eventapp.events.queries import get_event
from eventapp.federations.access import signed_in

Form = TypeVar("Form", bound="EditForm")


class EditForm(FlaskForm):  # type: ignore[misc]
    """A form about an event; it carries the version of the event that it was opened with."""

    version = HiddenField()

    @property
    def known_version(self) -> int | None:
        """The version that the form was opened with; None where it says nothing of use."""
        typed = str(self.version.data or "")
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


#: Saves a valid form to the event, which is locked and claimed.
Save = Callable[[Event, Form, Actor], None]


def open_form(make: Callable[..., Form], event: Event, page: str) -> Form:
    """Return the page's form: as it was sent, as it was left unfinished with its faults, or as the event is.

    `make` takes `formdata` as a form's constructor does; without it the form reads the request.
    """
    if is_sent():
        return make()
    unfinished = find_unfinished(event.id, page)
    if unfinished is None:
        form = make(formdata=None)
    else:
        form = make(formdata=MultiDict(unfinished.values))
        form.validate()
        # What was kept is shown, not sent: it has no token.
        form.csrf_token.errors = []
    form.version.data = str(event.version)
    return form


def receive(form: Form, event: Event, page: str, save: Save[Form], keep: Save[Form] | None = None) -> bool:
    """Take a sent page; tells whether it was saved whole.

    A draft is saved with its faults too, and says so; `keep` then keeps what no field can be filled with again.
    What a rule refuses is put into the form, which keeps all that was typed.
    """
    is_whole = form.validate()
    if not is_whole and event.status is not EventStatus.DRAFT:
        return False
    event_id, faults, actor = event.id, len(form.errors), organiser_actor(signed_in()[0].id)
    try:
        with write():
            claimed = claim_version(event_id, form.known_version)
            if is_whole:
                save(claimed, form, actor)
                drop_unfinished(event_id, page)
            else:
                keep_unfinished(event_id, page, dict(request.form.lists()), faults)
                if keep is not None:
                    keep(claimed, form, actor)
            version = claimed.version
    except DomainError as error:
        refuse(form, error)
        version = get_event(event_id).version
    else:
        if not is_whole:
            flash(_kept_sentence(faults), "waiting")
    form.version.data = str(version)
    return is_whole and not form.errors


def refuse(form: Any, error: DomainError) -> None:
    """Put what stood in the way at its field, or above the form."""
    if isinstance(error, FieldRefused):
        form[error.field].errors = [error.sentence]
    else:
        form.form_errors = [error.sentence]


def _kept_sentence(faults: int) -> str:
    return ngettext(
        "Utkastet är sparat. %(num)d sak behöver rättas innan du kan publicera.",
        "Utkastet är sparat. %(num)d saker behöver rättas innan du kan publicera.",
        faults,
    )
