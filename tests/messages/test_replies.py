"""What the replies of real servers are about: collected from their sources and manuals, one line each."""

from __future__ import annotations

import pytest

from eventapp.messages.replies import RULES, Meaning, Stage, is_alike, meaning_of, without_recipient

MAIL, RCPT, DATA = Stage.MAIL, Stage.RCPT, Stage.DATA
OURS = [
    (MAIL, 553, "5.7.1 <svar@anmalan.example>: Sender address rejected: not owned by user anmalan"),
    (MAIL, 550, "not now and never"),
    (MAIL, 501, "5.1.7 Bad sender address syntax"),
    (MAIL, 451, "4.3.0 Try again later"),
    (MAIL, 530, "5.7.0 Must issue a STARTTLS command first"),
    (MAIL, 530, "5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM"),
    (RCPT, 530, "5.7.0 Authentication required"),
    (RCPT, 535, "5.7.8 Error: authentication failed"),
    (RCPT, 553, "5.7.1 <svar@anmalan.example>: Sender address rejected: not owned by user anmalan"),
    (RCPT, 553, "5.7.1 <svar@anmalan.example>: Sender address rejected: not logged in"),
    (RCPT, 450, "4.1.8 <svar@anmalan.example>: Sender address rejected: Domain not found"),
    (RCPT, 554, "5.7.1 <unknown[192.0.2.1]>: Client host rejected: Access denied"),
    (RCPT, 550, "Sender verify failed"),
    (DATA, 550, "5.7.60 SMTP; Client does not have permissions to send as this sender"),
    (DATA, 554, "5.2.252 SendAsDenied; a@x.example not allowed to send as b@x.example"),
    (RCPT, 550, "5.4.5 Daily user sending limit exceeded."),
    (DATA, 550, "5.4.5 Daily SMTP relay limit exceeded for customer."),
    (RCPT, 450, "4.2.1 Peak SMTP relay limit exceeded for customer."),
    (RCPT, 550, "5.7.705 Service unavailable. Access denied, tenant has exceeded threshold"),
    (RCPT, 550, "5.7.708 Service unavailable. Access denied, traffic not accepted from this IP"),
    (DATA, 550, "5.1.90 Your message can't be sent because you've reached your daily limit for recipients"),
    (RCPT, 550, "Domain x.example has exceeded the max emails per hour (100/100 (100%)) allowed."),
    (RCPT, 550, "5.7.25 The IP address sending this message does not have a PTR record"),
]
AUTHORISATION = [
    (RCPT, 554, "5.7.1 <kund@kund.example>: Recipient address rejected: Access denied"),
    (RCPT, 554, "5.7.1 <kund@kund.example>: Relay access denied"),
    (RCPT, 454, "4.7.1 <kund@kund.example>: Relay access denied"),
    (RCPT, 550, "5.7.1 Relaying denied"),
    (RCPT, 550, "relay not permitted"),
    (RCPT, 550, "5.7.54 SMTP; Unable to relay recipient in non-accepted domain"),
    (RCPT, 553, "sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)"),
    (RCPT, 550, "5.7.1 Client does not have permissions to submit to this server"),
    (RCPT, 550, "5.7.0 Authentication is required first"),
    (RCPT, 550, "5.7.0 Local policy violation"),
    (RCPT, 503, "5.5.4 must authenticate before RCPT"),
]
REFUSED = [
    (MAIL, 552, "5.3.4 Message size exceeds fixed limit"),
    (MAIL, 552, "Message too large"),
    (RCPT, 550, "5.1.1 <kund@kund.example>: Recipient address rejected: User unknown"),
    (RCPT, 550, "5.4.1 Recipient address rejected: Access denied. AS(201806281)"),
    (RCPT, 552, "5.2.2 Mailbox quota exceeded"),
    (RCPT, 550, "5.2.1 The email account that you tried to reach is disabled"),
    (RCPT, 550, "No such user here"),
    (RCPT, 550, "Requested action not taken: mailbox unavailable"),
    (DATA, 552, "5.2.3 Message length exceeds administrative limit"),
]
UNCLEAR = [
    (DATA, 554, "5.7.1 Looks like spam"),
    (DATA, 550, "5.7.1 Message rejected by policy"),
    (RCPT, 550, "Rejected"),
    (RCPT, 550, "5.7.1 The recipient only takes mail from colleagues"),
]
LATER = [
    (RCPT, 450, "4.7.1 Greylisted, try again in 60 seconds"),
    (RCPT, 452, "4.2.2 Mailbox full"),
    (RCPT, 450, "4.2.1 The user you are trying to contact is receiving mail too quickly."),
    (DATA, 451, "4.3.0 Later"),
]
CLOSING = [(stage, 421, "4.7.0 Try again later, closing connection.") for stage in Stage]
REPLIES = [
    *((Meaning.OURS, *reply) for reply in OURS),
    *((Meaning.AUTHORISATION, *reply) for reply in AUTHORISATION),
    *((Meaning.REFUSED, *reply) for reply in REFUSED),
    *((Meaning.UNCLEAR, *reply) for reply in UNCLEAR),
    *((Meaning.LATER, *reply) for reply in LATER),
    *((Meaning.CLOSING, *reply) for reply in CLOSING),
    (Meaning.ACCEPTED, DATA, 250, "2.0.0 Ok: queued as 4F1"),
]


@pytest.mark.parametrize(("meaning", "stage", "code", "text"), REPLIES)
def test_a_reply_is_about_what_its_server_meant(meaning, stage, code, text):
    assert meaning_of(stage, code, text) is meaning


def test_every_rule_decides_about_some_reply():
    decided = set()
    for _meaning, stage, code, text in REPLIES:
        enhanced = text[2:].partition(" ")[0] if text[1:2] == "." else ""
        decided |= {next((n for n, rule in enumerate(RULES) if rule.fits(stage, code, enhanced, text)), None)}
    missing = set(range(len(RULES))) - decided
    assert missing == set(), [RULES[number] for number in missing]


def test_replies_are_alike_whatever_recipient_queue_id_and_time_they_name():
    one = "554 5.7.1 <a@ett.example>: Recipient address rejected: Access denied (id 4F1 12:05)"
    other = "554 5.7.1 <b@två.example>: Recipient address rejected: Access denied (id 9C2 12:06)"
    assert is_alike(one, other)
    assert not is_alike(one, one.replace("5.7.1", "5.1.1"))
    assert not is_alike(one, one.replace("Access denied", "User unknown"))
    assert not is_alike(None, one)


def test_what_is_shown_names_no_recipient():
    told = without_recipient("554 5.7.1 <Kund@kund.example>: Access denied", "kund@KUND.example")
    assert told == "554 5.7.1 <…>: Access denied"
