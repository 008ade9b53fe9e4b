"""Garbage collection at rest: after a request, between two steps of the worker, never in the middle of an allocation.

That is where CPython before 3.12 collects. When it then frees rows that only a cycle held, SQLAlchemy's weak references
write to an object whose dictionary is being made at that moment, and the process dies. 3.12 collects between two
instructions only; so does this, whatever the version. Nobody waits for it: a thread collects between two pieces of its
own work, and the others stand where they gave up the interpreter, which is never inside an allocation.
"""

from __future__ import annotations

import gc
import itertools

#: Containers that have come since the last collection when the next is due; of so many collections one looks at those
#: that outlived the one before, and one at everything. These are the interpreter's own numbers.
YOUNG, MIDDLE_EVERY, WHOLE_EVERY = 700, 10, 100

_numbers = itertools.count(1)


def collect_at_rest_only() -> None:
    """Keep this process from collecting by itself: whoever loops in it calls `collect_if_due` after each step."""
    gc.disable()


def collect_if_due() -> None:
    """Collect when enough has come to be worth it; nothing in a process that collects by itself.

    To be called where the last step has let go of what it held, in any thread, also while others are at work.
    """
    if gc.isenabled() or gc.get_count()[0] <= YOUNG:
        return
    number = next(_numbers)
    gc.collect(2 if number % WHOLE_EVERY == 0 else 1 if number % MIDDLE_EVERY == 0 else 0)


def keep_what_is_loaded() -> None:
    """Take what there is now out of garbage collection: it lives as long as the processes, which share its memory."""
    gc.collect()
    gc.freeze()
