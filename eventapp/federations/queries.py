"""Reading federations and what they have undertaken."""

from __future__ import annotations

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import selectinload
from werkzeug.exceptions import NotFound

from eventapp.core.extensions import db
from eventapp.federations.models import Commitment, Federation


def list_federations() -> list[Federation]:
    """Return all federations in the order of their short names."""
    return list(db.session.scalars(sa.select(Federation).order_by(Federation.short_name, Federation.id)))


def list_operators() -> list[Federation]:
    """Return the federation that runs the site; all of them where the setting names none that exists."""
    federations = list_federations()
    named = [one for one in federations if one.slug == current_app.config["OPERATING_FEDERATION"]]
    return named or federations


def get_federation_by_slug(slug: str) -> Federation:
    """Return a federation; raises `NotFound` where the slug is nobody's."""
    found = db.session.scalar(sa.select(Federation).where(Federation.slug == slug))
    if found is None:
        raise NotFound
    return found


def latest_commitment(federation_id: int) -> Commitment | None:
    """Return the newest version of a federation's commitment with its points; None where it has none."""
    query = (
        sa.select(Commitment)
        .where(Commitment.federation_id == federation_id)
        .order_by(Commitment.version.desc())
        .limit(1)
        .options(selectinload(Commitment.points))
    )
    return db.session.scalar(query)
