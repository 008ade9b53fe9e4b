"""Small groups are never shown: who is alone at a workplace could be recognised by a number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

#: People in the smallest group that is shown.
FEWEST = 5


@dataclass(frozen=True, slots=True)
class Group:
    """How many share something: a role, a workplace."""

    label: str
    number: int


def pool_small(groups: Iterable[Group], others: str) -> list[Group]:
    """Return the groups, largest first, with all small ones as one at the end, called `others`.

    So that no number can be worked out from the total, the smallest group that could be shown joins the others
    while these are too few. Empty where all together are.
    """
    shown = sorted(
        (group for group in groups if group.number), key=lambda group: (-group.number, group.label)
    )
    pooled = 0
    while shown and (shown[-1].number < FEWEST or 0 < pooled < FEWEST):
        pooled += shown.pop().number
    if pooled >= FEWEST:
        shown.append(Group(others, pooled))
    return shown
