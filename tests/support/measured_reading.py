"""What reading a file costs: both processes' CPU and the child's memory, told by a small process of its own.

A child's peak begins with that of who has started it, so the test's own process would spoil the figure.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from dataclasses import dataclass

from eventapp.core.errors import DomainError
from eventapp.core.reader_process import Refused
from eventapp.core.reading_apart import read_apart
from tests.support.processes import ROOT


@dataclass(frozen=True)
class Cost:
    """Seconds of CPU of the process that asks and of the one that reads, and the latter's peak in octets."""

    outcome: str
    own: float
    child: float
    peak: int


def measure(reader: str, content: bytes) -> Cost:
    """Read the content apart and return what it cost; the outcome is a problem, an error's name or `read`."""
    command = [sys.executable, "-m", __name__, reader]
    done = subprocess.run(command, cwd=ROOT, input=content, stdout=subprocess.PIPE, check=True)
    return Cost(**json.loads(done.stdout))


def _measure(reader: str, content: bytes) -> Cost:
    begun = time.process_time()
    try:
        read_apart(reader, content)
    except Refused as refused:
        outcome = refused.problem
    except DomainError as error:
        outcome = type(error).__name__
    else:
        outcome = "read"
    own = time.process_time() - begun
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    unit = 1 if sys.platform == "darwin" else 1024
    return Cost(outcome, own, used.ru_utime + used.ru_stime, used.ru_maxrss * unit)


if __name__ == "__main__":
    cost = _measure(sys.argv[1], sys.stdin.buffer.read())
    print(json.dumps(vars(cost)))
