"""Another program that holds the writer: pages go on, and who signs up is told to try again with all they typed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from eventapp.core.extensions import db
from eventapp.events.models import Event
from eventapp.registrations.models import Registration
from tests.support.builders import make_event
from tests.support.processes import RunningServer
from tests.support.visitor import Answer, Visitor

pytestmark = [pytest.mark.heavy, pytest.mark.both_databases, pytest.mark.usefixtures("session")]

PEOPLE = 14
#: Of the control's web server.
THREADS = 4
NEED = "Skrivtolk och en plats långt fram"


@contextmanager
def writer_held(event: Event) -> Iterator[None]:
    """Hold SQLite's writer, or on PostgreSQL the row that every sign-up locks."""
    key = event.id
    db.session.commit()
    with db.engine.connect().execution_options(sqlite_begin="IMMEDIATE") as other:
        other.execute(sa.select(Event.id).where(Event.id == key).with_for_update())
        yield


@contextmanager
def people_signing_up(
    server: RunningServer, slug: str, people: int = PEOPLE
) -> Iterator[list[Future[Answer]]]:
    """Let people send the form they have opened, all at once; gives what will become of it."""
    path = f"/evenemang/{slug}/anmalan"
    visitors = [Visitor(server.url) for _one in range(people)]
    forms = [visitor.get(path).hidden | {"name": "Kim", "needs": NEED} for visitor in visitors]
    together = threading.Barrier(people + 1)

    def send(number: int) -> Answer:
        together.wait(60)
        return visitors[number].post(path, forms[number] | {"email": f"kim.{number}@stuck.example"})

    with ThreadPoolExecutor(people) as pool:
        sent = [pool.submit(send, number) for number in range(people)]
        together.wait(60)
        yield sent


def look(server: RunningServer, *paths: str) -> list[int]:
    return [Visitor(server.url).get(path).code for path in paths]


def registered() -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count(Registration.id))) or 0


def test_pages_are_answered_while_fourteen_wait_and_each_is_told_to_try_again(
    serve: Callable[..., RunningServer],
):
    event = make_event()
    slug = event.slug
    pages = ("/", "/kontakt", "/halsa/webb", f"/evenemang/{slug}", f"/evenemang/{slug}/anmalan")
    db.session.commit()
    server = serve(workers=1)
    with writer_held(event), people_signing_up(server, slug) as sent:
        seen = look(server, *pages * 3)
        waiting = sum(not one.done() for one in sent)
        answers = [one.result(60) for one in sent]

    assert seen == [200] * len(seen)
    assert waiting == PEOPLE, "the pages came only after those who waited"
    assert {answer.code for answer in answers} == {503}
    assert all("Vi kunde inte spara just nu" in one.text and NEED in one.text for one in answers)
    assert registered() == 0
    assert Visitor(server.url).sign_up(slug, "afterwards@stuck.example").code == 200


def test_control_with_as_many_places_as_threads_the_pages_wait_for_those_who_wait(
    serve: Callable[..., RunningServer],
):
    event = make_event()
    slug = event.slug
    db.session.commit()
    server = serve(workers=1, GUNICORN_CMD_ARGS=f"--threads {THREADS}")
    with writer_held(event), people_signing_up(server, slug, THREADS + 1) as sent:
        threading.Event().wait(0.5)
        look(server, "/kontakt")
        waiting = sum(not one.done() for one in sent)

    assert waiting <= 1
