"""The interpreter lives: a web process collects garbage between requests and never inside one."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from eventapp.core.extensions import db
from eventapp.core.tokens import new_public_id
from eventapp.events.kinds import ContributorKind
from eventapp.events.part_models import Contributor
from tests.support.builders import make_event
from tests.support.processes import RunningServer, children_of, start_web
from tests.support.visitor import Visitor

pytestmark = pytest.mark.usefixtures("session")

UNGUARDED = "python:tests.support.collecting_anywhere"
#: As many at once as keep several threads of a web process at work on two cores.
AT_ONCE = 6
#: Each leaves `collected_app.MUCH` containers, one and a half million in all.
VISITS = 80
GARBAGE = ("/prov/skrap", "/prov/fel", "/prov/flode", "/prov/fel-vid-slut")
#: Containers that a process may hold after them: those of requests that were under way, not those of all.
HELD = 600_000
#: Rows of the event, deaths looked for, and processes begun anew with so many requests each.
ROWS, TRIES, BEGINNINGS, REQUESTS = 2_000, 5, 12, 24
DIED = re.compile(r"was sent (SIG(?!KILL)\w+)")


@pytest.fixture
def serve_pages(process_settings: dict[str, str], tmp_path: Path) -> Iterator[Callable[..., RunningServer]]:
    """Start one web process with the pages that leave garbage: `serve_pages(config=…, PYTHONMALLOC="debug")`."""
    started: list[RunningServer] = []

    def begin(*, config: str = "config/gunicorn.py", **settings: str) -> RunningServer:
        output = tmp_path / f"collected-{len(started)}.log"
        application = "tests.support.collected_app:create_app()"
        started.append(start_web(application, process_settings | settings, output, config=config))
        return started[-1]

    yield begin
    for server in started:
        server.kill()


def look(server: RunningServer, path: str) -> int | str:
    """Return the page's status, or by which error it did not come."""
    try:
        return Visitor(server.url).get(path).code
    except (OSError, http.client.HTTPException) as error:
        return type(error).__name__


def look_often(server: RunningServer, paths: list[str]) -> Counter[int | str]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(pool.map(lambda path: look(server, path), paths))


def collections(server: RunningServer) -> dict[str, int]:
    """Return how often the process has collected `inside` a request and `at rest`, and how much it has `held`."""
    told: dict[str, int] = json.loads(Visitor(server.url).get("/prov/raknat").text)
    return told


def begin_anew(server: RunningServer) -> None:
    """Kill the web process and return when there is another, which has answered nothing yet."""
    former = children_of(server.process.pid)
    for process in former:
        os.kill(process, signal.SIGKILL)
    deadline = time.monotonic() + 30
    while not set(children_of(server.process.pid)) - set(former):
        assert time.monotonic() < deadline, server.printed
        time.sleep(0.02)


def test_no_request_meets_a_collection_and_what_they_leave_is_collected(serve_pages):
    server = serve_pages()
    seen = look_often(server, [GARBAGE[number % len(GARBAGE)] for number in range(VISITS)])
    told = collections(server)

    assert seen == {200: VISITS * 3 // 4, 500: VISITS // 4}
    assert told["inside"] == 0
    assert told["at rest"] >= VISITS // 20
    assert told["held"] < HELD


def test_control_by_itself_the_interpreter_collects_inside_requests(serve_pages):
    server = serve_pages(config=UNGUARDED)
    look_often(server, [GARBAGE[0]] * AT_ONCE)

    assert collections(server)["inside"] > 0


def test_a_stream_without_end_holds_up_neither_others_nor_collecting(serve_pages):
    server = serve_pages()
    with closing(http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)) as stream:
        stream.request("GET", "/prov/utan-slut")
        assert stream.getresponse().read(1_000_000)
        seen = look_often(server, ["/prov/skrap"] * VISITS)
        told = collections(server)

    assert seen == {200: VISITS}
    assert told["inside"] == 0
    assert told["held"] < HELD


@pytest.fixture
def event_with_many() -> None:
    """An event with so many rows that freeing them meets collections, were there any."""
    event = make_event()
    event.contributors.extend(
        Contributor(
            public_id=new_public_id(), position=number, kind=ContributorKind.LECTURER, name="Robin Ek"
        )
        for number in range(ROWS)
    )
    db.session.commit()


if sys.version_info < (3, 12):  # later ones do not collect inside an allocation

    @pytest.mark.heavy
    def test_control_collecting_by_itself_the_interpreter_dies(serve_pages, event_with_many):
        server = serve_pages(config=UNGUARDED, PYTHONMALLOC="debug")
        begin_anew(server)
        seen = Counter(look(server, "/prov/rader") for _one in range(TRIES))

        assert sum(number for told, number in seen.items() if told != 200) > 0, server.printed
        assert DIED.search(server.printed), server.printed


@pytest.mark.heavy
@pytest.mark.timeout(400)
def test_no_web_process_dies_with_several_threads_at_work(serve_pages, event_with_many):
    server = serve_pages(PYTHONMALLOC="debug")
    seen: Counter[int | str] = Counter()
    for _one in range(BEGINNINGS):
        begin_anew(server)
        seen += look_often(server, ["/prov/rader"] * REQUESTS)

    assert DIED.findall(server.printed) == []
    assert seen == {200: BEGINNINGS * REQUESTS}
    assert collections(server)["at rest"] > 0
