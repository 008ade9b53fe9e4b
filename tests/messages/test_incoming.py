"""What comes into the mailbox is told apart: answers, bounces, machines, people."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from eventapp.messages.incoming import Bounce, IncomingKind, read_incoming

CALENDAR = "Content-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR\nEND:VCALENDAR\n"
OURS = "abcdefghjkmnpqrstuvw@anmalan.example"

POSTFIX = f"""From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: svar@anmalan.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"
Message-Id: <20271001.1@mx.example>

--b
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Fri,  1 Oct 2027 12:00:00 +0200 (CEST)

Final-Recipient: rfc822; finns.inte@kommun.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <finns.inte@kommun.example>: Recipient
    address rejected: User unknown

--b
Content-Type: message/rfc822

From: svar@anmalan.example
Message-ID: <{OURS}>
MIME-Version: 1.0
{CALENDAR}
--b--
"""
EXCHANGE = POSTFIX.replace(
    f"Content-Type: message/rfc822\n\nFrom: svar@anmalan.example\nMessage-ID: <{OURS}>\n",
    f"Content-Type: text/rfc822-headers\n\nMessage-ID: <{OURS}>\n",
)


def octets(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


def kind_of(text: str) -> IncomingKind:
    return read_incoming(octets(text)).kind


@pytest.mark.parametrize("report", [POSTFIX, EXCHANGE], ids=["whole mail", "headers only"])
def test_bounce_says_which_mail_it_is_about_and_why(report):
    incoming = read_incoming(octets(report))
    assert incoming.kind is IncomingKind.BOUNCE
    said = "550 5.1.1 <finns.inte@kommun.example>: Recipient address rejected: User unknown"
    assert incoming.bounce == Bounce(message_id=OURS, is_final=True, answer=said)


def test_mail_that_is_only_late_has_not_failed():
    incoming = read_incoming(octets(POSTFIX.replace("Action: failed", "Action: delayed")))
    assert incoming.bounce is not None
    assert not incoming.bounce.is_final


def test_bounce_of_a_stranger_names_no_mail_of_ours():
    report = POSTFIX.replace(f"Message-ID: <{OURS}>\n", "")
    incoming = read_incoming(octets(report))
    assert incoming.bounce is not None
    assert incoming.bounce.message_id == ""


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated; owner-email=x",
        "X-Autoreply: yes",
        "Precedence: bulk",
        "List-Id: <alla.kommun.example>",
        "Return-Path: <>",
    ],
)
def test_out_of_office_is_no_letter(header):
    assert kind_of(f"From: kim@kommun.example\n{header}\nSubject: Frånvaro\n\nJag är ledig.\n") is (
        IncomingKind.AUTO_REPLY
    )


def test_own_mail_that_comes_back_is_no_answer():
    assert kind_of(f"From: svar@anmalan.example\nAuto-Submitted: auto-generated\n{CALENDAR}") is (
        IncomingKind.AUTO_REPLY
    )


def test_what_has_a_calendar_is_for_the_calendar_and_what_a_person_writes_a_letter():
    assert kind_of(f"From: kim@kommun.example\nMIME-Version: 1.0\n{CALENDAR}") is IncomingKind.CALENDAR
    assert kind_of("From: kim@kommun.example\nAuto-Submitted: no\n\nHej!\n") is IncomingKind.LETTER


@pytest.mark.parametrize(
    ("header", "sender"),
    [
        ("From: Kim Åkesson <Kim@Kommun.example>", "kim@kommun.example"),
        ('From: "svar@anmalan.example" <kim@kommun.example>', "kim@kommun.example"),
        ("From: kim@kommun.example, robin@kommun.example", ""),
        ("From: kim@kommun.example\nFrom: robin@kommun.example", ""),
        ("X-From: kim@kommun.example", ""),
    ],
)
def test_sender_is_the_one_address_in_from(header, sender):
    assert read_incoming(octets(f"{header}\n\nHej!\n")).sender == sender


def test_same_mail_by_two_ways_has_one_fingerprint_and_another_answer_another():
    first = f"From: kim@kommun.example\nMessage-ID: <1@x>\n{CALENDAR}"
    again = f"Received: from mx by mx\n{first}"
    other = first.replace("END:VCALENDAR", "X-A:1\nEND:VCALENDAR")
    prints = [read_incoming(octets(text)).fingerprint for text in (first, again, other)]
    assert prints[0] == prints[1] != prints[2]


def proven(*results: str, sender: str = "kim@kommun.example") -> bool | None:
    headers = "".join(f"Authentication-Results: {result}\n" for result in results)
    return read_incoming(octets(f"{headers}From: {sender}\n\nHej!\n"), "mx.anmalan.example").is_proven


@pytest.mark.parametrize(
    ("results", "is_proven"),
    [
        (["mx.anmalan.example; dmarc=pass (p=reject) header.from=kommun.example"], True),
        (["mx.anmalan.example; spf=fail; dkim=pass header.d=kommun.example"], True),
        (["mx.anmalan.example; dkim=pass header.i=@kommun.example; dmarc=none"], True),
        (["mx.anmalan.example; dkim=pass header.d=evil.example"], False),
        (["mx.anmalan.example; dkim=pass header.d=mun.example"], False),
        (["mx.anmalan.example; dmarc=fail header.from=kommun.example"], False),
        (["mx.anmalan.example; dmarc=pass header.from=evil.example"], False),
        (["mx.evil.example; dmarc=pass header.from=kommun.example"], False),
        (["mx.anmalan.example; dmarc=fail", "mx.anmalan.example; dmarc=pass"], False),
        (["mx.anmalan.example; spf=pass (dmarc=pass) smtp.mailfrom=evil.example"], False),
        ([], False),
    ],
)
def test_only_our_own_server_can_vouch_for_a_sender(results, is_proven):
    assert proven(*results) is is_proven


def test_nobody_is_asked_where_no_server_of_ours_is_named():
    assert read_incoming(octets("From: kim@kommun.example\n\nHej!\n")).is_proven is None


@pytest.mark.parametrize(
    ("date", "instant"),
    [
        ("Fri, 01 Oct 2027 12:00:00 +0200", datetime(2027, 10, 1, 10, tzinfo=UTC)),
        ("Fri, 01 Oct 2027 12:00:00 -0000", datetime(2027, 10, 1, 12, tzinfo=UTC)),
        ("i förrgår", None),
        ("Fri, 99 Oct 99999 12:00:00 +9999", None),
    ],
)
def test_time_of_sending_is_read_where_it_is_one(date, instant):
    assert read_incoming(octets(f"Date: {date}\n\nHej!\n")).sent_at == instant


@pytest.mark.parametrize("noise", [b"", b"\x00\xff" * 1000, b"Content-Type: multipart/report\r\n\r\n"])
def test_noise_is_read_without_complaint(noise):
    assert read_incoming(noise, "mx.anmalan.example").sender == ""
