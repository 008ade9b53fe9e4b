"""The mails to those whose workshop is moved or goes away, each with their calendar as it then is."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import datetime

from eventapp.core.locale import in_language
from eventapp.core.shown import Shown, in_swedish
from eventapp.events.models import Event
from eventapp.events.part_models import EventSession
from eventapp.events.presentation import shown
from eventapp.events.session_times import clock_hours_of
from eventapp.messages.mail import CalendarPart
from eventapp.messages.models import OutboxMessage
from eventapp.registrations.entries import update
from eventapp.registrations.mail_context import mail_context, post
from eventapp.registrations.models import Registration, RegistrationStatus

FOLDER = "registrations/mail"


class Loss(enum.Enum):
    """Why somebody no longer has a workshop among their choices."""

    GONE = "gone"
    #: It is a part of the programme that everybody takes part in.
    OPEN_TO_ALL = "open_to_all"
    #: It is now in a slot in which the person has chosen another.
    SAME_SLOT = "same_slot"


def workshop_removed(registration: Registration, workshop: EventSession, loss: Loss) -> OutboxMessage | None:
    """Tell that a workshop is no longer among the person's choices, which has happened, and how to choose another."""
    with in_language(registration.language):
        changed = _changed_entry(registration)
        return post(
            registration,
            f"{FOLDER}/workshop_removed",
            mail_context(registration)
            | {
                "workshop": _named(registration.event, workshop),
                "loss": loss.value,
                "has_seat": _has_seat(registration),
                "has_calendar": changed is not None,
            },
            dedup_key=_key("workshop_removed", registration, workshop),
            is_new_key=True,
            calendar=changed,
        )


def workshop_changed(
    registration: Registration,
    workshop: EventSession,
    earlier: tuple[str, datetime | None, datetime | None],
    clashes: Sequence[EventSession],
) -> OutboxMessage | None:
    """Tell the new time and place of a chosen workshop; `earlier` is its place, start and end before.

    `clashes` are the person's other workshops that overlap it now.
    """
    event = registration.event
    place, *hours = earlier
    with in_language(registration.language):
        changed = _changed_entry(registration)
        context = {
            "workshop": _named(event, workshop),
            "new_time": clock_hours_of(event, workshop.starts_at, workshop.ends_at),
            "earlier_time": clock_hours_of(event, hours[0], hours[1]),
            "new_place": in_swedish("" if event.is_sensitive else workshop.place),
            "earlier_place": in_swedish("" if event.is_sensitive else place),
            "clashes": [_named(event, clash) for clash in clashes],
            "has_seat": _has_seat(registration),
            "has_calendar": changed is not None,
        }
        return post(
            registration,
            f"{FOLDER}/workshop_changed",
            mail_context(registration) | context,
            dedup_key=_key("workshop_changed", registration, workshop),
            is_new_key=True,
            calendar=changed,
        )


def _changed_entry(registration: Registration) -> CalendarPart | None:
    """Change the entry of somebody with a seat; a new workshop asks for no new answer."""
    return update(registration, asks_again=False) if _has_seat(registration) else None


def _named(event: Event, workshop: EventSession) -> Shown:
    """Return a workshop's title, nothing of a sensitive event's, whose theme it may tell."""
    return Shown("") if event.is_sensitive else shown(workshop, "title")


def _has_seat(registration: Registration) -> bool:
    return registration.status is RegistrationStatus.CONFIRMED


def _key(kind: str, registration: Registration, workshop: EventSession) -> str:
    """Return a key of its own for each edit of the event, whose version is raised by every one of them."""
    return f"{kind}:{registration.public_id}:{workshop.public_id}:{registration.event.version}"
