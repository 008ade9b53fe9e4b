"""What a federation lacks before any event of its own can be published."""

from __future__ import annotations

from flask_babel import gettext as _

from eventapp.federations.models import Federation


def missing_of(federation: Federation) -> list[str]:
    """Return what is missing, as names of the fields on the federation's page; none when all is there."""
    needed = (
        (federation.phone, _("telefonnummer")),
        (federation.office_email, _("kansliets e-postadress")),
        (federation.retention_decision, _("gallringsbeslut")),
    )
    return [name for value, name in needed if not value]
