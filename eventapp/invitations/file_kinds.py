"""What sort of file somebody has sent, told by how it begins; nothing of it is unpacked or parsed here."""

from __future__ import annotations

import enum

from eventapp.invitations.errors import UnreadableFile, sentence_for

MB = 1024 * 1024
LARGEST_FILE = 5 * MB
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
#: How files begin that are no list, and what is said of them.
BEGINNINGS = (
    (b"%PDF", "pdf"),
    (b"{\\rtf", "document"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"<html", "web_page"),
    (b"<!doctype", "web_page"),
    (b"<table", "web_page"),
    (b"<?xml", "old_office"),
)


class Kind(enum.StrEnum):
    """What can be read."""

    XLSX = "xlsx"
    TEXT = "text"


def kind_of(content: bytes) -> Kind:
    """Return how to read a file; raises `UnreadableFile`, which says what to do, for what cannot be."""
    beginning = content[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    problem = next((problem for sign, problem in BEGINNINGS if beginning.startswith(sign.lower())), "")
    if not beginning:
        problem = "empty"
    if len(content) > LARGEST_FILE:
        problem = "too_large"
    elif content.startswith(OLD_OFFICE):
        problem = "password" if "EncryptedPackage".encode("utf-16-le") in content else "old_office"
    if problem:
        raise UnreadableFile(sentence_for(problem))
    return Kind.XLSX if content.startswith(b"PK") else Kind.TEXT
