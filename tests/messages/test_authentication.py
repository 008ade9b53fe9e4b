"""`Authentication-Results` by the grammar of RFC 8601: what real filters write is read, and what is off it is void."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.messages.authentication import LONGEST, OffGrammar, Result, is_from, parse_results

OPENDKIM = (
    "mx.example.se;\r\n\tdkim=pass (2048-bit key; unprotected) header.d=kund.example header.i=@kund.example"
    ' header.a=rsa-sha256 header.s=s1 header.b="a/b+c1=";\r\n\tdkim-atps=neutral'
)
REAL = {
    "OpenDKIM": (OPENDKIM, [("dkim", "pass"), ("dkim-atps", "neutral")]),
    "OpenDKIM that failed": (
        'mx; dkim=fail reason="signature verification failed" (1024-bit key) header.d=a.example header.i=@a.example',
        [("dkim", "fail")],
    ),
    "OpenDMARC": ("mx; dmarc=pass (p=reject dis=none) header.from=kund.example", [("dmarc", "pass")]),
    "policyd-spf": (
        (
            "mx; spf=pass (mailfrom) smtp.mailfrom=kund.example (client-ip=192.0.2.1; helo=mx.kund.example;"
            " envelope-from=kim@kund.example; receiver=<UNKNOWN>)"
        ),
        [("spf", "pass")],
    ),
    "rspamd": (
        (
            "mx;\r\n\tdkim=pass header.d=kund.example header.s=s header.b=AbCd;\r\n\tdmarc=pass (policy=none)"
            ' header.from=kund.example;\r\n\tspf=pass smtp.mailfrom="bounces+1=a@kund.example"'
        ),
        [("dkim", "pass"), ("dmarc", "pass"), ("spf", "pass")],
    ),
    "Exim": (
        "mx; iprev=pass (a.example) smtp.remote-ip=2001:db8::1; spf=pass smtp.mailfrom=prvs=1=kim@kund.example",
        [("iprev", "pass"), ("spf", "pass")],
    ),
    "amavis": ("mx (amavisd-new); dkim=pass (2048-bit key) header.d=kund.example", [("dkim", "pass")]),
    "Yahoo": ("mx; dmarc=pass(p=NONE) header.from=kund.example", [("dmarc", "pass")]),
    "nothing": ("mx; none", []),
    "nothing, said at length": ("mx 1 (a) ; (b) NONE (c (d))", []),
    "all of the grammar": (
        (
            '"mx" (a) 1 (b); (c) dkim (d) / (e) 1 (f) = (g) PASS (h) reason (i) = (j) "x; y" (k)'
            ' header (l) . (m) d (n) = (o) "kund.example" (p); none=pass'
        ),
        [("dkim", "pass"), ("none", "pass")],
    ),
}


@pytest.mark.parametrize(("text", "results"), REAL.values(), ids=REAL)
def test_what_filters_write_is_read(text, results):
    assert [(one.method, one.value) for one in parse_results(text).results] == results


def test_properties_are_what_they_are_quoted_or_not():
    said = parse_results(OPENDKIM).results[0].properties
    assert (said["header.d"], said["header.i"], said["header.b"]) == (
        "kund.example",
        "@kund.example",
        "a/b+c1=",
    )
    quoted = parse_results('mx; spf=pass smtp.mailfrom="x; \\"dmarc\\"=pass "@evil.example')
    assert quoted.results == (Result("spf", "pass", {"smtp.mailfrom": 'x; "dmarc"=pass @evil.example'}),)


VOID = [
    "",
    "mx",
    "mx;",
    "mx; dkim=pass;",
    "mx; ;dkim=pass",
    "mx dkim=pass",
    "mx 2; dkim=pass",
    "mx 1 1; dkim=pass",
    "mx; dkim/2=pass",
    "mx; dkim",
    "mx; dkim=",
    "mx; =pass",
    "mx; none; dkim=pass",
    "mx; dkim=pass; none",
    "mx; dkim=pass none",
    "mx; dkim=pass @arbete.example",
    "mx; dkim=pass header.d",
    "mx; dkim=pass header.d=",
    "mx; dkim=pass header=d",
    "mx; dkim=pass .d=x",
    "mx; dkim=pass x-bits=2048",
    "mx; dkim=pass header.d=a.example reason=x",
    "mx; dkim=pass reason=x reason=y",
    "mx; dkim=pass header.d=a.example header.d=b.example",
    "mx; dkim=pass header.d=a.example HEADER.D=b.example",
    "mx; dkim=pass header.d=a.example header.from=b.example",
    "mx; dmarc=pass header.from=a.example header.i=@b.example",
    "mx; dmarc=pass header.from=a.example header.b=x",
    "mx; dkim=pass header.d=a.example, b.example",
    "mx; dkim=pass (header.d=a.example",
    "mx; dkim=pass header.d=a.example)",
    'mx; dkim=pass reason="x',
    'mx; dkim=pass reason="x\\"',
    'mx; dkim=pass header.d="a"example',
    "mx; dkim=pass header.d=a.example\x00",
    "mx; dkim=pass header.d=å.example",
    "mx; spf=pass smtp.mailfrom=<>",
    "mx; dkim=pass (" + "x" * LONGEST + ")",
]


@pytest.mark.parametrize("text", VOID)
def test_what_is_off_the_grammar_is_void(text):
    with pytest.raises(OffGrammar):
        parse_results(text)


@pytest.mark.parametrize(
    ("text", "is_ours"),
    [
        ("mx.example.se; dkim=pass", True),
        (" (a) MX.Example.SE ; dkim=pass", True),
        ("mx.example.se/4XyZ12; dkim=pass", True),
        ('"mx.example.se" 1; dkim=pass', True),
        ("mx.example.se.evil.example; dkim=pass", False),
        ("(mx.example.se); dkim=pass", False),
        ("x/mx.example.se; dkim=pass", False),
        ("dkim=pass; mx.example.se", False),
        ("", False),
        ("(", False),
    ],
)
def test_server_is_known_by_its_name_in_any_letters_and_with_a_job(text, is_ours):
    assert is_from(text, "mx.example.SE") is is_ours


@given(st.text(alphabet='mx;=. ()"\\/@ad1\t\r\n', max_size=60))
def test_any_text_is_read_or_void(text):
    try:
        parse_results(text)
    except OffGrammar:
        return
