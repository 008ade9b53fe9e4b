"""Who contributes to an event: keeping the list, and the confirmation of what is required of the procured."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from eventapp.audit.services import PERSON, Actor, record_action
from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.paging import Page, page_at, read_page
from eventapp.core.tokens import Purpose, make_token, new_public_id, public_id_of, token_fits
from eventapp.events.kinds import ContributorKind
from eventapp.events.models import CoHost, Event
from eventapp.events.part_models import Contributor
from eventapp.events.queries import lock_event
from eventapp.events.requirement import REQUIREMENT_VERSION

#: Fewer than in other lists: each has a form for every button.
PAGE_SIZE = 20
#: Two with the same place stand as they were added.
_IN_ORDER = (Contributor.position, Contributor.id)


@dataclass(frozen=True, kw_only=True)
class ContributorContent:
    """What an organiser writes about somebody who contributes."""

    kind: ContributorKind
    name: str
    organisation: str = ""
    email: str = ""
    is_procured: bool = False


def add_contributor(event: Event, content: ContributorContent, actor: Actor) -> Contributor:
    """Put somebody last on a claimed event's list."""
    position = max((one.position for one in event.contributors), default=0) + 1
    contributor = Contributor(public_id=new_public_id(), position=position, **asdict(content))
    event.contributors.append(contributor)
    db.session.flush()
    _record(event, contributor, "add_contributor", actor)
    return contributor


def change_contributor(event: Event, public_id: str, content: ContributorContent, actor: Actor) -> bool:
    """Change somebody on a claimed event's list; tells whether anything changed. Raises NotFound.

    Another name is another person: what was confirmed and the link no longer hold. With another address only the
    link is new.
    """
    contributor = get_contributor(event, public_id)
    values = asdict(content)
    changed = [name for name, value in values.items() if getattr(contributor, name) != value]
    if "name" in changed:
        _forget_confirmation(contributor)
    if {"name", "email"}.intersection(changed):
        contributor.link_version += 1
    for name in changed:
        setattr(contributor, name, values[name])
    if changed:
        # Which fields, not what they say: that would keep a name longer than the list does.
        _record(event, contributor, "change_contributor", actor, {"fields": changed})
    return bool(changed)


def move_contributor(event: Event, public_id: str, step: int, actor: Actor) -> None:
    """Move somebody one place up (-1) or down (1) on a claimed event's list; at its end they stay."""
    contributor = get_contributor(event, public_id)
    order = list(event.contributors)
    place = order.index(contributor)
    order.insert(min(max(place + step, 0), len(order) - 1), order.pop(place))
    for position, one in enumerate(order, start=1):
        one.position = position
    _record(event, contributor, "move_contributor", actor)


def delete_contributor(event: Event, public_id: str, actor: Actor) -> None:
    """Take somebody off a claimed event's list; their link is dead from then on. Raises NotFound."""
    contributor = get_contributor(event, public_id)
    _record(event, contributor, "delete_contributor", actor)
    event.contributors.remove(contributor)
    db.session.flush()


def renew_link(event: Event, public_id: str, actor: Actor) -> None:
    """Give somebody on a claimed event's list a new link; the former one is dead. Raises NotFound."""
    contributor = get_contributor(event, public_id)
    contributor.link_version += 1
    _record(event, contributor, "renew_contributor_link", actor)


def confirm_requirement(contributor_id: int, name: str) -> None:
    """Note who confirms the requirement as it is worded now; what is confirmed stays as it is."""
    event_id = db.session.scalar(sa.select(Contributor.event_id).where(Contributor.id == contributor_id))
    if event_id is None:
        raise NotFound
    event = lock_event(event_id)
    contributor = db.session.get_one(Contributor, contributor_id, populate_existing=True)
    if contributor.confirmed_at is not None:
        return
    contributor.confirmed_at = clock.now()
    contributor.confirmed_by = name
    contributor.confirmed_version = REQUIREMENT_VERSION
    _record(event, contributor, "confirm_requirement", PERSON, {"version": REQUIREMENT_VERSION})


def get_contributor(event: Event, public_id: str) -> Contributor:
    """Return somebody on the event's list; raises NotFound."""
    found = next((one for one in event.contributors if one.public_id == public_id), None)
    if found is None:
        raise NotFound
    return found


def list_contributors(event: Event, page: int = 1) -> Page[Contributor]:
    """Return one page of an event's list in its order; a page beyond the last is the last. One query."""
    statement = sa.select(Contributor).where(Contributor.event_id == event.id)
    return read_page(statement.order_by(*_IN_ORDER), page, PAGE_SIZE).map(lambda row: row[0])


def find_page(event: Event, public_id: str) -> int:
    """Return on which page of an event's list somebody stands, the first for somebody who is not on it. One query."""
    one = (
        sa.select(*_IN_ORDER)
        .where(Contributor.event_id == event.id, Contributor.public_id == public_id)
        .subquery()
    )
    before = sa.or_(
        Contributor.position < one.c.position,
        sa.and_(Contributor.position == one.c.position, Contributor.id < one.c.id),
    )
    query = sa.select(sa.func.count()).select_from(Contributor).join(one, before)
    return page_at(db.session.scalar(query.where(Contributor.event_id == event.id)) or 0, PAGE_SIZE)


def contributor_token(contributor: Contributor) -> str:
    """Return the token of the link by which somebody confirms the requirement."""
    return make_token(Purpose.CONTRIBUTOR, contributor.public_id, contributor.link_version)


def find_by_link(token: str) -> tuple[Contributor, Event] | None:
    """Return whose link it is and the event with its hosts; None for a dead one. Compares in constant time."""
    query = (
        sa.select(Contributor, Event)
        .join(Event, Event.id == Contributor.event_id)
        .where(Contributor.public_id == public_id_of(token))
        .options(joinedload(Event.hosts).joinedload(CoHost.federation))
    )
    row = db.session.execute(query).unique().one_or_none()
    version = row[0].link_version if row else 0
    if not token_fits(token, Purpose.CONTRIBUTOR, public_id_of(token), version) or row is None:
        return None
    return (row[0], row[1]) if row[0].is_procured else None


def _forget_confirmation(contributor: Contributor) -> None:
    contributor.confirmed_at = None
    contributor.confirmed_by = contributor.confirmed_version = ""


def _record(
    event: Event,
    contributor: Contributor,
    action: str,
    actor: Actor,
    details: dict[str, Any] | None = None,
) -> None:
    record_action(
        actor, action, record=("contributor", contributor.public_id), event_id=event.id, details=details
    )
