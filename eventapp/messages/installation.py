"""What is decided once for an installation and kept in its database."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app

from eventapp.core.extensions import db
from eventapp.messages.models import Installation

ONLY_ROW = 1


def installation() -> Installation:
    """Return the one row; before the first `upgrade` an unsaved one with what `upgrade` would write."""
    found = db.session.get(Installation, ONLY_ROW)
    if found is None:
        return Installation(id=ONLY_ROW, uid_domain=_first_uid_domain())
    # The session lets go of what nobody holds and would read it again for each mail.
    db.session.info["installation"] = found
    return found


def set_up_installation() -> Installation:
    """Write the row where there is none; the UID domain never changes after that, whatever the settings say."""
    found = installation()
    db.session.add(found)
    db.session.flush()
    return found


def hold_mail() -> None:
    """Let nothing go out until `release_mail` (after a restore)."""
    set_up_installation().is_mail_held = True


def release_mail() -> None:
    """Let queued mail go out again."""
    set_up_installation().is_mail_held = False


def _first_uid_domain() -> str:
    return str(
        current_app.config["UID_DOMAIN"] or urlsplit(current_app.config["BASE_URL"]).hostname or "localhost"
    )
