"""What sort of file somebody has sent, told by its content, and whether it is safe to open; cheap, before parsing."""

from __future__ import annotations

import enum
import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Collection

from eventapp.invitations.errors import UnreadableFile, sentence_for

MB = 1024 * 1024
#: Largest file, and largest content once unpacked.
LARGEST_FILE, LARGEST_CONTENT = 5 * MB, 50 * MB
#: Parts of a workbook; thousands are an attack.
MOST_PARTS = 2000
#: Signs that begin a tag, in all parts and in the one with the strings, which all come into memory: what takes
#: time to read is not octets but elements. 5,000 rows of fifty columns have as many.
MOST_TAGS, MOST_TAGS_IN_STRINGS = 1_000_000, 600_000
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
#: Parts that tell what an archive is when it is no workbook.
TELLING_PARTS = (
    ("xl/workbook.bin", "old_office"),
    ("word/document.xml", "document"),
    ("ppt/presentation.xml", "document"),
    ("Index/Document.iwa", "broken"),
    ("content.xml", "open_document"),
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
    elif content.startswith(b"PK"):
        problem = _problem_of_archive(content)
    if problem:
        raise UnreadableFile(sentence_for(problem))
    return Kind.XLSX if content.startswith(b"PK") else Kind.TEXT


def _problem_of_archive(content: bytes) -> str:
    """Return what is wrong with an archive: no workbook, or more in it than a list of staff can hold."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if any(part.flag_bits & 1 for part in parts):
                return "password"
            # Python unpacks no more of a part than its directory declares, so what is declared is all that can come.
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_CONTENT:
                return "unpacks_too_large"
            return _what_it_is(archive.namelist()) or _problem_of_parts(archive)
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, EOFError, OSError):
        return "broken"


def _problem_of_parts(archive: zipfile.ZipFile) -> str:
    """Unpack every part once, without keeping it: that it is whole, and how many elements it has."""
    tags: Counter[str] = Counter()
    for part in archive.infolist():
        name = part.filename.rpartition("/")[2].lower()
        with archive.open(part) as unpacked:
            while chunk := unpacked.read(256 * 1024):
                tags[name] += chunk.count(b"<")
    is_too_much = tags.total() > MOST_TAGS or tags["sharedstrings.xml"] > MOST_TAGS_IN_STRINGS
    return "unpacks_too_large" if is_too_much else ""


def _what_it_is(names: Collection[str]) -> str:
    if any(name.endswith("workbook.xml") for name in names):
        return ""
    return next((problem for name, problem in TELLING_PARTS if name in names), "other_archive")
