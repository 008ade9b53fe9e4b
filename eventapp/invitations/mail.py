"""The mails to invited people: each queues one, in the person's language, with the calendar message it needs."""

from __future__ import annotations

from typing import Any

from eventapp.core.links import absolute_url
from eventapp.core.locale import in_language
from eventapp.core.shown import in_swedish
from eventapp.core.text import one_line
from eventapp.events.mail_lifetimes import not_after
from eventapp.events.mail_texts import supplement_of
from eventapp.events.models import Event
from eventapp.events.presentation import shown, where_of
from eventapp.federations.contact import sender_of
from eventapp.federations.declaration import name_of
from eventapp.federations.models import Federation
from eventapp.invitations.entries import may_offer, offer_entry, update_offer, withdraw_offer
from eventapp.invitations.links import invitation_url
from eventapp.invitations.models import Invitee
from eventapp.messages.mail import CalendarPart, Mail, RenderedMail, render_mail
from eventapp.messages.models import OutboxMessage
from eventapp.messages.services import enqueue
from eventapp.registrations.mail_context import event_context

FOLDER = "invitations/mail"
#: What is of no use any more to somebody who has been taken off the list.
INVITING_KINDS = ("invitation", "invitation_reminder", "invitation_changed")


def invitation(
    invitee: Invitee, event: Event, inviter: Federation, *, is_registered: bool, batch: str
) -> OutboxMessage | None:
    """Invite somebody, with an entry in the calendar but for those who have one already, since they signed up."""
    with in_language(invitee.language):
        offered = None if is_registered else offer_entry(invitee, event)
        mail = _compose(invitee, event, "invitation", {"inviter": name_of(inviter)}, offered)
        key = f"invitation:{invitee.public_id}"
        about = invitee.public_id
        return enqueue(
            mail,
            dedup_key=key,
            about=about,
            batch=batch,
            not_after=not_after(event, mail.kind),
            is_new_key=True,
        )


def invitation_reminder(
    invitee: Invitee, event: Event, inviter: Federation, *, batch: str
) -> OutboxMessage | None:
    """Remind somebody silent; without a calendar part, which would be noise."""
    with in_language(invitee.language):
        mail = _compose(invitee, event, "invitation_reminder", {"inviter": name_of(inviter)})
        latest = invitee.reminded_at or invitee.invited_at
        key = f"invitation_reminder:{invitee.public_id}:{latest.isoformat() if latest else ''}"
        about = invitee.public_id
        return enqueue(
            mail,
            dedup_key=key,
            about=about,
            batch=batch,
            not_after=not_after(event, mail.kind),
            is_new_key=True,
        )


def invitation_changed(
    invitee: Invitee, event: Event, withdrawal: CalendarPart | None = None
) -> OutboxMessage | None:
    """Tell somebody invited what now holds; their entry moves, comes with a date, or goes with the one there was."""
    with in_language(invitee.language):
        changed = withdrawal or update_offer(invitee, event) or offer_entry(invitee, event)
        mail = _compose(invitee, event, "invitation_changed", {}, changed)
        sequence = invitee.calendar_entry.sequence if invitee.calendar_entry is not None else ""
        key = f"invitation_changed:{invitee.public_id}:{event.revision}:{sequence}"
        until = not_after(event, mail.kind)
        is_new = changed is not None
        return enqueue(mail, dedup_key=key, about=invitee.public_id, not_after=until, is_new_key=is_new)


def invitation_called_off(invitee: Invitee, event: Event) -> OutboxMessage | None:
    """Tell somebody invited that the event is called off, and take it out of their calendar."""
    with in_language(invitee.language):
        withdrawal = withdraw_offer(invitee, event, is_own_choice=False)
        reason = "" if event.is_sensitive else in_swedish(_sentence(event.cancellation_reason))
        context = {"reason": reason, "list_url": absolute_url("events_public.list_events")}
        mail = _compose(invitee, event, "invitation_called_off", context, withdrawal)
        key = f"invitation_called_off:{invitee.public_id}:{event.revision}"
        return enqueue(mail, dedup_key=key, about=invitee.public_id, is_new_key=True)


def invitation_declined(invitee: Invitee, event: Event) -> OutboxMessage | None:
    """Take the event out of the calendar of somebody who has said no; no mail where there is nothing to take out."""
    with in_language(invitee.language):
        withdrawal = withdraw_offer(invitee, event, is_own_choice=True)
        return _if_withdrawn(invitee, event, "invitation_declined", withdrawal)


