"""What those who contribute to an event are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from eventapp.events.kinds import ContributorKind
from eventapp.events.part_models import Contributor

CONTRIBUTOR_LABELS = {
    ContributorKind.LECTURER: _l("Föreläsare"),
    ContributorKind.MODERATOR: _l("Moderator"),
    ContributorKind.INTERPRETER: _l("Tolk"),
    ContributorKind.EVALUATOR: _l("Utvärderare"),
    ContributorKind.SUPPLIER: _l("Leverantör"),
}


def role_of(contributor: Contributor) -> str:
    """Return *föreläsare, Provbolaget*."""
    label = str(CONTRIBUTOR_LABELS[contributor.kind])
    return ", ".join(part for part in (label[:1].lower() + label[1:], contributor.organisation) if part)
