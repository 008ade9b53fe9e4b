"""The reader of workbooks with its own limits taken away: only those of the process are left."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from eventapp.core.reader_process import Answer, answer_once
from eventapp.invitations import workbook_archive, workbook_list, xlsx_table

HUGE = 10**12


def read(content: bytes) -> Answer:
    """Read a workbook without counting anything first."""
    workbook_list.check_archive = lambda _content: None
    xlsx_table.MOST_LOOKED_AT = xlsx_table.MOST_SHEETS = workbook_list.MOST_LOOKED_AT = HUGE
    xlsx_table._check_sheets = lambda _parts: None
    return workbook_list.read(content)


#: What a limit is without its number.
LIFTED = {"_LONG_TOKEN": re.compile(rb"(?!)"), "_BRACKETS": ()}


def lift(monkeypatch: pytest.MonkeyPatch, names: Iterable[str]) -> None:
    """Take single limits away, for a test of the test."""
    for name in names:
        module = next(one for one in (workbook_archive, xlsx_table) if hasattr(one, name))
        value = getattr(module, name)
        more = (
            {key: (HUGE, problem) for key, (_most, problem) in value.items()}
            if isinstance(value, dict)
            else HUGE
        )
        monkeypatch.setattr(module, name, LIFTED.get(name, more))


if __name__ == "__main__":
    answer_once(read)
