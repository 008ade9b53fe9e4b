"""What an automatic mail says, shown with an example: for those who add to it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask_babel import gettext as _

from eventapp.core import clock
from eventapp.core import formatting as fmt
from eventapp.core.links import absolute_url
from eventapp.core.locale import SOURCE_LANGUAGE, in_language
from eventapp.core.shown import Shown
from eventapp.events.kinds import Attendance, Audience, EventKind
from eventapp.events.mail_texts import shown_supplement, supplement_of
from eventapp.events.models import CoHost, Event
from eventapp.events.part_models import MailSupplement
from eventapp.federations.contact import reply_address_of
from eventapp.federations.declaration import name_of
from eventapp.federations.models import Federation
from eventapp.mailings.mail import EXAMPLE_ID
from eventapp.messages.mail import RenderedMail, render_mail
from eventapp.registrations.mail_context import mail_context
from eventapp.registrations.models import Registration, RegistrationStatus

#: Where the mails are that are not in `registrations`.
FOLDERS = {
    "reminder": "reminders/mail",
    "join_link": "reminders/mail",
    "invitation": "invitations/mail",
    "invitation_reminder": "invitations/mail",
    "invitation_changed": "invitations/mail",
}


def example_mail(event: Event, kind: str, added: MailSupplement | None = None) -> RenderedMail:
    """Return the words of a mail as somebody with a seat would get it, with what is added; links open nothing.

    `added` is for events that are not there and so have nothing of their own.
    """
    with in_language(SOURCE_LANGUAGE):
        context = mail_context(_example_person(event)) | _extras(event)
        supplement = shown_supplement(added) if added else supplement_of(event, kind)
        folder = FOLDERS.get(kind, "registrations/mail")
        return render_mail(f"{folder}/{kind}", **context, supplement=supplement)


def example_event(federation: Federation) -> Event:
    """Return an event that is not there, held by a federation."""
    starts_at = (clock.now() + timedelta(days=14)).replace(hour=8, minute=0, second=0, microsecond=0)
    return Event(
        public_id=EXAMPLE_ID,
        slug=EXAMPLE_ID,
        kind=EventKind.WEBINAR,
        audience=Audience.OPEN,
        attendance=Attendance.ONLINE,
        title=_("Exempelevenemang"),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        created_at=clock.now(),
        changed_at=clock.now(),
        hosts=[CoHost(federation=federation, is_coordinating=True)],
    )


def _example_person(event: Event) -> Registration:
    person = Registration(
        public_id=EXAMPLE_ID,
        event_id=event.id,
        status=RegistrationStatus.CONFIRMED,
        name=_("Kim Exempel"),
        email="",
        email_key="",
        mode=event.modes[-1],
        created_at=clock.now(),
    )
    person.event = event
    return person


def _extras(event: Event) -> dict[str, Any]:
    """Return what single mails know besides, as it usually is."""
    host, start = event.coordinating_host, event.starts_at or clock.now()
    workshop = Shown(_("Exempelworkshop"))
    reads_answers = bool(reply_address_of(host))
    own = {
        f"{name}_url": absolute_url(f"registrations_public.{action}_registration", token=EXAMPLE_ID)
        for name, action in (("own", "show"), ("change", "change"), ("cancel", "cancel"))
    }
    return own | {
        "reads_answers": reads_answers,
        "has_calendar": True,
        "has_withdrawal": False,
        "has_seat": True,
        "had_seat": True,
        "is_given": False,
        "by_cancellation": True,
        "place": 3,
        "full_workshops": [],
        "headline": "time",
        "news": [Shown(_("Evenemanget har flyttats."))],
        "reason": "",
        "list_url": absolute_url("events_public.list_events"),
        "moment": fmt.moment(start, event.timezone),
        "weekday": fmt.weekday(start, event.timezone),
        "start_time": fmt.clock_time(start, event.timezone),
        "join_opens_minutes": event.join_opens_minutes,
        "conduct_url": absolute_url("pages_public.conduct"),
        "join_url": absolute_url("webinars_public.join", token=EXAMPLE_ID),
        "workshop": workshop,
        "loss": "gone",
        "new_time": "",
        "earlier_time": "",
        "new_place": _("Sal 2"),
        "earlier_place": _("Sal 1"),
        "clashes": [],
        "inviter": name_of(host),
        "summary": "",
        "url": absolute_url("invitations_public.show_invitation", token=EXAMPLE_ID),
    }
