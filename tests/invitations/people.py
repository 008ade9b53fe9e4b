"""Makes people on a list of invited, and reads what became of them."""

from __future__ import annotations

import itertools
from typing import Any

from eventapp.core.clock import now
from eventapp.core.extensions import db
from eventapp.core.text import email_key
from eventapp.core.tokens import Purpose, make_token, new_public_id
from eventapp.events.hosted import Scope
from eventapp.events.models import Event
from eventapp.invitations.models import Invitee
from eventapp.invitations.queries import Person, list_people

_number = itertools.count(1)


def make_invitee(event: Event, email: str = "", **overrides: Any) -> Invitee:
    """Put somebody on an event's list, of its coordinating host."""
    address = email or f"inbjuden-{next(_number)}@exempel.se"
    values: dict[str, Any] = {
        "public_id": new_public_id(),
        "event_id": event.id,
        "federation_id": event.coordinating_host.id,
        "name": "Robin Ek",
        "email": address,
        "email_key": email_key(address),
        "created_at": now(),
    }
    invitee = Invitee(**values | overrides)
    db.session.add(invitee)
    db.session.flush()
    return invitee


def path_of(invitee: Invitee, page: str = "") -> str:
    """Return the address of somebody's invitation, or of a page under it."""
    return f"/inbjudan/{make_token(Purpose.INVITATION, invitee.public_id, invitee.link_version)}{page}"


def person_of(event: Event, email: str) -> Person:
    """Return one person as the coordinating host sees them."""
    db.session.expire_all()
    return next(person for person in list_people(Scope(event, None)) if person.email == email)
