"""Lists that nobody's program writes: small files that ask for much; each by its size, so that two can be compared."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from functools import partial

from tests.invitations.workbooks import HEADING, with_parts, workbook_of_excel

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
PLAIN = workbook_of_excel([HEADING, ("Anna Ek", "anna@exempel.se", "Unga framåt")])
Make = Callable[[int], bytes]


def in_sheet(rows: str, after: str = "", *, declared: str = "UTF-8", before: str = "") -> bytes:
    """Return a workbook whose only sheet says this."""
    text = (
        f'<?xml version="1.0" encoding="{declared}"?>{before}<worksheet {MAIN}><sheetData>{rows}</sheetData>'
    )
    return with_parts(PLAIN, sheet1=f"{text}{after}</worksheet>".encode())


def cell(place: str, text: str) -> str:
    """Return a cell with its text beside it."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


HEADINGS = f'<row r="1">{cell("A1", "E-post")}{cell("B1", "Enhet")}</row>'
PERSON = HEADINGS + f'<row r="2">{cell("A2", "anna@exempel.se")}</row>'


def in_strings(inner: str) -> bytes:
    """Return a workbook with these strings."""
    return with_parts(PLAIN, sharedStrings=f"<sst {MAIN}>{inner}</sst>".encode())


def with_sheets(number: int, *, row: int = 190_000, one_part: bool = False) -> bytes:
    """Return a workbook with so many sheets, each with one row of a high number; all of them may be one part."""
    part = "worksheets/sheet0.xml" if one_part else "worksheets/sheet{}.xml"
    sheets = "".join(f'<sheet name="s{n}" sheetId="{n + 1}" r:id="rId{n}"/>' for n in range(number))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}"/></Types>',
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(
            (f"rId{n}", "worksheet", part.format(n)) for n in range(number)
        ),
        "_rels/.rels": _relations([("rId1", "officeDocument", "xl/workbook.xml")]),
    }
    content = (
        f'<worksheet {MAIN}><sheetData><row r="{row}">{cell(f"A{row}", "x")}</row></sheetData></worksheet>'
    )
    parts |= {f"xl/worksheets/sheet{n}.xml": content for n in range(1 if one_part else number)}
    return zipped(parts)


def _relations(relations: object) -> str:
    inner = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for key, kind, target in relations
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


