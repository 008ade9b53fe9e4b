"""Domain errors: what happened, in a sentence the person who meets it can act on."""

from __future__ import annotations

from flask_babel import LazyString


class CannotDo(Exception):
    """What whoever runs the site asked for is not possible; the message says why and what to do, in English."""


class DomainError(Exception):
    """Something a rule forbids; `sentence` says what to do, in the reader's language.

    Subclasses either set `sentence` on the class or give it to the constructor.
    """

    sentence: LazyString | str

    def __init__(self, sentence: LazyString | str | None = None) -> None:
        if sentence is not None:
            self.sentence = sentence
        super().__init__(str(type(self).__name__))
