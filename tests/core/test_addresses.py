"""Mail addresses: read as people write them, by IDNA 2008, with a sentence about what is wrong."""

from __future__ import annotations

import pytest

from eventapp.core.addresses import AddressFault, find_fault, is_mail_address, read_address, split_bracketed
from eventapp.core.text import email_key
from eventapp.messages.delivery import DELIVERABLE
from eventapp.messages.mime import ascii_address

GOOD = [
    "a@b.se",
    "kim+demokrati@sub.example.se",
    "o'brien@example.se",
    "a@straße.de",
    "a@x.xn--p1ai",
    "a@x.рф",
    "a@пример.рф",
    "KIM@EXAMPLE.SE",
    "a@xn--strae-oqa.de",
    "a@1.example.se",
    f"{'a' * 64}@example.se",
]
FAULTS = {
    "": AddressFault.NO_AT,
    "kim": AddressFault.NO_AT,
    "kim@": AddressFault.NO_AT,
    "@example.se": AddressFault.NO_AT,
    "kim@example": AddressFault.INCOMPLETE,
    "asa@x_y.se": AddressFault.UNDERSCORE,
    "åsa@example.se": AddressFault.LOCAL_LETTER,
    '"a b"@example.se': AddressFault.QUOTED,
    "a@b@example.se": AddressFault.SEVERAL,
    "a b@example.se": AddressFault.SPACE,
    "a@exam ple.se": AddressFault.SPACE,
    "a@example,se": AddressFault.COMMA,
    "kim..x@example.se": AddressFault.DOT,
    ".kim@example.se": AddressFault.DOT,
    "kim.@example.se": AddressFault.DOT,
    "a@example..se": AddressFault.DOT,
    "a@.example.se": AddressFault.DOT,
    "a(b)@example.se": AddressFault.LOCAL_SIGN,
    "a@-example.se": AddressFault.DOMAIN,
    "a@example.123": AddressFault.DOMAIN,
    "a@127.0.0.1": AddressFault.DOMAIN,
    "a@[127.0.0.1]": AddressFault.DOMAIN,
    "a@xn--a.se": AddressFault.DOMAIN,
    "a@☃.se": AddressFault.DOMAIN,
    f"{'a' * 65}@example.se": AddressFault.TOO_LONG,
    f"a@{'a' * 64}.se": AddressFault.DOMAIN,
    f"a@{'å' * 200}.se": AddressFault.DOMAIN,
    f"a@{'a.' * 200}se": AddressFault.TOO_LONG,
}


@pytest.mark.parametrize("address", GOOD)
def test_what_is_taken_is_sent(address: str) -> None:
    assert find_fault(address) is None
    assert DELIVERABLE.fullmatch(ascii_address(address))


@pytest.mark.parametrize("address", FAULTS)
def test_what_is_wrong_is_named(address: str) -> None:
    assert find_fault(address) is FAULTS[address]
    assert not is_mail_address(address)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a@x.xn--p1ai", "a@x.рф"),
        ("a@straße.de", "A@xn--strae-oqa.DE"),
        ("a@STRAẞE.de", "a@straße.de"),
        ("a@Exämple.se", "a@xn--exmple-cua.se"),
        ("a@exa\u0308mple.se", "a@exämple.se"),
    ],
)
def test_two_spellings_of_an_address_are_one(one: str, other: str) -> None:
    assert email_key(one) == email_key(other)
    assert ascii_address(one).lower() == ascii_address(other).lower()


def test_a_sharp_s_is_not_two() -> None:
    assert email_key("a@straße.de") != email_key("a@strasse.de")
    assert ascii_address("a@straße.de") == "a@xn--strae-oqa.de"


@pytest.mark.parametrize(
    "address", ["Kim@Example.SE", "a@x_y.se", "a@localhost", "kim", "", "a@xn--exmple-cua.se"]
)
def test_keys_of_addresses_in_ascii_are_what_they_were(address: str) -> None:
    assert email_key(address) == address.lower()


@pytest.mark.parametrize(
    ("typed", "name", "address"),
    [
        ("mailto:b@x.se", "", "b@x.se"),
        ("MAILTO:b@x.se?subject=Hej", "", "b@x.se"),
        ("Åsa Ek <b@x.se>", "Åsa Ek", "b@x.se"),
        ("Åsa Ek <mailto:b@x.se>", "Åsa Ek", "b@x.se"),
        ('"Ek, Åsa" < b@x.se >', "Ek, Åsa", "b@x.se"),
        ("Åsa [b@x.se]", "Åsa", "b@x.se"),
        ("<b@x.se>", "", "b@x.se"),
        ("b@x.se.", "", "b@x.se"),
        (" b@x.se;", "", "b@x.se"),
        ("'b@x.se'", "", "b@x.se"),
        ('"b@x.se"', "", "b@x.se"),
        ("b\u200b@x.se\u202c", "", "b@x.se"),
        ('"a b"@example.se', "", '"a b"@example.se'),
        ("Åsa <b@x.se> <c@x.se>", "Åsa <b@x.se>", "c@x.se"),
        ("a?b@x.se?x", "", "a?b@x.se"),
        ("", "", ""),
    ],
)
def test_an_address_is_read_as_it_is_copied(typed: str, name: str, address: str) -> None:
    assert read_address(typed) == (name, address)


@pytest.mark.parametrize("text", ["", "<", ">", "<>", "a <b>", "a@b.se", "<a b@c>", "<@@@", "a <b@c> d"])
def test_brackets_without_an_address_are_none(text: str) -> None:
    assert split_bracketed(text) is None
