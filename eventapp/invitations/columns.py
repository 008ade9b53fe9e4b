"""Which column of a table says what: found by its heading, in Swedish or English, however it is written."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from eventapp.core.text import one_line, without_marks
from eventapp.invitations.rows import Row

#: One line of a table: its number as a program for tables shows it, and its cells.
Line = tuple[int, Sequence[str]]
#: Lines among which the heading is looked for.
HEADING_WITHIN = 30
#: Headings without spaces, signs and dots over letters; the first spelling that fits decides, so the best come first.
HEADINGS: dict[str, tuple[str, ...]] = {
    "line": ("rad", "radnr", "radnummer", "line"),
    "email": (
        *(
            "epost",
            "epostadress",
            "mejl",
            "mejladress",
            "mail",
            "mailadress",
            "email",
            "emailaddress",
            "emailadress",
        ),
        *(
            "epostarbete",
            "epostjobb",
            "jobbepost",
            "jobbmejl",
            "jobbmail",
            "arbetsepost",
            "arbetsmejl",
            "arbetsmail",
        ),
        *(
            "mailarbete",
            "mejlarbete",
            "emailwork",
            "workemail",
            "primaryemail",
            "mailaddress",
            "epostadressarbete",
        ),
        *(
            "emailbusiness",
            "epostadresser",
            "mejladresser",
            "adressepost",
            "eadress",
            "emejl",
            "elektroniskpost",
        ),
    ),
    "name": (
        *("namn", "name", "fulltnamn", "fullname", "helanamnet", "helnamn", "visningsnamn", "displayname"),
        *(
            "forochefternamn",
            "fornamnochefternamn",
            "fornamnefternamn",
            "efternamnfornamn",
            "efternamnochfornamn",
        ),
        *(
            "medarbetare",
            "anstalld",
            "anstallda",
            "deltagare",
            "person",
            "personal",
            "employee",
            "employeename",
        ),
        *("namnpaanstalld", "anstalldnamn", "personnamn", "contact", "kontakt", "participant"),
    ),
    "first": ("fornamn", "tilltalsnamn", "firstname", "givenname", "forename"),
    "last": ("efternamn", "lastname", "surname", "familyname"),
    "unit": (
        *(
            "enhet",
            "enhetsnamn",
            "avdelning",
            "arbetsplats",
            "arbetsstalle",
            "verksamhet",
            "insats",
            "projekt",
        ),
        *(
            "unit",
            "department",
            "workplace",
            "team",
            "sektion",
            "forvaltning",
            "organisation",
            "organization",
        ),
        *("arbetsgivare", "employer", "company", "foretag", "myndighet", "arbetsgrupp", "grupp"),
    ),
    "federation": ("forbund", "samordningsforbund", "federation", "vard", "host", "tillhorforbund"),
    "language": ("sprak", "language", "lang", "mejlsprak"),
}
#: Columns of addresses that are somebody else's, or not for work.
_NOT_THEIRS = ("privat", "chef", "manager", "narmaste", "anhorig", "private", "home", "hem")
_PLAIN = str.maketrans({"æ": "a", "ø": "o", "å": "a", "ä": "a", "ö": "o", "é": "e", "\ufffd": "?"})


@dataclass(frozen=True)
class Columns:
    """Where in a line what stands; None for what the table does not have."""

    heading_line: int
    places: dict[str, int]

    def read(self, line: Line) -> Row:
        """Return what a line says; its own number, where it carries one from an earlier report."""
        number, cells = line
        said = {name: _cell(cells, place) for name, place in self.places.items()}
        name = said.get("name") or one_line(f"{said.get('first', '')} {said.get('last', '')}")
        own = said.get("line", "")
        return Row(
            line=int(own) if own.isdecimal() and len(own) < 8 else number,
            email=said.get("email", ""),
            name=name,
            unit=said.get("unit", ""),
            federation=said.get("federation", ""),
            language=said.get("language", ""),
        )


def find_columns(lines: Iterable[Line]) -> Columns | None:
    """Return the columns of the first line that has a heading for addresses; None where there is none."""
    for number, cells in lines:
        places = _places(cells)
        if "email" in places:
            return Columns(number, places)
    return None


def find_address_column(lines: Sequence[Line]) -> Columns | None:
    """Return the only column in which addresses stand, of a table without headings; None where it is not one."""
    found = {place for _number, cells in lines for place, cell in enumerate(cells) if "@" in cell}
    return Columns(0, {"email": found.pop()}) if len(found) == 1 else None


def list_headings(lines: Sequence[Line]) -> list[str]:
    """Return what stands in the first line that has several cells, or one: the headings that were not understood."""
    widest = max(lines, key=lambda line: sum(bool(cell) for cell in line[1]), default=(0, ()))
    first = next((cells for _number, cells in lines if sum(map(bool, cells)) > 1), widest[1])
    return [cell[:40] for cell in first if cell][:8]


def repaired(text: str) -> str:
    """Return a text whose å, ä and ö were read in the wrong encoding as it was meant (*FÃ¶rnamn*)."""
    if "Ã" not in text and "Â" not in text:
        return text
    with contextlib.suppress(UnicodeError):
        return text.encode("cp1252").decode("utf-8")
    return text


def _places(cells: Sequence[str]) -> dict[str, int]:
    """Return each kind of column and where it is: the best heading wins, then the first column."""
    ranked = sorted(_ranked(cells))
    places: dict[str, int] = {}
    for _rank, place, name in ranked:
        if place not in places.values():
            places.setdefault(name, place)
    return places


def _ranked(cells: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    for place, cell in enumerate(cells):
        key = _key(cell)
        if not key or "@" in cell:
            continue
        for name, spellings in HEADINGS.items():
            if name == "email" and any(word in key for word in _NOT_THEIRS):
                continue
            rank = next((rank for rank, one in enumerate(spellings) if _fits(key, one)), None)
            if rank is None and name == "email" and _is_nearly_email(key):
                rank = len(spellings)
            if rank is not None:
                yield rank, place, name


def _is_nearly_email(key: str) -> bool:
    return len(key) < 40 and any(word in key for word in ("epost", "mejl", "email", "mailadress"))


def _key(heading: str) -> str:
    plain = repaired(heading).casefold().translate(_PLAIN)
    return "".join(sign for sign in without_marks(plain) if sign.isalnum() or sign == "?")


def _fits(key: str, spelling: str) -> bool:
    """Compare; a question mark stands for a letter that was lost."""
    if "?" not in key:
        return key == spelling
    return len(key) == len(spelling) and all(a in (b, "?") for a, b in zip(key, spelling, strict=True))


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""
