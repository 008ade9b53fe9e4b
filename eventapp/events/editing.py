"""What every page that edits an event stands on: nobody overwrites another, and no draft is lost for a fault."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from eventapp.core import clock
from eventapp.core.errors import DomainError
from eventapp.core.extensions import db
from eventapp.events.models import Event
from eventapp.events.part_models import UnfinishedForm
from eventapp.events.queries import lock_event

#: Fields of a form that say nothing of the event.
NOT_KEPT = frozenset({"csrf_token", "version"})


class EditedMeanwhile(DomainError):
    """Somebody else has saved the event since the page was opened."""

    sentence = _l(
        "Någon annan har ändrat evenemanget medan du skrev. Det du har skrivit finns kvar här. "
        "Se i loggen vad som är ändrat, och spara igen om ditt ska gälla."
    )


def claim_version(event_id: int, version: int | None) -> Event:
    """Lock an event for an edit that began at this version, and raise the version.

    Raises `EditedMeanwhile` when another edit came between; the page is then shown again with the new version.
    """
    event = lock_event(event_id)
    if event.version != version:
        raise EditedMeanwhile
    event.version += 1
    return event


def keep_unfinished(event_id: int, page: str, values: Mapping[str, list[str]], faults: int) -> None:
    """Keep what was typed on a page of a draft, faults and all, in place of what was kept before."""
    kept = {name: list(sent) for name, sent in values.items() if name not in NOT_KEPT}
    db.session.merge(
        UnfinishedForm(event_id=event_id, page=page, values=kept, faults=faults, saved_at=clock.now())
    )


def find_unfinished(event_id: int, page: str) -> UnfinishedForm | None:
    """Return what was kept of a page, None when it was last saved without a fault."""
    return db.session.get(UnfinishedForm, (event_id, page))


def list_unfinished(event_id: int) -> dict[str, int]:
    """Return the number of faults by page, of the pages that have some."""
    query = sa.select(UnfinishedForm.page, UnfinishedForm.faults).where(UnfinishedForm.event_id == event_id)
    return {row.page: row.faults for row in db.session.execute(query)}


def drop_unfinished(event_id: int, page: str) -> None:
    """Forget what was kept of a page: it has been saved whole."""
    is_it = sa.and_(UnfinishedForm.event_id == event_id, UnfinishedForm.page == page)
    db.session.execute(sa.delete(UnfinishedForm).where(is_it))


def drop_section(event_id: int, section: str) -> None:
    """Forget what was kept of a page and of those whose names begin with its name and a colon."""
    is_one = sa.or_(
        UnfinishedForm.page == section, UnfinishedForm.page.startswith(f"{section}:", autoescape=True)
    )
    db.session.execute(sa.delete(UnfinishedForm).where(UnfinishedForm.event_id == event_id, is_one))
