"""Buttons that change an event at once, such as *Flytta upp*: they send along the version that their page showed."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, request
from flask_babel import gettext as _

from eventapp.audit.services import Actor, organiser_actor
from eventapp.core.errors import DomainError
from eventapp.core.transactions import write
from eventapp.events.editing import EditedMeanwhile, claim_version
from eventapp.events.models import Event
from eventapp.federations.access import signed_in


def sent_version() -> int | None:
    """Return the version that the page showed, None where nothing of use was sent."""
    sent = request.form.get("version", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else None


def press(event_id: int, act: Callable[[Event, Actor], object]) -> bool:
    """Do what a button says to the event, locked and claimed; tells whether it was done, and says so where not."""
    version, actor = sent_version(), organiser_actor(signed_in()[0].id)
    try:
        with write():
            act(claim_version(event_id, version), actor)
    except EditedMeanwhile:
        flash(
            _("Någon annan har ändrat evenemanget. Så här ser det ut nu. Gör om det om det behövs."), "error"
        )
        return False
    except DomainError as error:
        flash(str(error.sentence), "error")
        return False
    return True
