"""Making an event: a draft with what its kind usually is."""

from __future__ import annotations

from eventapp.audit.services import Actor, record_action
from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.tokens import new_public_id
from eventapp.events.kinds import Attendance, Audience, EventKind
from eventapp.events.models import CoHost, Event
from eventapp.events.slugs import renew_slug
from eventapp.federations.models import Federation

#: For the staff of the activities; all else is open until an organiser says otherwise.
INTERNAL = {EventKind.DEMOCRACY_DAY, EventKind.EMPLOYEE_DAY}


def create_event(*, title: str, kind: EventKind, federation_id: int, actor: Actor) -> Event:
    """Make a draft that the federation coordinates, and return it."""
    now = clock.now()
    public_id = new_public_id()
    event = Event(
        public_id=public_id,
        slug=public_id,
        kind=kind,
        audience=Audience.EMPLOYEES if kind in INTERNAL else Audience.OPEN,
        attendance=Attendance.ONLINE if kind is EventKind.WEBINAR else Attendance.ON_SITE,
        title=title,
        created_at=now,
        changed_at=now,
        hosts=[CoHost(federation=db.session.get_one(Federation, federation_id), is_coordinating=True)],
    )
    renew_slug(event)
    db.session.add(event)
    db.session.flush()
    details = {"title": title, "kind": kind.value}
    record_action(actor, "event_created", record=("event", public_id), event_id=event.id, details=details)
    return event
