"""How soon a thread that computes lets the others of its process go on."""

from __future__ import annotations

import sys

#: Seconds after which a thread that computes gives the interpreter up when another wants it.
#:
#: Python's own 0.005 is meant for programs of few threads: whoever asks the database gives the interpreter up at each
#: statement and, beside one long computation, gets it back 5 ms later. A sign-up has some 60 statements, most of them
#: with the writer in hand, so one foreign text of 100,000 signs kept all who write waiting for seconds.
TURN_SECONDS = 0.0001


def take_short_turns() -> None:
    """Let the threads of this process take turns as often as they wait for one another in a write."""
    sys.setswitchinterval(TURN_SECONDS)
