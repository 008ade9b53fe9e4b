"""Meaning of a mail server's replies: about one recipient, about one mail, or about our own right to send.

One table, read from the top; the first rule that fits decides. A reply about ourselves must fail no mail, since
every other mail would get it too.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass

from eventapp.core.text import one_line


class Stage(enum.StrEnum):
    """The command that was answered (RFC 5321 3.3); *data* is also the reply to the whole content."""

    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"


class Meaning(enum.StrEnum):
    """What a reply is about."""

    ACCEPTED = "accepted"
    #: Not now; this mail is tried again.
    LATER = "later"
    #: This recipient or this mail, for good.
    REFUSED = "refused"
    #: For good, but the words do not say what of: three recipients that get it alike make it ours.
    UNCLEAR = "unclear"
    #: Relaying or access denied: ours, unless other mails of the same sender are taken.
    AUTHORISATION = "authorisation"
    #: Our sign-in, our sender or our quota.
    OURS = "ours"
    #: The server is closing the connection.
    CLOSING = "closing"

    @property
    def is_about_us(self) -> bool:
        """Whether every mail, or every mail of the sender, would be answered so."""
        return self in {Meaning.AUTHORISATION, Meaning.OURS, Meaning.CLOSING}


@dataclass(frozen=True)
class Rule:
    """One row of the table; what is left empty fits everything."""

    means: Meaning
    codes: frozenset[int] = frozenset()
    #: Subject and detail of the enhanced code (RFC 3463 2), `7.60` or with all details `1.`.
    enhanced: frozenset[str] = frozenset()
    stages: frozenset[Stage] = frozenset()
    words: re.Pattern[str] | None = None

    def fits(self, stage: Stage, code: int, enhanced: str, text: str) -> bool:
        """Tell whether a reply is of this kind."""
        subject = enhanced.partition(".")[0] + "."
        return (
            (not self.codes or code in self.codes)
            and (not self.enhanced or enhanced in self.enhanced or subject in self.enhanced)
            and (not self.stages or stage in self.stages)
            and (self.words is None or self.words.search(text) is not None)
        )


def _words(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.IGNORECASE)


_AFTER_MAIL = frozenset({Stage.RCPT, Stage.DATA})
#: `REFUSED` stands for the recipient or the mail; where the code is a 4xx it becomes `LATER`.
RULES: tuple[Rule, ...] = (
    # RFC 5321 3.8: the service is closing the channel, whatever the command was.
    Rule(Meaning.CLOSING, codes=frozenset({421})),
    # RFC 4954 6: authentication required, too weak, invalid, or to be encrypted first.
    Rule(Meaning.OURS, codes=frozenset({530, 534, 535, 538})),
    # RFC 1870 6: the size that MAIL FROM declares is this mail's.
    Rule(Meaning.REFUSED, enhanced=frozenset({"3.4", "2.3"})),
    Rule(Meaning.REFUSED, codes=frozenset({552}), stages=frozenset({Stage.MAIL})),
    # RFC 5321 4.1.1.2: at MAIL FROM no recipient has been named, so the reply is about the sender.
    Rule(Meaning.OURS, stages=frozenset({Stage.MAIL})),
    # RFC 3463 3.2: bad sender's mailbox (7) or system (8) address.
    Rule(Meaning.OURS, enhanced=frozenset({"1.7", "1.8"})),
    # RFC 4954 6 and RFC 5248 2.4: credentials, mechanism, encryption, account; RFC 7372 3: DKIM, SPF, reverse DNS.
    Rule(
        Meaning.OURS, enhanced=frozenset({f"7.{detail}" for detail in (8, 9, 10, 11, 13, 14, *range(20, 28))})
    ),
    # Exchange: not authenticated (7.57), SendAsDenied (7.60, 2.252), tenant's, sender's or daily quota (7.705, 7.708,
    # 1.90), blocked or unregistered sender (7.501-7.503, 7.511, 7.750), connector (7.64). Gmail: daily quota (4.5).
    Rule(
        Meaning.OURS,
        enhanced=frozenset(
            "7.57 7.60 2.252 7.705 7.708 1.90 7.501 7.502 7.503 7.511 7.750 7.64 4.5".split()  # noqa: SIM905
        ),
    ),
    # Postfix says at RCPT TO what it thinks of the client, EHLO and MAIL FROM (smtpd_delay_reject).
    Rule(
        Meaning.OURS,
        words=_words(
            r"\b(sender address|client host|helo command) rejected",
            r"sendasdenied|\bsend as (this|another) (sender|user)|\bnot owned by user",
            r"\bsender (is )?not (allowed|authori[sz]ed|permitted)|\bsender verify failed",
        ),
    ),
    # Quotas of the sender (Gmail 450 4.2.1 "relay limit", cPanel "max emails per hour"), not of a mailbox.
    Rule(
        Meaning.OURS,
        words=_words(
            r"\brelay (limit|quota)",
            r"\b(sending|outgoing|outbound|hourly|daily) (\w+ ){0,3}(limits?|quota)\b",
            r"\bmax(imum)? (defers|e-?mails|messages)\b.{0,40}\bper (hour|day)",
            r"\b(limit|quota) (\w+ ){0,3}per (hour|day)|\bsent too many\b",
        ),
    ),
    # RFC 3463 3.2, 3.3: the recipient's address and mailbox. Exchange says 5.4.1 of an address it does not have.
    Rule(Meaning.REFUSED, enhanced=frozenset({"1.", "2.", "4.1"})),
    Rule(
        Meaning.REFUSED,
        stages=_AFTER_MAIL,
        words=_words(
            r"\bno such (user|mailbox|recipient|address)|\b(user|recipient|address|mailbox) unknown",
            r"\bunknown (user|recipient|address|mailbox)|\binvalid (recipient|mailbox)",
            r"\bdoes ?n[o']t exist|\bmailbox (is )?(not found|unavailable|full|disabled)",
        ),
    ),
    # Postfix, Exim, Sendmail, Exchange and qmail when a client may not relay; the same words may stand for a
    # recipient that an administrator has blocked.
    Rule(
        Meaning.AUTHORISATION,
        stages=_AFTER_MAIL,
        words=_words(
            r"\brelay(ing)?\b.{0,40}\b(denied|prohibited|refused|not (permitted|allowed))|\brcpthosts\b",
            r"\b(unable|not (permitted|allowed|authori[sz]ed)|may not|do(es)? not|cannot|won't) (to )?relay",
            r"\baccess denied|\bclient does not have permissions?\b",
            r"\bauthenticat(e|ion)\b.{0,20}\b(required|first|needed|mandatory)|\bmust (first )?(authenticate|log ?in)",
            r"\b(not|un)[ -]?authenticated|\b(send|use|need) (smtp )?auth\b",
        ),
    ),
    # RFC 3463 3.8 X.7.0 alone: security, nothing more said.
    Rule(Meaning.AUTHORISATION, enhanced=frozenset({"7.0"}), stages=frozenset({Stage.RCPT})),
)
#: At the head of the text, or as qmail writes it: `(#5.7.1)`.
_ENHANCED = re.compile(r"(?:\A|#)[245]\.(\d{1,3}\.\d{1,3})\b")
_IN_BRACKETS = re.compile(r"<[^<>]*>|\([^()]*\)|\[[^\[\]]*\]")
_DIGIT = re.compile(r"\d")


def meaning_of(stage: Stage, code: int, text: str) -> Meaning:
    """Return what a reply to a command is about."""
    if 200 <= code < 300:
        return Meaning.ACCEPTED
    found = _ENHANCED.search(text)
    enhanced = found[1] if found else ""
    means = next((rule.means for rule in RULES if rule.fits(stage, code, enhanced, text)), Meaning.UNCLEAR)
    if code < 500 and not means.is_about_us:
        return Meaning.LATER
    return means


def is_alike(one: str | None, other: str) -> bool:
    """Tell whether two replies say the same, but for the recipient and what is different every time."""
    return bool(one) and _kind(str(one)) == _kind(other)


def without_recipient(answer: str, recipient: str) -> str:
    """Return a reply that may be shown to others than those who may see the mail."""
    return one_line(re.sub(re.escape(recipient), "…", answer, flags=re.IGNORECASE))


def _kind(answer: str) -> tuple[str, str]:
    code, _space, text = answer.partition(" ")
    found = _ENHANCED.search(text)
    words = _IN_BRACKETS.sub(" ", text).lower().split()
    return f"{code} {found[1] if found else ''}", " ".join(word for word in words if not _is_particular(word))


def _is_particular(word: str) -> bool:
    """Tell whether a word differs between two replies of the same kind: an address, an id, a time, a session."""
    return "@" in word or _DIGIT.search(word) is not None
