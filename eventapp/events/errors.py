"""What the rules about events refuse, where it belongs to one field of a form."""

from __future__ import annotations

from flask_babel import LazyString

from eventapp.core.errors import DomainError


class FieldRefused(DomainError):
    """A rule that needs the database refuses what one field says."""

    def __init__(self, field: str, sentence: LazyString | str) -> None:
        super().__init__(sentence)
        self.field = field
