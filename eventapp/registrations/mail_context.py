"""What every mail to a participant knows, and the way it leaves: for this slice's mails and for reminders."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from eventapp.audit.services import SYSTEM, record_action
from eventapp.core import formatting as fmt
from eventapp.core.links import absolute_url
from eventapp.core.shown import Shown
from eventapp.events.cards import date_parts
from eventapp.events.facts import workshop_line
from eventapp.events.kinds import Attendance
from eventapp.events.mail_lifetimes import not_after
from eventapp.events.mail_texts import supplement_of
from eventapp.events.models import Event
from eventapp.events.presentation import mode_label, shown, shown_title, when_of, where_of
from eventapp.federations.contact import sender_of
from eventapp.federations.declaration import declaration_notice, name_of
from eventapp.messages.mail import CalendarPart, Mail, render_mail
from eventapp.messages.models import OutboxMessage
from eventapp.messages.services import enqueue
from eventapp.registrations import links
from eventapp.registrations.entry_facts import chosen_workshops, way_in
from eventapp.registrations.models import CallReason, Registration, call_action

#: Reasons to call that do not take the place of a graver one that nobody has called about yet.
ABOUT_WORKSHOPS = (CallReason.WORKSHOP_CHANGED, CallReason.WORKSHOP_GONE)


def mail_context(registration: Registration) -> dict[str, Any]:
    """Return what the templates of a mail need, in the language now in force.

    For a sensitive event `title` is *evenemanget*, and no place, workshop or kind is told.
    """
    event = registration.event
    context = event_context(event) | {
        "name": registration.name,
        "own_url": links.own_url(registration),
        "change_url": links.change_url(registration),
        "cancel_url": links.cancel_url(registration),
        "join_url": way_in(registration),
        "where": "",
        "mode": "",
        "workshops": [],
    }
    if event.is_sensitive:
        return context
    if event.attendance is Attendance.HYBRID:
        context["mode"] = mode_label(registration.mode)
    context["where"] = where_of(event, registration.mode)
    context["workshops"] = [
        Shown(workshop_line(event, workshop), shown(workshop, "title").lang)
        for workshop in chosen_workshops(registration)
    ]
    return context


def event_context(event: Event) -> dict[str, Any]:
    """Return what a mail says of an event whoever reads it: time, host, notice, public addresses."""
    host = event.coordinating_host
    return {
        "title": Shown(_("evenemanget")) if event.is_sensitive else shown_title(event),
        "is_sensitive": event.is_sensitive,
        "kind": "" if event.is_sensitive else event.kind.value,
        "when": when_of(event),
        "time": _time(event),
        "day": _day(event),
        "short_day": fmt.short_day(event.starts_at, event.timezone) if event.starts_at else when_of(event),
        "date": date_parts(event.starts_at, event.timezone) if event.starts_at else None,
        "event_url": absolute_url("events_public.show_event", slug=event.slug),
        "federation_name": name_of(host),
        "phone": host.phone,
        "notice": declaration_notice(event.federations),
        "commitment_url": absolute_url("pages_public.commitment"),
        "privacy_url": absolute_url("pages_public.personal_data"),
    }


def post(
    registration: Registration,
    folder: str,
    context: dict[str, Any],
    *,
    dedup_key: str,
    calendar: CalendarPart | None = None,
    is_new_key: bool = False,
) -> OutboxMessage | None:
    """Compose a mail and queue it, for as long as its kind stays true; call inside `in_language`.

    None goes to somebody without an address: what they have to know is noted for the host to call about.
    `is_new_key` as for `enqueue`.
    """
    if not registration.email:
        _note_call(registration, folder.rpartition("/")[2])
        return None
    mail = compose(registration, folder, context, calendar)
    about, until = registration.public_id, not_after(registration.event, mail.kind)
    return enqueue(mail, dedup_key=dedup_key, about=about, not_after=until, is_new_key=is_new_key)


def compose(
    registration: Registration, folder: str, context: dict[str, Any], calendar: CalendarPart | None = None
) -> Mail:
    """Render a mail from its template folder, to be queued by whoever asked; call inside `in_language`.

    With a calendar part it comes from the entry's organizer and asks for answers there.
    """
    organizer = calendar.organizer if calendar is not None else ""
    sender = sender_of(registration.event.coordinating_host, organizer)
    kind = folder.rpartition("/")[2]
    common = {"reads_answers": bool(organizer), "supplement": supplement_of(registration.event, kind)}
    words = render_mail(folder, **{**common, **context})
    return Mail(
        kind=kind,
        recipient=registration.email,
        subject=words.subject,
        text=words.text,
        html=words.html,
        sender_name=sender.name,
        sender_address=sender.address,
        reply_to=sender.reply_to,
        calendar=calendar,
        language=registration.language,
    )


def _note_call(registration: Registration, kind: str) -> None:
    access = registration.phone_access
    if access is None or kind not in set(CallReason):
        return
    reason = CallReason(kind)
    if access.call_about is None or reason not in ABOUT_WORKSHOPS:
        access.call_about = reason
    record = ("registration", registration.public_id)
    record_action(SYSTEM, call_action(reason), record=record, event_id=registration.event_id)


def _time(event: Event) -> str:
    """Return *kl. 09.00–12.00*, or the whole span where it ends on another day."""
    if event.starts_at is None or event.ends_at is None:
        return when_of(event)
    zone = ZoneInfo(event.timezone)
    if event.starts_at.astimezone(zone).date() != event.ends_at.astimezone(zone).date():
        return when_of(event)
    return fmt.clock_span(event.starts_at, event.ends_at, event.timezone)


def _day(event: Event) -> str:
    """Return *8 november 2021*."""
    if event.starts_at is None:
        return when_of(event)
    return fmt.day(event.starts_at, event.timezone).partition(" ")[2]
