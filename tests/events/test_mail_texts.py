"""What is added to automatic mails stands in them, in the person's language, and takes nothing away."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from eventapp.audit.services import SYSTEM
from eventapp.core.extensions import db
from eventapp.core.locale import in_language
from eventapp.core.transactions import write
from eventapp.events import mail_texts
from eventapp.events.mail_texts import save_event_supplement, save_federation_supplement, supplement_of
from eventapp.events.part_models import MailSupplement
from eventapp.federations.declaration import declaration_notice
from eventapp.messages.models import OutboxMessage
from eventapp.registrations.links import own_url
from eventapp.reminders.services import enqueue_due_reminders
from tests.registrations.reading import read
from tests.support.builders import make_event, registration_of, sign_up, swedish
from tests.support.queries import count_queries

pytestmark = pytest.mark.usefixtures("session")

KIND = "registration_confirmed"


@pytest.fixture
def event(at):
    at("2027-10-01 12:00")
    return make_event(title="Demokratidagen", starts_at=swedish("2027-11-08 09:00"))


def add(event, text, text_en="", kind=KIND):
    save_event_supplement(event, kind, text, text_en, SYSTEM)
    db.session.expire_all()


def add_to_all(event, text, text_en="", kind=KIND):
    save_federation_supplement(event.coordinating_host, kind, text, text_en, SYSTEM)
    db.session.expire_all()


def mail_to(event, **overrides):
    sign_up(event, **overrides)
    return db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()


def unfolded(message):
    """Return the octets with quoted-printable lines put together (RFC 2045 6.7)."""
    return message.payload.replace(b"=\r\n", b"")


def test_an_addition_stands_in_both_parts_beside_all_that_is_always_there(event):
    add(event, "Ta **hissen** till [plan 3](https://exempel.se/plan). <b>Nej</b>")
    message = mail_to(event)
    mail = read(message)
    assert "Ta **hissen** till plan 3: https://exempel.se/plan. <b>Nej</b>" in mail.text
    assert b"<strong>hissen</strong>" in unfolded(message)
    assert "https://exempel.se/plan" in mail.hrefs
    assert "<b>Nej</b>" in mail.html  # unescaped once: shown, not obeyed
    assert own_url(registration_of(event)) in mail.hrefs
    assert declaration_notice(event.federations) in mail.text
    assert "hissen" not in mail.subject


def test_dangerous_addresses_do_not_become_links(event):
    add(event, "[här](javascript:alert(1))")
    assert [href for href in read(mail_to(event)).hrefs if href.startswith("javascript")] == []


def test_the_events_own_goes_before_the_federations_and_that_before_none(event):
    assert supplement_of(event, KIND) is None
    add_to_all(event, "Förbundets")
    assert supplement_of(event, KIND).text == "Förbundets"
    assert supplement_of(event, "reminder") is None
    add(event, "Evenemangets")
    assert supplement_of(event, KIND).text == "Evenemangets"
    add(event, "")
    assert supplement_of(event, KIND).text == "Förbundets"
    assert db.session.scalar(sa.select(sa.func.count(MailSupplement.id))) == 1


def test_another_federation_adds_nothing(event):
    add_to_all(make_event(), "Andras")
    assert supplement_of(event, KIND) is None


def test_each_reads_their_language_and_swedish_is_said_to_be_swedish(event):
    add(event, "Ta hissen", "Take the lift")
    assert "Take the lift" in read(mail_to(event, email="a@example.se", language="en")).text
    add(event, "Ta hissen")
    message = mail_to(event, email="b@example.se", language="en")
    assert "Ta hissen" in read(message).text
    assert b'<div lang=3D"sv">' in unfolded(message)
    with in_language("en"):
        assert supplement_of(event, KIND).lang == "sv"


def test_reminders_carry_theirs(event, at):
    add(event, "Kom tio minuter tidigare", kind="reminder")
    sign_up(event)
    at("2027-11-07 10:00")
    db.session.commit()
    with write():
        enqueue_due_reminders()
    reminders = db.session.scalars(sa.select(OutboxMessage).where(OutboxMessage.kind == "reminder")).all()
    assert reminders
    assert all("Kom tio minuter tidigare" in read(one).text for one in reminders)


def test_however_many_ask_it_is_read_once(event):
    add(event, "Ta hissen")
    supplement_of(event, KIND), supplement_of(event, "reminder")
    with count_queries() as asked:
        for _ in range(10):
            supplement_of(event, KIND), supplement_of(event, "reminder")
    assert asked == []


def test_every_mail_that_can_be_added_to_has_its_template(app):
    folders = app.jinja_env.list_templates(filter_func=lambda name: name.endswith("/body.txt"))
    kinds = {folder.split("/")[-2] for folder in folders}
    assert set(mail_texts.mail_kinds()) <= kinds
