"""Lists in pages: which page is asked for, and reading it at a cost that does not grow with the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from flask import request

from eventapp.core.extensions import db

PAGE_SIZE = 50
#: More pages than any list has, fewer than a database can count.
LAST_PAGE = 1_000_000

Row = TypeVar("Row")
Built = TypeVar("Built")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list."""

    rows: Sequence[Row]
    #: Number of rows on all pages.
    total: int
    page: int
    size: int = PAGE_SIZE

    @property
    def pages(self) -> int:
        """Number of pages, at least one."""
        return count_pages(self.total, self.size)

    def map(self, build: Callable[[Row], Built]) -> Page[Built]:
        """Return the same page with something built of each row."""
        return Page([build(row) for row in self.rows], self.total, self.page, self.size)


def page_number() -> int:
    """Return which page of a list the address asks for (`sida`), 1 where it says nothing of use."""
    return min(max(request.args.get("sida", 1, type=int), 1), LAST_PAGE)


def count_pages(total: int, size: int = PAGE_SIZE) -> int:
    """Return on how many pages that many rows stand, at least one."""
    return max(-(-total // size), 1)


def page_at(place: int, size: int = PAGE_SIZE) -> int:
    """Return the page on which a row stands that has that many before it."""
    return place // size + 1


def read_page(
    statement: sa.Select[*tuple[Any, ...]], number: int, size: int = PAGE_SIZE
) -> Page[tuple[Any, ...]]:
    """Return one page of what a statement selects; a page beyond the last is the last.

    The statement ends its order with a column that is unique: rows that are equal in it would stand on two pages or
    on none. One query; two more for a page that there is not.
    """
    counted = statement.add_columns(sa.func.count().over())
    rows = db.session.execute(counted.limit(size).offset((number - 1) * size)).all()
    if not rows and number > 1:
        total = (
            db.session.scalar(sa.select(sa.func.count()).select_from(statement.order_by(None).subquery()))
            or 0
        )
        last = count_pages(total, size)
        # Rows may go between two queries; the first page ends the search.
        return read_page(statement, last if last < number else 1, size)
    return Page([tuple(row)[:-1] for row in rows], rows[0][-1] if rows else 0, number, size)


def cut_page(rows: Sequence[Row], number: int, size: int = PAGE_SIZE) -> Page[Row]:
    """Return one page of rows that are in memory; a page beyond the last is the last."""
    number = min(number, count_pages(len(rows), size))
    return Page(rows[(number - 1) * size : number * size], len(rows), number, size)
