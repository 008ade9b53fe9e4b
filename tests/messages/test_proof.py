"""Whether our own server vouches for a sender: nothing that a sender can choose or write does it instead."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventapp.messages import proof
from eventapp.messages.incoming import read_incoming
from eventapp.messages.proof import Proof

OURS = "mx.anmalan.example"
STAMP = f"Received: from mx.arbete.example (mx.arbete.example [192.0.2.7]) by {OURS} with ESMTP id 1; Fri, 1 Oct 2027\n"
THEIRS = "Received: from [10.0.0.1] by mx.arbete.example with ESMTP id 2; Fri, 1 Oct 2027\n"
PASS = f"{OURS}; dmarc=pass header.from=kund.example"
FAIL = f"{OURS}; dmarc=fail (p=reject dis=none) header.from=kund.example"
NO_DMARC = f"{OURS}; dmarc=none (p=none dis=none) header.from=kund.example"
SIGNED = f"{OURS}; dkim=pass (2048-bit key) header.d=kund.example header.i=@kund.example header.b=Ab"


def results(*said: str) -> str:
    return "".join(f"Authentication-Results: {one}\n" for one in said)


def prove(headers: str, sender: str = "kim@kund.example") -> Proof:
    return read_incoming(f"{headers}From: {sender}\nSubject: x\n\nHej\n".encode(), OURS).proof


FORGED = {
    "DKIM's identity": "dkim=pass header.d=arbete.example header.i=x; dmarc=pass @arbete.example",
    "DKIM's identity with a domain": (
        "dkim=pass header.d=arbete.example header.i=x; dmarc=pass header.from=kund.example header.i=@arbete.example"
    ),
    "signature in DKIM's identity": (
        "dkim=pass header.d=arbete.example header.i=x;dkim=pass header.d=kund.example @arbete.example"
    ),
    "return path in quotes": 'spf=pass smtp.mailfrom="x; dmarc=pass "@evil.example',
    "whole result in quotes": f'spf=pass smtp.mailfrom="x; {PASS[len(OURS) + 2 :]}"@evil.example',
    "reason": 'dkim=fail reason="bad; dmarc=pass " header.d=arbete.example',
    "reason with escapes": 'dkim=fail reason="bad\\"; dmarc=pass header.from=kund.example; x=\\"',
    "comment": "spf=pass (x (note); dmarc=pass (y)) smtp.mailfrom=evil.example",
    "comment with escapes": "spf=pass (x \\) ; dmarc=pass header.from=kund.example \\( ) smtp.mailfrom=evil.example",
    "top-level domain": "dkim=pass header.d=example",
    "registry": "dkim=pass header.d=org.se",
    "no domain": "dmarc=pass",
    "other domain": "dmarc=pass header.from=arbete.example",
    "ending of the domain": "dkim=pass header.d=und.example",
    "domain below": "dkim=pass header.d=a.kund.example",
    "failed signature": "dkim=fail header.d=kund.example",
    "other method": "x-dmarc=pass header.from=kund.example",
}


@pytest.mark.parametrize("said", FORGED.values(), ids=FORGED)
def test_no_word_that_a_sender_can_choose_passes(said):
    verdicts = {
        prove(results(f"{OURS}; {said}"), "kim@kund.example"),
        prove(results(f"{OURS}; {said}; {FAIL[len(OURS) + 2 :]}")),
        prove(results(f"{OURS}; {said}", FAIL)),
        prove(results(FAIL, f"{OURS}; {said}")),
        prove(results(f"{OURS}; {said}"), "kim@kund.org.se"),
    }
    assert Proof.PROVEN not in verdicts


HONEST = {
    "OpenDMARC above OpenDKIM": results(NO_DMARC, SIGNED),
    "DMARC alone": results(PASS),
    "SPF on top": results(f"{OURS}; spf=pass smtp.mailfrom=kund.example", NO_DMARC, SIGNED),
    "Received-SPF on top": f"Received-SPF: Pass\n{results(NO_DMARC)}X-Spam: no\n{results(SIGNED)}",
    "name in capitals": results(PASS.replace(OURS, OURS.upper())),
    "name with a job": results(SIGNED.replace(OURS, f"{OURS}/4XyZ", 1)),
    "below our server's stamp": STAMP + results(NO_DMARC, SIGNED) + THEIRS,
    "below the mailbox's stamp too": (
        f"Return-Path: <kim@kund.example>\nReceived: from {OURS} by imap.anmalan.example with LMTP id 3\n"
        + STAMP
        + results(NO_DMARC, SIGNED)
        + THEIRS
    ),
    "stamps of another name": STAMP.replace(OURS, "vps7.provider.example") + results(PASS),
    "other server's below": results(NO_DMARC, "mx.list.example; dmarc=fail header.from=kund.example", SIGNED),
    "beside another's signature": results(
        f"{OURS}; dkim=pass header.d=list.example; dkim=pass header.d=kund.example; dmarc=none"
    ),
    "signature of the organisation": results(SIGNED).replace("kund.example", "org.kund.example"),
    "off the grammar on top": results(f"{OURS}; x-tls=pass x-bits=256", PASS),
    "return path of a mailing": f"Return-Path: <prvs=1=kim+a@kund.example>\n{results(PASS)}",
}


@pytest.mark.parametrize("headers", HONEST.values(), ids=HONEST)
def test_honest_sender_is_proven(headers):
    sender = "kim@skola.org.kund.example" if "org.kund" in headers else "kim@kund.example"
    assert prove(headers, sender) is Proof.PROVEN


BELOW = {
    "other server's stamp": STAMP + THEIRS + results(PASS),
    "our word and another's stamp": STAMP + results(NO_DMARC) + THEIRS + results(PASS),
    "author's fields": STAMP + "Date: x\nMessage-ID: <a@b>\n" + results(PASS),
    "signature": STAMP + "DKIM-Signature: v=1; d=arbete.example\n" + results(PASS),
    "our word and author's fields": results(NO_DMARC) + "To: x\n" + results(SIGNED),
    "our server's word on signatures": results(f"{OURS}; dkim=none", SIGNED),
    "our server's word on DMARC": results(NO_DMARC, PASS),
    "our server's no": results(FAIL, PASS, SIGNED),
    "ARC": STAMP + f"ARC-Authentication-Results: i=1; {PASS}\n",
}


@pytest.mark.parametrize("headers", BELOW.values(), ids=BELOW)
def test_senders_own_header_further_down_counts_for_nothing(headers):
    assert prove(headers) in {Proof.NOT_PROVEN, Proof.MISSING}


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ("", Proof.MISSING),
        (results("mx.evil.example; dmarc=pass header.from=kund.example"), Proof.MISSING),
        (results(f"{OURS}; dmarc=pass x-bits=2048"), Proof.UNREADABLE),
        (results(f"{OURS}; none"), Proof.NOT_PROVEN),
    ],
)
def test_what_is_missing_or_cannot_be_read_is_told_apart(headers, found):
    assert prove(headers) is found


@pytest.mark.parametrize("sender", ["kim", "kim@example", "kim@", "", "kim@kund.example, kim@kund.example"])
def test_nobody_vouches_for_a_sender_without_a_domain(sender):
    said = results(f"{OURS}; dmarc=pass header.from={sender.rpartition('@')[2] or 'x'}")
    assert prove(said, sender) is Proof.NOT_PROVEN


def as_real_filters_write(identity: str, domain: str, selector: str, path: str, helo: str) -> str:
    """A mail's header behind filters that copy what the sender says unquoted, as OpenDKIM does; DMARC has no record.

    The sender's words are in the mail too: in the return path, the greeting and the signature, encoded there.
    """
    at = f"{identity}@a.{domain}"
    said = f"dkim=pass (2048-bit key) header.d={domain} header.i={at} header.s={selector} header.b=Ab"
    tags = f"v=1; a=rsa-sha256; d={domain}; s={encode(selector)}; i={encode(at)}; bh=Aa=; b=Ab="
    return (
        f"Return-Path: <{path}@arbete.example>\n"
        + STAMP.replace("from mx.arbete.example", f"from {helo}")
        + results(f"{OURS}; spf=pass smtp.mailfrom={path}@arbete.example smtp.helo={helo}", f"{OURS}; {said}")
        + THEIRS
        + f"DKIM-Signature: {tags}\n"
    )


def encode(text: str) -> str:
    """Write a tag's value in DKIM's quoted-printable (RFC 6376 2.11)."""
    return re.sub(
        r"[^A-Za-z0-9@._+-]", lambda sign: "".join(f"={octet:02X}" for octet in sign[0].encode()), text
    )


SPICED = [
    *("x", "@", ";", "=", '"', "(", ")", "\\", ".", "/", " ", "header.b=q", "header.i=@a", "header.s=s"),
    *("dmarc=pass", "dkim=pass", "header.d=kund.example", "header.from=kund.example", "header.i="),
    "; dmarc=pass header.from=kund.example; dkim=pass header.i=",
    " header.b=q; dkim=pass header.d=kund.example; spf=pass smtp.mailfrom=",
    "(a);dmarc=pass(a)header.from=kund.example;dkim=pass(a)header.d=",
]
words = st.lists(st.sampled_from(SPICED), max_size=6).map("".join)


@settings(max_examples=400)
@given(identity=words, selector=words, path=words, helo=words.filter(lambda word: " " not in word))
def test_no_words_of_the_sender_make_it_pass(identity, selector, path, helo):
    headers = as_real_filters_write(identity, "arbete.example", selector, path, helo)
    assert prove(headers) is not Proof.PROVEN


SLIPPED = "@a.example header.b=q; dmarc=pass header.from=kund.example; dkim=pass header.d=a.example header.i="


def test_words_that_reach_out_would_pass_if_only_the_grammar_were_looked_at(monkeypatch):
    """A whole result in DKIM's identity is by the grammar: only the signature itself shows who has written it."""
    headers = as_real_filters_write(SLIPPED, "arbete.example", "s", "x", "x")
    assert prove(headers) is Proof.NOT_PROVEN
    monkeypatch.setattr(proof, "_reaches_out", lambda _message: False)
    assert prove(headers) is Proof.PROVEN


def test_honest_signature_reaches_nowhere():
    headers = as_real_filters_write("kim.ek+a", "kund.example", "s1._x", "kim", "mx.kund.example")
    assert prove(headers) is Proof.PROVEN
