"""What a federation's owners keep about it: names, contact, signing, calendar answers, decisions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from eventapp.audit.services import Actor, record_action, record_change
from eventapp.core.extensions import db
from eventapp.core.text import search_key, slug_key
from eventapp.federations.errors import FederationEditedMeanwhile, FederationExists
from eventapp.federations.models import Federation
from eventapp.federations.provenance import FieldGroup

#: What can be saved, and the group under which its origin is kept.
FIELDS: Mapping[str, FieldGroup | None] = {
    "name": FieldGroup.NAME,
    "name_en": FieldGroup.NAME,
    "short_name": FieldGroup.NAME,
    "municipalities": FieldGroup.MUNICIPALITIES,
    "member_parties": FieldGroup.PARTIES,
    "site_url": FieldGroup.SITE,
    "is_signer": FieldGroup.SIGNING,
    "signed_on": FieldGroup.SIGNING,
    "signatory": FieldGroup.SIGNING,
    "phone": FieldGroup.CONTACT,
    "help_line": FieldGroup.CONTACT,
    "office_address": FieldGroup.CONTACT,
    "office_email": FieldGroup.CONTACT,
    "data_protection_officer": FieldGroup.CONTACT,
    "retention_decision": FieldGroup.RETENTION,
    "reply_address": None,
    "reads_answers": None,
}
#: May name a person: the trail says that they changed, not what they say.
NOT_IN_TRAIL = frozenset({"signatory", "data_protection_officer"})
#: What the federation's page is called elsewhere, and the sign-up form's *none of them*.
RESERVED_SLUGS = frozenset({"nytt", "other"})
LONGEST_SLUG = 50


def add_federation(values: Mapping[str, Any], actor: Actor) -> Federation:
    """Add a federation with these names; its slug is made of the short name and stays. Raises `FederationExists`."""
    taken = {search_key(name) for name in db.session.scalars(sa.select(Federation.name))}
    if search_key(values["name"]) in taken:
        raise FederationExists
    federation = Federation(slug=_free_slug(values["short_name"]), **values)
    db.session.add(federation)
    db.session.flush()
    record_action(actor, "add_federation", record=("federation", federation.slug))
    return federation


def claim_federation(federation_id: int, version: int | None) -> Federation:
    """Lock a federation for an edit that began at this version, and raise the version.

    Raises `FederationEditedMeanwhile` when another edit came between.
    """
    federation = lock_federation(federation_id)
    if federation.version != version:
        raise FederationEditedMeanwhile
    federation.version += 1
    return federation


def lock_federation(federation_id: int) -> Federation:
    """Return a federation as it is now, held until the transaction ends."""
    query = sa.select(Federation).where(Federation.id == federation_id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def save_details(federation_id: int, version: int | None, values: Mapping[str, Any], actor: Actor) -> None:
    """Save what is given of `FIELDS`; what was invented for the demo and is changed is the owners' own from then on.

    Raises `FederationEditedMeanwhile`.
    """
    federation = claim_federation(federation_id, version)
    before = {name: getattr(federation, name) for name in values}
    changed = [name for name in values if before[name] != values[name]]
    for name in changed:
        setattr(federation, name, values[name])
    own = {FIELDS[name] for name in changed}
    kept = {group: origin for group, origin in federation.provenance.items() if group not in own}
    federation.provenance = kept
    record_change(
        actor,
        "edit_federation",
        record=("federation", federation.slug),
        before={name: _written(name, before[name], "before") for name in changed},
        after={name: _written(name, values[name], "after") for name in changed},
    )


def _written(name: str, value: Any, state: str) -> Any:
    """Return how the trail writes a value."""
    if name in NOT_IN_TRAIL:
        return state
    return value.isoformat() if isinstance(value, date) else value


def _free_slug(name: str) -> str:
    base = slug_key(name)[:LONGEST_SLUG].strip("-") or "forbund"
    taken = RESERVED_SLUGS | set(db.session.scalars(sa.select(Federation.slug)))
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (base, *numbered) if slug not in taken)
