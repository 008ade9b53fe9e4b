"""Once the days are over no byte of a person is left in database, log or files; before, the own data have it all."""

from __future__ import annotations

import json
import logging
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from eventapp.audit.services import organiser_actor
from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.federations.models import Role
from eventapp.invitations.services import invite_people
from eventapp.maintenance import upgrade_database
from eventapp.messages.delivery import deliver_due
from eventapp.messages.models import OutboxMessage
from eventapp.privacy.commands import list_steps, purge_all, sweep_up
from eventapp.privacy.storage import is_sweep_due, is_sweep_wanted
from eventapp.registrations.changing import change_registration
from eventapp.registrations.links import own_token
from eventapp.registrations.models import Registration
from eventapp.registrations.services import cancel_registration, return_attendee
from eventapp.registrations.sign_up import Choices
from eventapp.worker import run_round
from tests.support import calendar_answers
from tests.support.builders import (
    make_event,
    make_invitee,
    make_question,
    make_session,
    registration_of,
    sign_up,
    swedish,
)
from tests.support.forms import fill_in
from tests.support.moving import move_event
from tests.support.organisers import OrganiserBrowser, make_organiser

ADDRESS = "marke.markesson@markort.example"
#: What only this person has written, in the form in which it must be found nowhere.
MARKS = ("Märke Markesson", "marke.markesson", "markort", "Markörbehov", "Markörmat", "Markörfråga")
MARKS += ("Markörsvar", "Markörfirman", "Markörenheten", "Markörkommentar")


@pytest.fixture
def event(app, session, at):
    at("2027-10-01 12:00")
    event = make_event(starts_at=swedish("2027-11-08 09:00"), asks_advance_question=True, serves_food=True)
    make_question(event, label="Vad mer?")
    make_session(event, slot=1, seats=5)
    db.session.commit()
    return event


@pytest.fixture
def known(app, client, event, at):
    """The person has been invited, signed up by the form, changed, cancelled, come back and been looked at."""
    question, workshop = event.questions[0], event.sessions[0]
    app.config["REPLY_ADDRESS"] = "svar@anmalan.example"
    invitee = make_invitee(event, ADDRESS, name="Märke Markesson", unit="Markörenheten")
    make_invitee(event, "markort.annan@exempel.se", name="Markör Markorter", unit="Markörenheten")
    ids = [invitee.id, invitee.id + 1]
    db.session.commit()
    with write():
        invite_people(event.id, ids, organiser_actor(1), "lista")
    answer = fill_in(
        client,
        f"/evenemang/{event.slug}/anmalan",
        name="Märke Markesson",
        email=ADDRESS,
        organisation="Markörfirman",
        needs="Markörbehov",
        food="Markörmat",
        advance_question="Markörfråga",
        session_1=workshop.public_id,
        **{f"question_{question.id}": "Markörsvar"},
    )
    assert "Du är anmäld" in answer.text
    registration_id = registration_of(event, ADDRESS).id
    chosen = Choices(
        name="Märke Markesson",
        mode=event.modes[0],
        organisation="Markörfirman",
        needs="Markörbehov",
        food="Markörmat",
        advance_question="Markörfråga",
        sessions={1: workshop.id},
        answers={question.id: ["Markörsvar"]},
    )
    organiser = make_organiser((event.coordinating_host, Role.OWNER))
    db.session.commit()
    with write():
        cancel_registration(registration_id)
        return_attendee(registration_id)
        change_registration(registration_id, chosen)
        move_event(event, swedish("2027-11-09 09:00"), swedish("2027-11-09 11:00"), organiser_actor(1))
        for number in range(15):
            sign_up(event, f"other{number}@example.se")
    with write():
        entry = registration_of(event, ADDRESS).calendar_entry
        calendar_answers.receive_mail(
            calendar_answers.answer(entry, "TENTATIVE", more="COMMENT:Markörkommentar")
        )
    browser = OrganiserBrowser(app, organiser)
    browser.get(f"/arrangor/evenemang/{event.public_id}/deltagare?q=Markesson")
    browser.post(f"/arrangor/evenemang/{event.public_id}/deltagare.xlsx")
    return registration_of(event, ADDRESS)


