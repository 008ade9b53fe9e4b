"""Where a record's values come from, so that pages can print *Exempeluppgift* beside what is invented."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping


class Origin(enum.StrEnum):
    """The source of a value: the two source texts, a public page, or our own invention."""

    SEED = "seed"
    PUBLIC = "public"
    SAMPLE = "sample"


class FieldGroup(enum.StrEnum):
    """Fields that share an origin; the keys of `Event.provenance` and `Federation.provenance`."""

    TITLE = "title"
    WHEN = "when"
    VENUE = "venue"
    AUDIENCE = "audience"
    PROGRAMME = "programme"
    CAPACITY = "capacity"
    DESCRIPTION = "description"
    ACCESSIBILITY = "accessibility"
    NAME = "name"
    MUNICIPALITIES = "municipalities"
    PARTIES = "parties"
    SITE = "site"
    SIGNING = "signing"
    CONTACT = "contact"
    RETENTION = "retention"


EVENT_GROUPS = (
    FieldGroup.TITLE,
    FieldGroup.WHEN,
    FieldGroup.VENUE,
    FieldGroup.AUDIENCE,
    FieldGroup.PROGRAMME,
    FieldGroup.CAPACITY,
    FieldGroup.DESCRIPTION,
    FieldGroup.ACCESSIBILITY,
)


def is_sample(provenance: Mapping[str, str], group: str) -> bool:
    """Tell whether a group of fields was invented for the demo."""
    return provenance.get(group) == Origin.SAMPLE


def event_provenance(*, seed: Iterable[FieldGroup] = ()) -> dict[str, str]:
    """Return an event's provenance: the named groups come from the source texts, the others are invented."""
    known = frozenset(seed)
    return {str(group): str(Origin.SEED if group in known else Origin.SAMPLE) for group in EVENT_GROUPS}
