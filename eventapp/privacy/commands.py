"""Retention as steps, each its own transaction: for the worker, which lets none stop the others, and for `purge`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.garbage import collect_if_due
from eventapp.core.transactions import write
from eventapp.feedback.queries import list_outdated_ids
from eventapp.feedback.services import forget_outdated
from eventapp.privacy.models import What
from eventapp.privacy.outdated import OUTDATED, Outdated
from eventapp.privacy.protocol import write_down
from eventapp.privacy.queries import Planned, list_planned
from eventapp.privacy.services import carry_out
from eventapp.privacy.storage import (
    COPIES_KEPT,
    delete_old_copies,
    is_sweep_due,
    is_sweep_wanted,
    list_old_copies,
    note_sweep,
    sweep,
)

#: Counts as no work, since nobody waits for it.
Step = Callable[[], int]


def count_due() -> Counter[What]:
    """Return how much of each class the steps would take away now; what hangs on a registration is not counted."""
    due: Counter[What] = Counter()
    for one in list_planned():
        if one.is_due:
            due[one.what] += one.number
    for outdated in OUTDATED:
        due[outdated.what] += outdated.count()
    due[What.FEEDBACK] = len(list_outdated_ids())
    due[What.COPIES] = len(list_old_copies())
    return +due


def list_steps() -> Iterator[tuple[str, Step]]:
    """Return what is to be done now, by name."""
    due = [one for one in list_planned() if one.is_due]
    old = [outdated for outdated in OUTDATED if outdated.count()]
    has_feedback, has_copies = bool(list_outdated_ids()), bool(list_old_copies())
    db.session.rollback()
    for one in due:
        yield f"purge {one.what} of event {one.event.id}", partial(_purge, one)
    for outdated in old:
        yield f"purge {outdated.what}", partial(_take_away, outdated)
    if has_feedback:
        yield "purge feedback", _forget_feedback
    if has_copies:
        yield "purge copies", _delete_copies


def purge_all() -> Counter[What]:
    """Run every step, then leave no byte behind; returns what was due. Can be run again after it was killed."""
    due = count_due()
    for _name, step in list_steps():
        step()
        collect_if_due()
    if is_sweep_wanted():
        sweep_up()
    return due


def sweep_if_due() -> int:
    """Leave no byte behind, at night."""
    if is_sweep_due():
        sweep_up()
    return 0


def sweep_up() -> None:
    """Leave no byte behind, now; while somebody reads an older state it is tried again the next time."""
    begun_at = clock.now()
    if sweep():
        with write():
            note_sweep(begun_at)


def _purge(planned: Planned) -> int:
    has_more = True
    while has_more:
        with write():
            has_more = carry_out(planned)
    return 0


def _take_away(outdated: Outdated) -> int:
    with write():
        outdated.take_away()
    return 0


def _forget_feedback() -> int:
    with write():
        write_down(What.FEEDBACK, forget_outdated())
    return 0


def _delete_copies() -> int:
    number = delete_old_copies()
    with write():
        write_down(What.COPIES, number, days=COPIES_KEPT.days)
    return 0
