"""Whether mail goes out, and since when not."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from eventapp.core.clock import now
from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.federations.models import Role
from eventapp.messages.installation import hold_mail
from eventapp.messages.models import OutboxMessage, WorkerBeat
from eventapp.messages.queue_health import Cause, find_standstill
from tests.support.builders import make_federation
from tests.support.organisers import OrganiserBrowser, make_organiser


@pytest.fixture
def worker(session):
    """Note a sign of life so many seconds ago."""

    def beat(seconds=0):
        with write():
            db.session.merge(WorkerBeat(id=1, at=now() - timedelta(seconds=seconds)))

    return beat


def test_a_live_worker_and_no_old_mail_is_no_standstill(worker, outbox):
    worker()
    outbox.queue()
    assert find_standstill() is None


def test_no_worker_ever_and_one_that_has_fallen_silent(worker):
    found = find_standstill()
    assert (found.cause, found.since) == (Cause.NO_WORKER, None)
    worker(301)
    found = find_standstill()
    assert found.cause is Cause.NO_WORKER
    assert abs(found.since - (now() - timedelta(seconds=301))) < timedelta(seconds=2)


def test_a_mail_that_should_have_left_is_a_standstill(worker, outbox):
    worker()
    outbox.queue()
    with write():
        db.session.execute(sa.update(OutboxMessage).values(next_try_at=now() - timedelta(minutes=6)))
    assert find_standstill().cause is Cause.STUCK


def test_held_mail_is_a_standstill(worker):
    worker()
    with write():
        hold_mail()
    assert find_standstill().cause is Cause.HELD


def test_the_first_page_says_so_in_red(app, session, worker):
    browser = OrganiserBrowser(app, make_organiser((make_federation(), Role.OWNER)))
    assert "Inga mejl går ut" in browser.get("/arrangor/").text
    worker()
    assert "Inga mejl går ut" not in browser.get("/arrangor/").text
