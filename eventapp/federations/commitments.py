"""A federation's commitment, version by version: what was undertaken before can always be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import selectinload
from werkzeug.exceptions import NotFound

from eventapp.audit.services import Actor, record_action
from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.federations.details import lock_federation
from eventapp.federations.errors import FederationEditedMeanwhile
from eventapp.federations.models import Commitment, CommitmentPoint
from eventapp.federations.queries import latest_commitment


@dataclass(frozen=True)
class Point:
    """One point, and what has been done on it."""

    text: str
    done: str = ""


def list_versions(federation_id: int) -> Sequence[Commitment]:
    """Return all versions without their points, the newest first."""
    query = sa.select(Commitment).where(Commitment.federation_id == federation_id)
    return db.session.scalars(query.order_by(Commitment.version.desc())).all()


def get_version(federation_id: int, version: int) -> Commitment:
    """Return one version with its points; raises NotFound."""
    query = sa.select(Commitment).where(
        Commitment.federation_id == federation_id, Commitment.version == version
    )
    found = db.session.scalars(query.options(selectinload(Commitment.points))).one_or_none()
    if found is None:
        raise NotFound
    return found


def save_commitment(
    federation_id: int,
    known_version: int,
    *,
    title: str,
    full_text: str,
    points: Sequence[Point],
    actor: Actor,
) -> Commitment:
    """Add a new version after the one that was known (0: none), unless nothing differs from it.

    Raises `FederationEditedMeanwhile` when there is a newer one.
    """
    federation = lock_federation(federation_id)
    last = latest_commitment(federation_id)
    if (last.version if last else 0) != known_version:
        raise FederationEditedMeanwhile
    if last is not None and _says(last) == (title, full_text, list(points)):
        return last
    commitment = Commitment(
        federation_id=federation_id,
        version=known_version + 1,
        title=title,
        full_text=full_text or None,
        created_at=clock.now(),
        points=_rows(points, last),
    )
    db.session.add(commitment)
    db.session.flush()
    record = ("federation", federation.slug)
    record_action(actor, "edit_commitment", record=record, details={"version": commitment.version})
    return commitment


def _says(commitment: Commitment) -> tuple[str, str, list[Point]]:
    points = [Point(point.text, point.done) for point in commitment.points]
    return commitment.title, commitment.full_text or "", points


def _rows(points: Sequence[Point], last: Commitment | None) -> list[CommitmentPoint]:
    """Return the points; what was invented for the demo and is kept as it was stays marked as such."""
    invented = {point.done for point in last.points if point.is_done_sample} if last else set()
    return [
        CommitmentPoint(
            position=position, text=point.text, done=point.done, is_done_sample=point.done in invented
        )
        for position, point in enumerate(points, start=1)
    ]
