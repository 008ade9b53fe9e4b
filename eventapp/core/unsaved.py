"""What somebody sent while the database could not be written to, given back to be sent again."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import request

#: Never sent back to a browser.
SECRETS = frozenset({"password", "current", "again", "pin"})
#: Text of several words: what somebody composed, and would not like to compose again.
COMPOSED = re.compile(r"\S\s+\S")


@dataclass(frozen=True)
class Unsaved:
    """A form that was not received: where it was going, and its fields in order."""

    path: str
    fields: list[tuple[str, str]]
    #: Fields and names of files, which have to be chosen again.
    files: list[tuple[str, str]]
    #: It cannot be sent again as it is: a password was part of it.
    had_secret: bool

    @property
    def texts(self) -> list[str]:
        """What can be read again and copied, in order."""
        return [value for _name, value in self.fields if COMPOSED.search(value)]


def read_unsaved() -> Unsaved | None:
    """Return the form of this request; None where none was sent."""
    if not request.form:
        return None
    fields = [(name, value) for name, values in request.form.lists() for value in values]
    return Unsaved(
        # One slash: with two it would be an address on another host.
        path="/" + f"{request.root_path}{request.full_path}".lstrip("/").rstrip("?"),
        fields=[(name, value) for name, value in fields if name not in SECRETS],
        files=[(name, file.filename) for name, file in request.files.items(multi=True) if file.filename],
        had_secret=not SECRETS.isdisjoint(request.form),
    )
