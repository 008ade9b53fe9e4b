"""How long the sentences of each mail stay true; a worker that was away drops what time has overtaken."""

from __future__ import annotations

import enum
from datetime import datetime

from eventapp.events.models import Event
from eventapp.events.registration_window import queue_ends_at


class Until(enum.Enum):
    """The moment at which a mail's sentences stop being true."""

    #: Free seats go to the queue until then.
    QUEUE_ENDS = "queue_ends"
    #: Nobody can be invited, or reminded, after it.
    STARTS = "starts"
    #: *You are registered* is no news about what is over.
    ENDS = "ends"
    #: What has happened has happened, and is told however late: something ended, was taken away or was asked for.
    ALWAYS = "always"
    #: Whoever queues it says so: the moment of the next reminder, the end of a link's life.
    OWN = "own"


#: Every kind of mail, by the name of its template folder.
LIFETIMES = {
    "registration_confirmed": Until.ENDS,
    "registration_changed": Until.ENDS,
    "waitlist_promoted": Until.ENDS,
    "already_registered": Until.ENDS,
    "answer_held": Until.ENDS,
    "registration_declined": Until.ENDS,
    "event_moved": Until.ENDS,
    "workshop_changed": Until.ENDS,
    "workshop_removed": Until.ENDS,
    "confirm_requirement": Until.ENDS,
    "waitlist_joined": Until.QUEUE_ENDS,
    "moved_to_queue": Until.STARTS,
    "queue_closed": Until.STARTS,
    "invitation": Until.STARTS,
    "invitation_reminder": Until.STARTS,
    "invitation_changed": Until.STARTS,
    "invitation_needs_form": Until.STARTS,
    "invitation_full": Until.STARTS,
    "reminder": Until.OWN,
    "join_link": Until.OWN,
    "password_link": Until.OWN,
    "organiser_invited": Until.OWN,
    "registration_cancelled": Until.ALWAYS,
    "registration_removed": Until.ALWAYS,
    "registration_merged": Until.ALWAYS,
    "address_left": Until.ALWAYS,
    "data_erased": Until.ALWAYS,
    "event_cancelled": Until.ALWAYS,
    "invitation_called_off": Until.ALWAYS,
    "invitation_declined": Until.ALWAYS,
    "invitation_moved": Until.ALWAYS,
    "invitation_withdrawn": Until.ALWAYS,
    "link_requested": Until.ALWAYS,
    "own_feed": Until.ALWAYS,
    "feedback_left": Until.ALWAYS,
    "site_reported": Until.ALWAYS,
    "letter_forwarded": Until.ALWAYS,
    # Organisers' own words: nobody but they can tell, and dropping them would be silent.
    "mailing": Until.ALWAYS,
}


def not_after(event: Event, kind: str) -> datetime | None:
    """Return until when a mail of a kind about an event may go out; None for ever, or while there is no date."""
    match LIFETIMES[kind]:
        case Until.QUEUE_ENDS:
            return queue_ends_at(event) or event.starts_at
        case Until.STARTS:
            return event.starts_at
        case Until.ENDS:
            return event.ends_at or event.starts_at
    return None
