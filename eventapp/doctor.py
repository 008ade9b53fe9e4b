"""`doctor`: looks at settings, database, mail and seats, and says what is wrong."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from flask import current_app
from imap_tools.errors import MailboxFolderCreateError, MailboxFolderSelectError, MailboxLoginError

import eventapp
from eventapp.changes.share_release import find_share_problems
from eventapp.core import clock
from eventapp.core.caches import MEGABYTE, most_octets
from eventapp.core.extensions import db
from eventapp.core.private_files import find_unwritable, list_open_to_others
from eventapp.core.revisions import (
    check_exists,
    current_revision,
    describe_revision,
    newest_revision,
    sqlite_file,
)
from eventapp.core.setting_rules import find_faults
from eventapp.federations.contact import default_sender_address, installation_reply_address
from eventapp.federations.queries import list_operators, list_reply_addresses
from eventapp.messages.imap import MAILBOX_ERRORS, Account, describe
from eventapp.messages.installation import installation
from eventapp.messages.line import CONNECTION, find_breaker
from eventapp.messages.mailbox import account, open_mailbox
from eventapp.messages.models import UNFINISHED, MessageStatus, OutboxMessage, WorkerBeat
from eventapp.messages.proof import Proof
from eventapp.messages.queue_health import find_refusal
from eventapp.messages.received import count_proofs
from eventapp.messages.sending_check import find_sending_faults
from eventapp.pages.statement import find_statement_problems
from eventapp.registrations.doctor import find_seat_problems

MAIL_MAY_WAIT = timedelta(minutes=5)
WORKER_MAY_BE_SILENT = timedelta(minutes=5)
PROOFS_OF = timedelta(days=7)
CLOCKS_MAY_DIFFER = timedelta(seconds=30)


@dataclass(frozen=True)
class Finding:
    """A sentence; a problem makes the command fail, a note does not."""

    sentence: str
    is_problem: bool = True


def examine() -> list[Finding]:
    """Return all findings; a database that is not at this version is not looked into further."""
    findings = [*_settings(), *_files()]
    check_exists()
    current = current_revision()
    findings.insert(0, _versions(current))
    if current != newest_revision():
        return [*findings, Finding(describe_revision(current))]
    findings += _mail()
    findings += _sending()
    findings += _mailbox()
    findings += _proofs()
    findings += _operator()
    findings += _clock()
    findings += [Finding(sentence) for sentence in (*find_seat_problems(), *find_share_problems())]
    return findings


def _versions(revision: str | None) -> Finding:
    """Name what runs here; `/halsa` does not, since it answers everybody."""
    python, system = platform.python_version(), db.engine.dialect.name
    return _note(
        f"eventapp {eventapp.__version__}, Python {python}, {system} at revision {revision or 'none'}."
    )


def _settings() -> Iterator[Finding]:
    yield from (Finding(sentence) for sentence in find_faults(current_app.config))
    yield from (_note(sentence) for sentence in find_statement_problems())
    yield _note(f"Caches take at most {most_octets() // MEGABYTE} MB of memory in each web process.")
    yield from _replies()


def _files() -> Iterator[Finding]:
    database = sqlite_file()
    if database is None:
        return
    for path in list_open_to_others(database):
        yield Finding(f"{path} can be read by others on this machine: `upgrade` and `chmod 600` close it.")
    unwritable = find_unwritable(database)
    if unwritable is not None:
        yield Finding(
            f"{unwritable} cannot be written by this user: run doctor as the service's user, or chown it."
        )


def _replies() -> Iterator[Finding]:
    config = current_app.config
    if not config["REPLY_ADDRESS"]:
        yield _note("EVENTAPP_REPLY_ADDRESS is not set: invitations ask for no answer in the calendar.")
    elif not config.get("REPLY_AUTHSERV_ID"):
        yield _note(
            "EVENTAPP_REPLY_AUTHSERV_ID is not set: a calendar answer is trusted by its sender's address and its"
            " secret UID, not by DMARC or DKIM."
        )
    if config["REPLY_ADDRESS"] and not config["REPLY_IMAP_HOST"]:
        yield _note(
            "EVENTAPP_REPLY_IMAP_HOST is not set: answers from calendars are asked for, but nobody reads them."
        )
    if config["REPLY_IMAP_HOST"] and not config["REPLY_ADDRESS"]:
        yield _note(
            "EVENTAPP_REPLY_IMAP_HOST is set without EVENTAPP_REPLY_ADDRESS: the mailbox is not read."
        )
    if config["REPLY_IMAP_HOST"] and not config["REPLY_IMAP_USE_TLS"] and config["CONFIG"] == "production":
        yield Finding(
            "EVENTAPP_REPLY_IMAP_USE_TLS is off: the mailbox's password goes over the net unencrypted."
        )


def _mail() -> Iterator[Finding]:
    now = clock.now()
    if installation().is_mail_held:
        yield _note("Mail is held: nothing is sent until `python -m eventapp mail release`.")
    else:
        waiting = _count(
            OutboxMessage.status.in_(UNFINISHED), OutboxMessage.next_try_at < now - MAIL_MAY_WAIT
        )
        if waiting:
            yield Finding(f"Mails that have been due for more than 5 minutes: {waiting}. {_why_they_wait()}")
    failed = _count(
        OutboxMessage.status == MessageStatus.FAILED, OutboxMessage.created_at > now - timedelta(days=7)
    )
    if failed:
        yield _note(f"Mails of the last week that were refused for good: {failed}.")
    last = db.session.scalar(sa.select(sa.func.max(WorkerBeat.at)))
    if last is None or last < now - WORKER_MAY_BE_SILENT:
        yield _note(
            f"The worker's last sign of life: {f'{last:%Y-%m-%d %H:%M} UTC' if last else 'none yet'}."
        )


def _why_they_wait() -> str:
    """Name what stands in the way, and ask about the worker only where it may be the worker."""
    breaker = find_breaker(CONNECTION)
    if breaker is None:
        return "Is the worker running?"
    return f"The mail server has failed {breaker.failures} times in a row: look at EVENTAPP_MAIL_… and at the server."


def _sending() -> Iterator[Finding]:
    """Talk to the mail server as the worker does, with every address that mails are sent by."""
    refusal = find_refusal()
    if refusal is not None:
        who = f"mails from {refusal.sender}" if refusal.sender else "all mails"
        yield Finding(
            f"The mail server has refused {who} since {refusal.since:%Y-%m-%d %H:%M} UTC: {refusal.answer}."
            " They wait, and are tried again by themselves."
        )
    senders = [default_sender_address(), installation_reply_address(), *list_reply_addresses()]
    known = [address for address in dict.fromkeys(senders) if address]
    if current_app.config["MAIL_SERVER"] and known:
        yield from (Finding(sentence) for sentence in find_sending_faults(known))


def _mailbox() -> Iterator[Finding]:
    """Sign in to the mailbox as the worker does, with the trays made where they are missing."""
    known = account()
    if known is None:
        return
    try:
        with open_mailbox(known):
            pass
    except MAILBOX_ERRORS as error:
        yield Finding(f"The mailbox at {known.host}:{known.port}: {describe(error)}. {_advice(known, error)}")


def _proofs() -> Iterator[Finding]:
    """Tell where the named server writes nothing of senders: what one of them writes in its name may be believed."""
    server = current_app.config["REPLY_AUTHSERV_ID"]
    if not server or account() is None:
        return
    counts = count_proofs(clock.now() - PROOFS_OF)
    asked = sum(count for proof, count in counts.items() if proof != Proof.NOT_ASKED)
    without, unreadable = counts.get(Proof.MISSING, 0), counts.get(Proof.UNREADABLE, 0)
    if without:
        yield Finding(
            f"Mails of the last week without an Authentication-Results header of {server}: {without} of {asked}."
            " Their answers are not believed. Let the server write one for every mail and take out those that come"
            " with a mail, and check that EVENTAPP_REPLY_AUTHSERV_ID is its name there.",
            is_problem=without == asked,
        )
    if unreadable:
        yield Finding(
            f"Mails of the last week with a header of {server} that is off the grammar (RFC 8601): {unreadable} of"
            f" {asked}. Their answers are not believed.",
            is_problem=unreadable == asked,
        )


def _advice(known: Account, error: Exception) -> str:
    if isinstance(error, MailboxLoginError):
        return "Check EVENTAPP_REPLY_IMAP_USERNAME and _PASSWORD; many providers want an app password."
    if isinstance(error, MailboxFolderSelectError):
        return f"Check EVENTAPP_REPLY_IMAP_FOLDER, now {known.folder!r}."
    if isinstance(error, MailboxFolderCreateError):
        return "Make the folders Klart and Granskas in the mailbox."
    return "Check EVENTAPP_REPLY_IMAP_HOST, _PORT (993, or 143 for STARTTLS) and _USE_TLS."


def _operator() -> Iterator[Finding]:
    named, found = current_app.config["OPERATING_FEDERATION"], list_operators()
    if named and named not in {federation.slug for federation in found}:
        yield Finding(f"EVENTAPP_OPERATING_FEDERATION is {named!r}, which is no federation's slug.")
    if not named and len(found) > 1:
        yield _note(
            "EVENTAPP_OPERATING_FEDERATION is not set: reports about the site go to every federation."
        )
    if found and not any(federation.office_email for federation in found):
        yield Finding("Reports about the site reach nobody: no office has an address.")


def _clock() -> Iterator[Finding]:
    if db.engine.dialect.name == "postgresql" and not current_app.config["NOW"]:
        theirs = db.session.scalar(sa.select(sa.func.clock_timestamp()))
        if isinstance(theirs, datetime) and abs(theirs.astimezone(UTC) - clock.now()) > CLOCKS_MAY_DIFFER:
            yield Finding("The clocks of this machine and of the database differ: set both by NTP.")
    newest = db.session.scalar(sa.select(sa.func.max(OutboxMessage.created_at)))
    if newest is not None and newest > clock.now() + CLOCKS_MAY_DIFFER:
        yield _note(
            f"A mail was made at {newest:%Y-%m-%d %H:%M} UTC, which is still to come: the clock went back."
        )


def _count(*conditions: sa.ColumnElement[bool]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(OutboxMessage).where(*conditions)) or 0


def _note(sentence: str) -> Finding:
    return Finding(sentence, is_problem=False)
