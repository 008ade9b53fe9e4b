"""Keeps personal links out of logs."""

from __future__ import annotations

import logging
import re

_SECRET_PATHS = re.compile(r"/(anmalan|delta|inbjudan|utvardering|kalender|intyg|lank|medverkan)/[^/?\s\"']+")


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