def zipped(parts: dict[str, str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def merged(number: int) -> str:
    """Return so many merged cells, all the same."""
    return "<mergeCells>" + '<mergeCell ref="B2:B4000"/>' * number + "</mergeCells>"


def people(number: int) -> str:
    """Return rows with an address each."""
    return "".join(f'<row r="{n}">{cell(f"A{n}", f"p{n}@exempel.se")}</row>' for n in range(2, number))


#: Refused by a limit of their own: how they are made, a size above the limit, the problem, and the limits to take away
#: for it to be found no longer.
REFUSED: dict[str, tuple[Make, int, str, tuple[str, ...]]] = {
    "sheets": (with_sheets, 60, "too_many_sheets", ("MOST_SHEETS",)),
    "one part many times": (partial(with_sheets, one_part=True), 40, "broken", ()),
    "rows of high numbers": (with_sheets, 20, "too_many_rows", ("MOST_LOOKED_AT",)),
    "cells": (
        lambda n: in_sheet("<row>" + "<c/>" * n + "</row>"),
        1_100_000,
        "too_many_cells",
        ("MOST_TAGS",),
    ),
    "attribute": (
        lambda n: in_sheet(f'<row r="1" x="{"a" * n}"/>'),
        1_000_000,
        "too_long_text",
        ("_LONG_TOKEN",),
    ),
    "comment": (lambda n: in_sheet(f"<!--{'<a>' * (n // 3)}-->"), 1_000_000, "too_long_text", ("_BRACKETS",)),
    "cell": (
        lambda n: in_sheet(f'<row r="1">{cell("A1", "a" * n)}</row>'),
        1_000_000,
        "too_long_text",
        ("_LONG_TOKEN",),
    ),
    "section": (
        lambda n: in_sheet(f'<row r="1">{cell("A1", "<![CDATA[" + "<a>" * (n // 3) + "]]>")}</row>'),
        1_000_000,
        "too_long_text",
        ("_BRACKETS",),
    ),
    "merged cells": (lambda n: in_sheet(PERSON, merged(n)), 10_000, "too_many_merged", ("MOST_OF",)),
    "merged upon each other": (
        lambda n: in_sheet(HEADINGS + people(4000), merged(n)),
        400,
        "too_many_merged",
        (),
    ),
    "links": (
        lambda n: in_sheet(PERSON, "<hyperlinks>" + '<hyperlink ref="A2"/>' * n + "</hyperlinks>"),
        25_000,
        "too_many_links",
        ("MOST_OF",),
    ),
    "strings": (lambda n: in_strings("<si><t>a</t></si>" * n), 160_000, "too_many_texts", ("MOST_TAGS_IN",)),
    "long strings": (
        lambda n: in_strings(f"<si><t>{'a' * 100_000}</t></si>" * n),
        250,
        "too_many_texts",
        ("LARGEST_STRINGS",),
    ),
    "formats": (
        lambda n: with_parts(
            PLAIN, styles=f"<styleSheet {MAIN}><cellXfs>{'<xf/>' * n}</cellXfs></styleSheet>".encode()
        ),
        160_000,
        "too_many_formats",
        ("MOST_TAGS_IN",),
    ),
    "parts": (
        lambda n: zipped({f"p{number}.xml": "" for number in range(n)} | {"xl/workbook.xml": ""}),
        2500,
        "unpacks_too_large",
        ("MOST_PARTS",),
    ),
    "spaces": (lambda n: in_sheet(" " * n), 55_000_000, "unpacks_too_large", ("LARGEST_CONTENT",)),
    "document type": (
        lambda n: in_sheet("<row/>" * n, before='<!DOCTYPE worksheet [<!ATTLIST row x CDATA "a">]>'),
        10,
        "broken",
        (),
    ),
    "encoding": (lambda n: in_sheet("<row/>" * n, declared="cp037"), 10, "broken", ()),
    "method": (
        lambda n: zipped({"xl/workbook.xml": "<workbook/>" * n}, zipfile.ZIP_LZMA),
        10,
        "broken",
        (),
    ),
}
#: Below every limit, and as costly as can be: half and whole.
BELOW: dict[str, tuple[Make, int]] = {
    "long attributes": (lambda n: in_sheet(f'<row r="1" x="{"a" * 250_000}"/>' * n), 100),
    "cells": (lambda n: in_sheet(("<row>" + '<c t="b"><v>1</v></c>' * 100 + "</row>") * n), 2400),
    "one wide row": (lambda n: in_sheet("<row>" + "<c/>" * n + "</row>"), 400_000),
    "strings": (lambda n: in_strings("<si><t>a</t></si>" * n), 149_000),
    "wide signs": (lambda n: in_strings(f"<si><t>{'å' + chr(0x1F600) * 9999}</t></si>" * n), 400),
    "formats": (
        lambda n: with_parts(
            PLAIN, styles=f"<styleSheet {MAIN}><cellXfs>{'<xf/>' * n}</cellXfs></styleSheet>".encode()
        ),
        149_000,
    ),
    "high number": (lambda n: in_sheet(f'<row r="{n}">{cell(f"A{n}", "x")}</row>'), 199_000),
    "links": (
        lambda n: in_sheet(PERSON, "<hyperlinks>" + '<hyperlink ref="A2"/>' * n + "</hyperlinks>"),
        19_000,
    ),
    "formulas": (
        lambda n: in_sheet(
            HEADINGS
            + f'<row r="2"><c r="A2"><f t="shared" si="0" ref="A2:A9">{"A1+" * 1000}1</f></c></row>'
            + "".join(
                f'<row r="{row}"><c r="A{row}"><f t="shared" si="0"/><v>1</v></c></row>'
                for row in range(3, n)
            )
        ),
        800,
    ),
}
TEXTS: dict[str, tuple[Make, int]] = {
    "delimiters": (lambda n: b";" * n, 5_000_000),
    "delimiters in lines": (lambda n: (b";" * 9 + b"\n") * n, 49_000),
    "empty lines": (lambda n: b"\n" * n, 5_000_000),
    "one quotation mark": (lambda n: b'E-post\n"' + b"a\n" * n, 49_000),
    "quotation marks": (lambda n: b'"' * n, 5_000_000),
    "quoted lines": (lambda n: b"E-post\n" + (b'"' + b"a\n" * 9 + b'";b@c.se\n') * n, 4900),
    "addresses": (lambda n: (b"x@y.se;" * 14 + b"\n") * n, 35_000),
    "full table": (lambda n: (b";".join([b"abcdefghij"] * 45) + b"\n") * n, 10_000),
    "long lines": (lambda n: (b"a" * 499_000 + b"\n") * n, 10),
    "accents": (
        lambda n: b"E-post\n" + ("a" + "\u0301" * 30_000 + "\u0316" * 30_000 + "\n").encode() * n,
        20,
    ),
    "zeros": (lambda n: b"a\0" * n, 2_500_000),
}
