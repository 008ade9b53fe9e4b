"""The octets of a mail: parts, headers and what cannot be smuggled in."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from eventapp.core.locale import in_language
from eventapp.core.text import one_line
from eventapp.messages.mail import build_message, render_mail
from tests.messages.outbox import make_calendar, make_mail

DATE = datetime(2026, 11, 8, 9, tzinfo=UTC)
HEADERS = [
    "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Language",
    "MIME-Version", "Content-Type",
]  # fmt: skip
CONTROLS = ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x00", "\x85", "\u2028", "\u2029"]


def built(**mail) -> bytes:
    return build_message(make_mail(reply_to="kansli@forbund.example", **mail), "abc@localhost", DATE)


def parsed(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=policy.SMTP)


def types(message: EmailMessage) -> list[str]:
    return [part.get_content_type() for part in message.walk()]


def test_a_mail_with_calendar_has_the_tree_that_outlook_and_gmail_read():
    message = parsed(built(calendar=make_calendar()))
    assert types(message) == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    alternative, attached = message.iter_parts()
    inline = list(alternative.iter_parts())[-1]
    assert (inline.get_param("method"), inline.get_param("charset")) == ("REQUEST", "UTF-8")
    assert inline["Content-Disposition"] is None
    assert attached.get_content_disposition() == "attachment"
    assert attached.get_filename() == "inbjudan.ics"


def test_both_calendar_parts_hold_the_octets_given():
    part = make_calendar("CANCEL")
    leaves = [leaf for leaf in parsed(built(calendar=part)).walk() if not leaf.is_multipart()]
    assert [leaf.get_payload(decode=True) for leaf in leaves[-2:]] == [part.content, part.content]


def test_a_mail_without_calendar_is_an_alternative():
    assert types(parsed(built())) == ["multipart/alternative", "text/plain", "text/html"]


def test_headers_say_what_they_should():
    message = parsed(built(sender_name='Förbundet "Å", HBS', recipient="åsa@förbund.example"[1:]))
    assert message.keys() == HEADERS
    assert message["From"].addresses[0].display_name == 'Förbundet "Å", HBS'
    assert message["From"].addresses[0].addr_spec == "svar@anmalan.example"
    assert message["To"] == "sa@xn--frbund-wxa.example"
    assert message["Date"].datetime == DATE
    assert message["Message-ID"] == "<abc@localhost>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "sv"


@pytest.mark.parametrize("control", CONTROLS)
@pytest.mark.parametrize("title", ["Demokratidagen", "Demokratidagen – åäö"])
@pytest.mark.parametrize("field", ["subject", "sender_name", "sender_address", "recipient", "language"])
def test_no_header_can_be_smuggled_in(control: str, title: str, field: str):
    raw = built(**{field: f"{title}{control}Bcc: offer@example.org"})
    assert parsed(raw).keys() == HEADERS
    assert b"\r\nBcc:" not in raw


def test_an_address_stays_one_address():
    message = parsed(built(recipient="a@b.example>, <c@d.example"))
    assert len(message["To"].addresses) == 1


@settings(max_examples=60)
@given(subject=st.text(max_size=80), name=st.text(max_size=60), text=st.text(max_size=300))
def test_whatever_is_typed_the_mail_is_well_formed_and_reads_the_same(subject: str, name: str, text: str):
    raw = built(subject=subject, sender_name=name, text=text, html=text, calendar=make_calendar())
    message = parsed(raw)
    assert raw.isascii()
    assert raw.count(b"\r") == raw.count(b"\n") == raw.count(b"\r\n")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78
    assert message.keys() == HEADERS
    assert not any(part.defects for part in message.walk())
    assert message["Subject"] == one_line(subject)
    assert message["From"].addresses[0].display_name == one_line(name)
    plain = next(part for part in message.walk() if part.get_content_type() == "text/plain")
    expected = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    assert plain.get_payload(decode=True).decode().replace("\r\n", "\n") == expected


def test_long_lines_of_text_are_broken_softly():
    raw = built(text="å" * 5000, html="<p>" + "x" * 5000 + "</p>")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78


def test_a_rendered_mail_has_one_line_of_subject_and_tidy_text(app: Flask, tmp_path):
    folder = tmp_path / "hello"
    folder.mkdir()
    (folder / "subject.txt").write_text("\nHej {{ name }},\n  {{ language }}\n")
    (folder / "body.txt").write_text(
        "\n\nHej {{ name }}\n\n  \n\n{% if no is defined %}x{% endif %}\n\nSlut\n\n"
    )
    (folder / "body.html").write_text("<p>{{ name }}</p>")
    app.jinja_loader.searchpath.append(str(tmp_path))
    with app.app_context(), in_language("en"):
        mail = render_mail("hello", name="<Åsa>")
    assert mail.subject == "Hej <Åsa>, en"
    assert mail.text == "Hej <Åsa>\n\nSlut\n"
    assert mail.html == "<p>&lt;Åsa&gt;</p>\n"
