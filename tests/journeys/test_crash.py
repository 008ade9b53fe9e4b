"""Web processes are killed with SIGKILL while people sign up: every answer that was given is true afterwards."""

from __future__ import annotations

import enum
import http.client
import os
import signal
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random

import pytest
import sqlalchemy as sa

from eventapp.core.extensions import db
from eventapp.messages.models import OutboxMessage
from eventapp.registrations.models import Registration, RegistrationStatus
from tests.support.builders import make_event
from tests.support.processes import RunningServer, children_of, wait_until_ready
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("session")]

PEOPLE, SEATS, AT_ONCE = 96, 15, 8
#: One web process dies for every so many people; the whole web server dies once.
PEOPLE_PER_KILL = 6


class Said(enum.Enum):
    """What a person was told."""

    SEAT = "Du är anmäld"
    QUEUE = "Du står i kö"
    REFUSED = "refused"
    NOTHING = "nothing, the form was sent"
    NOT_SENT = "nothing, the form was never sent"


@dataclass
class Crowd:
    """People who sign up at a server while its processes die."""

    server: RunningServer
    #: Slug of an event with a queue, and of one without.
    slugs: tuple[str, str]
    told: dict[str, Said] = field(default_factory=dict)
    kills: int = 0

    def sign_up(self, number: int) -> None:
        """Let one person sign up and keep what the person was told; every tenth forgets the name."""
        email = f"person.{number}@crash.example"
        path = f"/evenemang/{self.slugs[number % 2]}/anmalan"
        visitor = Visitor(self.server.url)
        self.told[email] = Said.NOT_SENT
        try:
            fields = visitor.get(path).hidden
            self.told[email] = Said.NOTHING
            answer = visitor.post(path, fields | {"name": "Kim" * (number % 10 > 0), "email": email})
        except (OSError, http.client.HTTPException):
            return
        assert answer.code in {200, 409}, answer.text
        said = {Said.SEAT.value: Said.SEAT, Said.QUEUE.value: Said.QUEUE}
        self.told[email] = said.get(answer.heading, Said.REFUSED)

    def kill_a_web_process(self, chance: Random) -> None:
        """Kill one process that serves pages."""
        for process in chance.sample(web_processes(self.server), k=1):
            os.kill(process, signal.SIGKILL)
            self.kills += 1

    def kill_the_web_server(self) -> None:
        """Kill all that serve pages, and what started them."""
        for process in [*children_of(self.server.process.pid), *web_processes(self.server)]:
            os.kill(process, signal.SIGKILL)
            self.kills += 1


def web_processes(server: RunningServer) -> list[int]:
    """Return the processes that serve pages: children of the web server, which is a child of `serve`."""
    return [page for web in children_of(server.process.pid) for page in children_of(web)]


def test_what_was_answered_is_kept_whoever_dies(
    serve: Callable[..., RunningServer], start_process: Callable[..., object], database_kind: str
) -> None:
    events = [make_event(seats=SEATS), make_event(seats=SEATS, has_waiting_list=False)]
    db.session.commit()
    crowd = Crowd(serve(workers=3), (events[0].slug, events[1].slug))
    db.session.rollback()

    live_through(crowd)

    check_answers(crowd)
    check_mails()
    assert start_process("doctor").process.wait(30) == 0
    if database_kind == "sqlite":
        assert db.session.scalar(sa.text("PRAGMA integrity_check")) == "ok"
        assert db.session.execute(sa.text("PRAGMA foreign_key_check")).all() == []


def live_through(crowd: Crowd) -> None:
    """Let everybody sign up, kill meanwhile, and see that the server comes back by itself."""
    chance = Random(7)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        tasks = []
        for number in range(PEOPLE):
            tasks.append(pool.submit(crowd.sign_up, number))
            if number % PEOPLE_PER_KILL == PEOPLE_PER_KILL - 1:
                tasks.append(pool.submit(crowd.kill_a_web_process, chance))
        for task in tasks:
            task.result()
        last = [pool.submit(crowd.sign_up, PEOPLE + number) for number in range(AT_ONCE)]
        crowd.kill_the_web_server()
        for task in last:
            task.result()
    wait_until_ready(crowd.server)
    crowd.sign_up(PEOPLE + AT_ONCE)
    assert crowd.told[f"person.{PEOPLE + AT_ONCE}@crash.example"] is Said.QUEUE
    assert crowd.kills >= PEOPLE // PEOPLE_PER_KILL


def check_answers(crowd: Crowd) -> None:
    """Every seat and place that was promised is there, nothing that was refused is, and nothing is there twice."""
    db.session.rollback()
    rows = db.session.execute(sa.select(Registration.email, Registration.status)).all()
    kept = {
        email: Said.SEAT if status is RegistrationStatus.CONFIRMED else Said.QUEUE for email, status in rows
    }
    assert len(kept) == len(rows)
    for email, said in crowd.told.items():
        if said in {Said.SEAT, Said.QUEUE}:
            assert kept.get(email) is said, email
        elif said is not Said.NOTHING:
            assert email not in kept


def check_mails() -> None:
    """Every registration has one mail, and no mail is about anything else."""
    registered = Counter(db.session.scalars(sa.select(Registration.public_id)))
    assert Counter(db.session.scalars(sa.select(OutboxMessage.about))) == registered
