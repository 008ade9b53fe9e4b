"""What a list of staff says, row by row: which rows can be taken in, and what is wrong with the others."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from eventapp.core.addresses import MAX_ADDRESS, find_fault, read_address
from eventapp.core.text import email_key, one_line
from eventapp.invitations.rows import Row

NAME_LENGTH, UNIT_LENGTH = 120, 200
_ENGLISH = {"en", "eng", "engelska", "english"}


class Reason(enum.StrEnum):
    """Why a row is not taken in as it stands; the first ones are for somebody to correct."""

    NO_ADDRESS = "no_address"
    FORMULA = "formula"
    BAD_ADDRESS = "bad_address"
    SEVERAL_ADDRESSES = "several_addresses"
    ADDRESS_TOO_LONG = "address_too_long"
    NAME_TOO_LONG = "name_too_long"
    UNIT_TOO_LONG = "unit_too_long"
    UNKNOWN_FEDERATION = "unknown_federation"
    DOUBLE = "double"
    ON_LIST = "on_list"
    #: Is taken in, and counts as having accepted.
    REGISTERED = "registered"


#: With these nothing is to be done.
SETTLED = frozenset({Reason.DOUBLE, Reason.ON_LIST, Reason.REGISTERED})


@dataclass(frozen=True, kw_only=True)
class Remark:
    """What is to be said about a row; `first_line` is the row that a double repeats."""

    row: Row
    reason: Reason
    first_line: int = 0

    @property
    def is_fault(self) -> bool:
        """Whether the row has to be corrected."""
        return self.reason not in SETTLED


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Somebody who can be put on the list."""

    row: Row
    email: str
    name: str
    unit: str
    federation_id: int
    language: str

    @property
    def key(self) -> str:
        """The address in the form in which two spellings are equal."""
        return email_key(self.email)


@dataclass
class Checked:
    """The rows of a list, told apart."""

    candidates: list[Candidate] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def check_rows(rows: Iterable[Row], federations: Mapping[str, int], default_id: int) -> Checked:
    """Tell the rows that can be taken in from those that cannot; `federations` by what may stand in the column."""
    checked = Checked()
    lines: dict[str, int] = {}
    for row in rows:
        found = _check(row, federations, default_id)
        if isinstance(found, Reason):
            checked.remarks.append(Remark(row=row, reason=found))
        elif found.key in lines:
            checked.remarks.append(Remark(row=row, reason=Reason.DOUBLE, first_line=lines[found.key]))
        else:
            lines[found.key] = row.line
            checked.candidates.append(found)
    return checked


def federation_words(names: Sequence[tuple[int, Sequence[str]]]) -> dict[str, int]:
    """Return federations by the words that may mean them: slug, short and long name, however written."""
    return {_word(name): federation_id for federation_id, spellings in names for name in spellings if name}


def _check(row: Row, federations: Mapping[str, int], default_id: int) -> Candidate | Reason:
    name_beside, address = read_address(row.email)
    name, unit = one_line(row.name) or name_beside, one_line(row.unit)
    federation_id = federations.get(_word(row.federation)) if row.federation else default_id
    problem = _problem(row, address) or _too_long(name, unit)
    if problem or federation_id is None:
        return problem or Reason.UNKNOWN_FEDERATION
    language = "en" if row.language.strip().casefold() in _ENGLISH else "sv"
    return Candidate(
        row=row, email=address, name=name, unit=unit, federation_id=federation_id, language=language
    )


def _problem(row: Row, address: str) -> Reason | None:
    if not address:
        return Reason.FORMULA if row.is_formula else Reason.NO_ADDRESS
    if address.count("@") > 1:
        return Reason.SEVERAL_ADDRESSES
    if len(address) > MAX_ADDRESS:
        return Reason.ADDRESS_TOO_LONG
    if find_fault(address) is not None:
        return (
            Reason.BAD_ADDRESS
            if "@" in address
            else Reason.FORMULA
            if row.is_formula
            else _no_address(address)
        )
    return None


def _no_address(text: str) -> Reason:
    """Tell a dash or a *saknas* from an attempt at an address."""
    return Reason.BAD_ADDRESS if "." in text or any(sign.isalnum() for sign in text) else Reason.NO_ADDRESS


def _too_long(name: str, unit: str) -> Reason | None:
    if len(name) > NAME_LENGTH:
        return Reason.NAME_TOO_LONG
    return Reason.UNIT_TOO_LONG if len(unit) > UNIT_LENGTH else None


def _word(text: str) -> str:
    """Return a federation's name as it is compared: without *Samordningsförbundet*, signs and letter case."""
    plain = "".join(sign for sign in text.casefold() if sign.isalnum())
    return plain.replace("samordningsförbundet", "").replace("samordningsforbundet", "") or plain