@pytest.fixture
def mail_arrives(app, smtp_server):
    app.config.update(MAIL_SERVER=smtp_server.host, MAIL_PORT=smtp_server.port)


def written_in(text: bytes) -> list[str]:
    """Return the marks found, as they are and as JSON and mails write them."""
    forms = {mark: (mark.encode(), json.dumps(mark)[1:-1].encode()) for mark in MARKS}
    return [mark for mark, found in forms.items() if any(form.lower() in text.lower() for form in found)]


def dumped() -> bytes:
    """Return every value of every column of every table, for any database."""
    db.session.rollback()
    values = [
        value
        for table in db.metadata.sorted_tables
        for row in db.session.execute(sa.select(table))
        for value in row
    ]
    db.session.rollback()
    return b"\n".join(value if isinstance(value, bytes) else str(value).encode() for value in values)


@pytest.mark.both_databases
def test_before_all_is_in_the_own_data_and_afterwards_nothing_is_anywhere(
    client, known, at, caplog, mail_arrives, database_kind, tmp_path
):
    caplog.set_level(logging.DEBUG)
    token = own_token(known)
    data = client.get(f"/anmalan/{token}/uppgifter.json").text
    assert [mark for mark in MARKS if mark not in data] == []
    assert set(written_in(dumped())) == set(MARKS)

    for moment in ("2027-11-08 12:00", "2027-11-10 03:00", "2027-11-24 03:00", "2028-02-08 03:00"):
        at(moment)
        run_round()
    db.session.rollback()

    assert written_in(dumped()) == []
    # The mail server of the test stands in the same process and logs whom it serves.
    logged = [record.getMessage() for record in caplog.records if record.name != "mail.log"]
    assert written_in("\n".join(logged).encode()) == []
    if database_kind == "sqlite":
        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert {path.name for path in files} >= {"eventapp.db", "eventapp.db-wal"}
        assert {path.name: written_in(path.read_bytes()) for path in files} == {
            path.name: [] for path in files
        }
    assert client.get(f"/anmalan/{token}").status_code == 404
    assert client.get(f"/anmalan/{token}/uppgifter.json").status_code == 404


def test_sqlite_alone_would_leave_bytes_behind(event, known, at, tmp_path):
    at("2028-02-09 12:00")
    with closing(sqlite3.connect(tmp_path / "eventapp.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    purge_without_sweep()
    files = [tmp_path / "eventapp.db", tmp_path / "eventapp.db-wal"]
    assert any(written_in(path.read_bytes()) for path in files)

    sweep_up()
    assert [written_in(path.read_bytes()) for path in files] == [[], []]


def purge_without_sweep() -> None:
    for _name, step in list_steps():
        step()
    db.session.rollback()


@pytest.mark.both_databases
def test_the_sweep_waits_for_the_night_and_comes_once(event, known, at):
    at("2028-02-09 12:00")
    purge_without_sweep()
    assert (is_sweep_wanted(), is_sweep_due()) == (True, False)
    at("2028-02-10 03:00")
    assert is_sweep_due()
    sweep_up()
    assert not is_sweep_wanted()


def test_copies_beside_the_database_go_after_35_days(event, at, tmp_path):
    old = tmp_path / "eventapp.db.before-upgrade-20271001T100000-0000"
    for path in (old, tmp_path / "eventapp.db.before-restore-20271020T100000", tmp_path / "other.db"):
        path.write_bytes(b"Markesson")
    at("2027-11-06 12:00")
    purge_all()

    assert sorted(path.name for path in tmp_path.glob("*") if b"Markesson" in path.read_bytes()) == [
        "eventapp.db.before-restore-20271020T100000",
        "other.db",
    ]


def test_a_worker_that_sends_while_data_are_taken_away_hurts_nobody(event, known, at):
    db.session.execute(sa.update(OutboxMessage).values(not_after=None))
    db.session.commit()
    at("2028-02-09 12:00")
    purge_all()

    assert deliver_due() == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Registration)) == 0
    assert "up to date" in upgrade_database()
    assert Path(str(db.engine.url.database)).exists()
