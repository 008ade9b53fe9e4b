"""What a request carries: parameters without unseen signs, and whether it sends a form."""

from __future__ import annotations

import re
from typing import Any

import flask
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import NotFound

#: Control characters (Cc) but tab and line breaks, which text over several lines has, and lone surrogates.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Parameters(ImmutableMultiDict[str, Any]):
    """Parameters of a query, a form or the cookies, without control characters in names or values.

    People paste some without seeing them, and PostgreSQL refuses NUL in any text it is asked about.
    """

    def __init__(self, mapping: Any = None) -> None:
        given = ImmutableMultiDict(mapping)
        super().__init__([(_cleaned(name), _cleaned(value)) for name, value in given.items(multi=True)])


class Request(flask.Request):
    """The request that every view reads; the one place where its parameters are cleaned."""

    parameter_storage_class = Parameters
    dict_storage_class = Parameters


def is_sent() -> bool:
    """Tell whether the request sends a form; all other methods only read (RFC 9110 9.2.1).

    The only question about the method there is: a view that asks for GET instead would take HEAD, which link
    checkers and mail scanners send, for a form. `form.validate_on_submit()` is `is_sent() and form.validate()`.
    """
    return flask.request.method == "POST"


def refuse_unseen_signs() -> None:
    """Answer 404 to an address with signs nobody sees: none of ours has any, and PostgreSQL refuses NUL."""
    if not flask.request.path.isprintable():
        raise NotFound


def _cleaned(value: Any) -> Any:
    return _UNSEEN.sub("", value) if isinstance(value, str) else value
