"""A mail's octets as a bounded tree: each limit, what is left of a mail beyond it, and character sets that are none."""

from __future__ import annotations

import pytest

from eventapp.messages import parts
from eventapp.messages.parts import (
    MAX_DEPTH,
    MAX_FIELDS,
    MAX_HEAD,
    MAX_LINES,
    MAX_MAIL,
    MAX_PARTS,
    Excess,
    TooMuch,
    content_of,
    field_of,
    parse_head,
    parse_mail,
    text_of,
)

HEAD = b"From: kim@kommun.example\r\n"


def nested(depth: int) -> bytes:
    """A mail of as many multiparts inside each other."""
    heads = b"".join(
        b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n" % (number, number)
        for number in range(depth - 1)
    )
    return HEAD + heads + b"\r\nHej\r\n"


def side_by_side(count: int) -> bytes:
    """A mail of as many parts, itself counted."""
    return HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * (count - 1)


BEYOND = {
    "octets": (HEAD + b"\r\n" + b"x" * MAX_MAIL, Excess.TOO_LARGE),
    "header": (HEAD + b"X: " + b"x" * MAX_HEAD + b"\r\n\r\nHej", Excess.LONG_HEADER),
    "header of lines": (HEAD + b"X: x\r\n" * (MAX_HEAD // 6) + b"\r\nHej", Excess.LONG_HEADER),
    "fields": (HEAD + b"X: x\r\n" * MAX_FIELDS + b"\r\nHej", Excess.LONG_HEADER),
    "fields of a part": (
        HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + b"X: x\r\n" * (MAX_FIELDS + 1),
        Excess.LONG_HEADER,
    ),
    "field": (HEAD + b"X: " + b"x" * 40_000 + b"\r\n\r\nHej", Excess.LONG_HEADER),
    "parameters": (
        HEAD + b'Content-Type: text/plain; a="' + b";" * 3_000 + b"\r\n\r\nHej",
        Excess.LONG_HEADER,
    ),
    "lines": (HEAD + b"\r\n" + b"\n" * (MAX_LINES + 1), Excess.MANY_LINES),
    "lines of returns": (HEAD + b"\r\n" + b"\r" * (MAX_LINES + 1), Excess.MANY_LINES),
    "parts": (side_by_side(MAX_PARTS + 1), Excess.MANY_PARTS),
    "depth": (nested(MAX_DEPTH + 1), Excess.DEEP_PARTS),
    "blocks of a report": (
        HEAD + b"Content-Type: message/delivery-status\r\n\r\n" + b"A: b\r\n\r\n" * (MAX_PARTS + 1),
        Excess.MANY_PARTS,
    ),
    "boundary in a set that is none": (
        HEAD + b"Content-Type: multipart/mixed; boundary*=idna''%ff\r\n\r\n--b\r\n",
        Excess.BROKEN,
    ),
}


@pytest.mark.parametrize(("octets", "reason"), BEYOND.values(), ids=BEYOND)
def test_mail_beyond_a_limit_says_which_and_keeps_its_sender(octets, reason):
    with pytest.raises(TooMuch) as caught:
        parse_mail(octets)
    assert caught.value.reason is reason
    assert field_of(parse_head(octets), "From") == "kim@kommun.example"


@pytest.mark.parametrize("octets", [nested(MAX_DEPTH), side_by_side(MAX_PARTS)], ids=["depth", "parts"])
def test_mail_up_to_a_limit_is_read(octets):
    assert parse_mail(octets).is_multipart()


def test_depth_and_parts_are_counted_while_the_parser_works(monkeypatch):
    """Without its limit the parser goes on: that is what each of them prevents."""
    monkeypatch.setattr(parts, "MAX_DEPTH", 10**6)
    assert parse_mail(nested(MAX_DEPTH + 1)).is_multipart()
    monkeypatch.setattr(parts, "MAX_PARTS", 10**6)
    assert parse_mail(side_by_side(MAX_PARTS + 1)).is_multipart()


def text(charset: str, content: bytes, encoding: str = "8bit") -> str:
    head = f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return text_of(parse_mail(head.encode() + content), 100)


@pytest.mark.parametrize(
    ("charset", "content", "read"),
    [
        ("utf-8", "åäö".encode(), "åäö"),
        ("ISO-8859-1", "åäö".encode("latin-1"), "åäö"),
        ("windows-1252", "å–ö".encode("cp1252"), "å–ö"),
        ("utf-8", "åäö".encode("latin-1"), "åäö"),
        ("ansi_x3.4-1968", b"abc", "abc"),
        ("utf-16", "åäö".encode("utf-16"), "åäö"),
        ('"utf-8', "å".encode(), "å"),
    ],
)
def test_text_is_read_in_its_character_set(charset, content, read):
    assert text(charset, content) == read


@pytest.mark.parametrize(
    "charset",
    [
        *(
            "punycode",
            "idna",
            "rot13",
            "rot_13",
            "unicode_escape",
            "raw-unicode-escape",
            "utf-7",
            "undefined",
        ),
        *(
            "base64",
            "zlib",
            "hex",
            "bz2",
            "mbcs",
            "oem",
            "os",
            "utf-8\x00",
            "a" * 500,
            "å",
            "../../x",
            "x-none",
        ),
        "*0=punycode",
    ],
)
def test_what_is_no_character_set_is_read_as_utf8(charset):
    assert text(charset, "a-å \\u0041 +AEE-".encode()) == "a-å \\u0041 +AEE-"


def test_charset_in_pieces_of_a_charset_that_is_none_is_passed_over():
    assert (
        text_of(parse_mail(b"Content-Type: text/plain; charset*=punycode'x'%ff%ff-\r\n\r\nhej"), 100) == "hej"
    )


def test_text_that_is_cut_in_a_character_is_no_other_text():
    assert text_of(parse_mail(b"\r\n" + b"a" + "😀".encode() * 100), 10) == "a" + "😀" * 9


@pytest.mark.parametrize(
    "encoding", ["x-uuencode", "uue", " X-UUE ", "base64 ", "quoted-printable", "nonsense"]
)
def test_transfer_encodings_do_not_raise(encoding):
    octets = f"Content-Transfer-Encoding: {encoding}\r\n\r\nbegin 666 x\r\n\x7f=\r\n====\r\n".encode()
    assert isinstance(content_of(parse_mail(octets)), bytes)


@pytest.mark.parametrize("content", [b"A", b"AAAAA=", b"====", b"\xff\xfe", b"=4", b"=\r", b""])
@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
def test_broken_contents_do_not_raise(encoding, content):
    head = f"Content-Transfer-Encoding: {encoding}\r\n\r\n".encode()
    assert isinstance(content_of(parse_mail(head + content)), bytes)
