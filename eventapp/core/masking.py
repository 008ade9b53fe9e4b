"""Keeps personal links out of logs, out of Referer headers and out of search engines."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from urllib.parse import unquote

_SECRET_PATHS = re.compile(r"/(anmalan|delta|inbjudan|utvardering|kalender|intyg|lank|medverkan)/[^/?\s\"']+")

#: Names of the variables in which routes take the secret of a personal link.
SECRET_VARIABLES = frozenset({"token", "secret"})


def holds_secret(address: str, variables: Iterable[str]) -> bool:
    """Tell whether an address opens something by itself, by its variables or as `mask_secrets` sees it.

    The latter also finds mistyped addresses, which no route knows, and secrets inside a query (`next`).
    """
    whole = unquote(address)
    return not SECRET_VARIABLES.isdisjoint(variables) or mask_secrets(whole) != whole


def mask_secrets(text: str) -> str:
    """Return the text with the personal part of every address taken out: `/anmalan/…`."""
    return _SECRET_PATHS.sub(r"/\1/…", text)


class MaskingFilter(logging.Filter):
    """Takes personal links out of log lines, tracebacks included."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record and let it pass."""
        message = mask_secrets(record.getMessage())
        if record.exc_info:
            trace = logging.Formatter().formatException(record.exc_info)
            message, record.exc_info, record.exc_text = f"{message}\n{mask_secrets(trace)}", None, None
        record.msg, record.args = message, ()
        return True
