"""The development inbox in the browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from eventapp.app import create_app
from eventapp.messages import dev_mails
from eventapp.messages.mail import build_message
from tests.messages.outbox import make_calendar, make_mail
from tests.messages.test_mail import DATE

FIRST, SECOND = "20261108T090000000000-00000001", "20261108T090001000000-00000002"


@pytest.fixture
def inbox(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A development application whose inbox holds two mails."""
    monkeypatch.setattr(dev_mails, "FOLDER", tmp_path)
    mails = {
        FIRST: make_mail(recipient="anna@x.example", subject="Först"),
        SECOND: make_mail(
            recipient="bo@x.example",
            subject="<b>Sedan</b>",
            html="<html><head></head><body><script>x</script></body></html>",
            calendar=make_calendar(),
        ),
    }
    for name, mail in mails.items():
        (tmp_path / f"{name}.eml").write_bytes(build_message(mail, "a@b", DATE))
    return create_app({"CONFIG": "development", "SQLALCHEMY_DATABASE_URI": database}).test_client()


def test_the_newest_mail_stands_first(inbox: FlaskClient):
    page = inbox.get("/dev/mail").text
    assert page.index("&lt;b&gt;Sedan") < page.index("Först")


def test_mails_are_chosen_by_recipient(inbox: FlaskClient):
    page = inbox.get("/dev/mail?till=anna").text
    assert "Först" in page
    assert "Sedan" not in page


def test_a_mail_shows_words_calendar_and_source(inbox: FlaskClient):
    page = inbox.get(f"/dev/mail/{SECOND}").text
    for part in ("Hej Åsa!", "METHOD:REQUEST", "Åäö –", "Auto-Submitted", "kalender.ics"):
        assert part in page


def test_the_html_runs_nothing_and_is_framed_by_ourselves_only(inbox: FlaskClient):
    answer = inbox.get(f"/dev/mail/{SECOND}/html")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "sandbox" in policy
    assert '<base target="_top">' in answer.text


def test_the_calendar_part_can_be_downloaded(inbox: FlaskClient):
    answer = inbox.get(f"/dev/mail/{SECOND}/kalender.ics")
    assert answer.data == make_calendar().content
    assert answer.mimetype == "text/calendar"


@pytest.mark.parametrize("name", ["20261108T090000000000-99999999", "..%2F..%2Fetc%2Fpasswd", "x"])
def test_what_is_not_there_is_not_found(inbox: FlaskClient, name: str):
    assert inbox.get(f"/dev/mail/{name}").status_code == 404


def test_there_is_no_inbox_outside_development(client):
    assert client.get("/dev/mail").status_code == 404
