"""What is in a workbook's archive, counted before anything parses it: each limit has a sentence of its own.

The process limits hold whatever comes; these limits say what is wrong, and make sure that files which are refused cost
little. An attack that gets past one of them meets the next.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Collection

from eventapp.core.reader_process import Refused

MB = 1024 * 1024
#: Content once unpacked, and that of the part with the strings, which all come into memory.
LARGEST_CONTENT, LARGEST_STRINGS = 50 * MB, 20 * MB
#: Parts of a workbook; thousands are an attack.
MOST_PARTS = 2000
#: Signs that begin a tag: what takes time to read is not octets but elements. 5,000 rows of fifty columns have a
#: million in all; below by the end of a part's name, with what is said where there are more.
MOST_TAGS = 1_000_000
MOST_TAGS_IN = {
    "sharedstrings.xml": (600_000, "too_many_texts"),
    "styles.xml": (150_000, "too_many_formats"),
    "workbook.xml": (20_000, "too_many_formats"),
    "[content_types].xml": (10_000, "unpacks_too_large"),
    ".rels": (20_000, "too_many_links"),
}
#: Elements of one part that are kept until its end, by their name.
MOST_OF = {b"mergeCell ": (5000, "too_many_merged"), b"hyperlink ": (20_000, "too_many_links")}
#: Octets of one tag, text or comment. Excel's longest cell has 32,767 characters; Expat before 2.6 scans a token anew
#: with each piece of it that comes, so that its cost grows with the square.
LONGEST_TOKEN = 256 * 1024
_LONG_TOKEN = re.compile(rb"<[^<]{%d}" % LONGEST_TOKEN)
#: Forms that may hold "<" themselves.
_BRACKETS = ((b"<!--", b"-->"), (b"<![CDATA[", b"]]>"), (b"<?", b"?>"))
#: Encodings in which "<" is that octet and nothing else is; in others the counts above would mean nothing.
_ENCODING = re.compile(
    rb"encoding\s*=\s*[\"'](?:utf-?8|us-ascii|iso-8859-1|windows-1252)[\"']", re.IGNORECASE
)
#: Parts that tell what an archive is when it is no workbook.
TELLING_PARTS = (
    ("xl/workbook.bin", "old_office"),
    ("word/document.xml", "document"),
    ("ppt/presentation.xml", "document"),
    ("Index/Document.iwa", "broken"),
    ("content.xml", "open_document"),
)


def check_archive(content: bytes) -> None:
    """Raise `Refused` for an archive that is no workbook, is broken, or holds more than a list of staff can."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_directory(archive)
            _check_parts(archive)
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, EOFError, OSError) as error:
        raise Refused("broken") from error


def _check_directory(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("password")
    # Python unpacks no more of a part than its directory declares, so what is declared is all that can come.
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_CONTENT:
        raise Refused("unpacks_too_large")
    if problem := _what_it_is(archive.namelist()):
        raise Refused(problem)
    # Excel uses no other; LZMA may ask for gigabytes to unpack a few octets.
    if any(part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for part in parts):
        raise Refused("broken")


def _check_parts(archive: zipfile.ZipFile) -> None:
    """Unpack every part once: that it is whole, how many elements it has, and how long the longest is."""
    tags = 0
    for part in archive.infolist():
        name = part.filename.lower()
        if name.endswith("sharedstrings.xml") and part.file_size > LARGEST_STRINGS:
            raise Refused("too_many_texts")
        octets = archive.read(part)
        tags += _count_tags(name, octets)
        if tags > MOST_TAGS:
            raise Refused("too_many_cells")
        if name.endswith((".xml", ".rels")):
            _check_xml(octets)


def _count_tags(name: str, octets: bytes) -> int:
    tags = octets.count(b"<")
    for end, (most, problem) in MOST_TAGS_IN.items():
        if name.endswith(end) and tags > most:
            raise Refused(problem)
    for element, (most, problem) in MOST_OF.items():
        if octets.count(element) > most:
            raise Refused(problem)
    return tags


def _check_xml(octets: bytes) -> None:
    """Refuse what no workbook holds and what makes parsers slow: other encodings, document types, long tokens."""
    declared = octets[:1000].partition(b"?>")[0]
    if b"\0" in octets or (b"encoding" in declared and not _ENCODING.search(declared)):
        raise Refused("broken")
    if b"<!DOCTYPE" in octets:
        raise Refused("broken")
    if _LONG_TOKEN.search(octets) or any(_has_long(octets, *pair) for pair in _BRACKETS):
        raise Refused("too_long_text")


def _has_long(octets: bytes, opening: bytes, closing: bytes) -> bool:
    """Tell whether any bracketed form is too long; each octet is looked at once."""
    at = octets.find(opening)
    while at >= 0:
        end = octets.find(closing, at + len(opening))
        end = len(octets) if end < 0 else end
        if end - at > LONGEST_TOKEN:
            return True
        at = octets.find(opening, end)
    return False


def _what_it_is(names: Collection[str]) -> str:
    if any(name.endswith("workbook.xml") for name in names):
        return ""
    return next((problem for name, problem in TELLING_PARTS if name in names), "other_archive")
