"""Where invited people's pages are, and what became of them."""

from __future__ import annotations

from eventapp.core.extensions import db
from eventapp.core.tokens import Purpose, make_token
from eventapp.events.hosted import Scope
from eventapp.events.models import Event
from eventapp.invitations.models import Invitee
from eventapp.invitations.queries import Person, list_people


def path_of(invitee: Invitee, page: str = "") -> str:
    """Return the address of somebody's invitation, or of a page under it."""
    return f"/inbjudan/{make_token(Purpose.INVITATION, invitee.public_id, invitee.link_version)}{page}"


def person_of(event: Event, email: str) -> Person:
    """Return one person as the coordinating host sees them."""
    db.session.expire_all()
    return next(person for person in list_people(Scope(event, None)) if person.email == email)