def invitation_moved(invitee: Invitee, event: Event) -> OutboxMessage | None:
    """Take the event out of the invited address's calendar, where somebody signed up with another through the link."""
    with in_language(invitee.language):
        withdrawal = withdraw_offer(invitee, event, is_own_choice=False)
        return _if_withdrawn(invitee, event, "invitation_moved", withdrawal)


def invitation_withdrawn(invitee: Invitee, event: Event) -> OutboxMessage | None:
    """Take the event out of the calendar of somebody who is taken off the list; else no mail."""
    with in_language(invitee.language):
        withdrawal = withdraw_offer(invitee, event, is_own_choice=False)
        return _if_withdrawn(invitee, event, "invitation_withdrawn", withdrawal)


def invitation_needs_form(invitee: Invitee, event: Event, *, day: str) -> OutboxMessage | None:
    """Send, at most once a day, the link to the filled-in form to somebody whose yes in the calendar is not enough."""
    with in_language(invitee.language):
        mail = _compose(invitee, event, "invitation_needs_form", {})
        key = f"invitation_needs_form:{invitee.public_id}:{day}"
        return enqueue(mail, dedup_key=key, about=invitee.public_id, not_after=not_after(event, mail.kind))


def invitation_full(invitee: Invitee, event: Event) -> OutboxMessage | None:
    """Tell somebody who said yes that there is neither seat nor queue, and take the event out of their calendar."""
    with in_language(invitee.language):
        withdrawal = withdraw_offer(invitee, event, is_own_choice=False)
        mail = _compose(invitee, event, "invitation_full", {}, withdrawal)
        key, until = f"invitation_full:{invitee.public_id}", not_after(event, mail.kind)
        return enqueue(mail, dedup_key=key, about=invitee.public_id, not_after=until)


def preview(invitee: Invitee, event: Event, inviter: Federation, kind: str) -> RenderedMail:
    """Return the words of a mail as a person will get them; nothing is queued."""
    with in_language(invitee.language):
        context = {"inviter": name_of(inviter), "supplement": supplement_of(event, kind)}
        has_calendar = kind == "invitation" and may_offer(event)
        return render_mail(
            f"{FOLDER}/{kind}", **_context(invitee, event), **context, has_calendar=has_calendar
        )


def _if_withdrawn(
    invitee: Invitee, event: Event, kind: str, withdrawal: CalendarPart | None
) -> OutboxMessage | None:
    if withdrawal is None or invitee.calendar_entry is None:
        return None
    mail = _compose(invitee, event, kind, {}, withdrawal)
    key = f"{kind}:{invitee.public_id}:{invitee.calendar_entry.public_id}"
    return enqueue(mail, dedup_key=key, about=invitee.public_id, is_new_key=True)


def _compose(
    invitee: Invitee, event: Event, kind: str, context: dict[str, Any], calendar: CalendarPart | None = None
) -> Mail:
    """Render a mail from its folder, in the language now in force."""
    sender = sender_of(event.coordinating_host, calendar.organizer if calendar is not None else "")
    added = {"has_calendar": calendar is not None, "supplement": supplement_of(event, kind)}
    given = {**_context(invitee, event), **added, **context}
    words = render_mail(f"{FOLDER}/{kind}", **given)
    return Mail(
        kind=kind,
        recipient=invitee.email,
        subject=words.subject,
        text=words.text,
        html=words.html,
        sender_name=sender.name,
        sender_address=sender.address,
        reply_to=sender.reply_to,
        calendar=calendar,
        language=invitee.language,
    )


def _context(invitee: Invitee, event: Event) -> dict[str, Any]:
    """Return what every mail to somebody invited says; nothing of a sensitive event's theme or place."""
    return event_context(event) | {
        "name": invitee.name,
        "url": invitation_url(invitee),
        "summary": "" if event.is_sensitive else shown(event, "summary"),
        "where": "" if event.is_sensitive else where_of(event),
        "join_url": None,
        "mode": "",
        "workshops": [],
    }


def _sentence(text: str) -> str:
    plain = one_line(text)
    return plain if not plain or plain[-1] in ".!?" else f"{plain}."
