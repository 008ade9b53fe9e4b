"""The accessibility statement: what the settings and the list of known faults allow it to say."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import current_app

from eventapp.core import clock
from eventapp.pages.known_faults import FAULTS, Fault

#: An assessment holds for a year.
ASSESSMENT_HOLDS = timedelta(days=366)


class Compliance(enum.StrEnum):
    """The three words of the law, from best to worst."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What the page says."""

    compliance: Compliance
    open_faults: Sequence[Fault]
    fixed_faults: Sequence[Fault]
    #: None: not assessed yet; a day to come is none.
    assessed_on: date | None
    is_outdated: bool
    #: Who outside has assessed it; empty: we have ourselves.
    assessed_by: str
    #: When people tested it with the aids they use every day; None: nobody has.
    tested_on: date | None
    updated_on: date
    standard: str
    authority: str
    report_url: str


def read_statement(faults: Sequence[Fault] = FAULTS) -> Statement:
    """Return the statement as it is true today."""
    config, today = current_app.config, clock.now().date()
    assessed_on, tested_on = _day("ASSESSED_ON", today), _day("TESTED_ON", today)
    changes = [day for fault in faults for day in (fault.found_on, fault.fixed_on) if day]
    days = [_day("UPDATED_ON", today), assessed_on, tested_on, *changes]
    return Statement(
        compliance=allowed_compliance(Compliance(config["ACCESSIBILITY_COMPLIANCE"]), faults, tested_on),
        open_faults=[fault for fault in faults if fault.is_open],
        fixed_faults=[fault for fault in faults if not fault.is_open],
        assessed_on=assessed_on,
        is_outdated=assessed_on is not None and today - assessed_on > ASSESSMENT_HOLDS,
        assessed_by=config["ACCESSIBILITY_ASSESSED_BY"],
        tested_on=tested_on,
        updated_on=max((day for day in days if day and day <= today), default=today),
        standard=config["ACCESSIBILITY_STANDARD"],
        authority=config["ACCESSIBILITY_AUTHORITY"],
        report_url=config["ACCESSIBILITY_REPORT_URL"],
    )


def allowed_compliance(claimed: Compliance, faults: Sequence[Fault], tested_on: date | None) -> Compliance:
    """Return what may be claimed: never full while a fault is open or before people have tested with their aids."""
    if claimed is Compliance.FULL and (tested_on is None or any(fault.is_open for fault in faults)):
        return Compliance.PARTIAL
    return claimed


def find_statement_problems() -> Iterator[str]:
    """Yield what in the settings makes the statement untrue or outdated, for `doctor`."""
    today = clock.now().date()
    for key in ("ASSESSED_ON", "TESTED_ON", "UPDATED_ON"):
        if current_app.config[f"ACCESSIBILITY_{key}"] > today.isoformat():
            yield f"EVENTAPP_ACCESSIBILITY_{key} is still to come: the accessibility statement passes it over."
    statement = read_statement()
    if statement.assessed_on is None:
        yield "The accessibility statement names no assessment: set EVENTAPP_ACCESSIBILITY_ASSESSED_ON."
    if statement.is_outdated:
        yield (
            "The accessibility of the site was last assessed more than 12 months ago: assess it anew and set"
            " EVENTAPP_ACCESSIBILITY_ASSESSED_ON."
        )
    if statement.compliance != current_app.config["ACCESSIBILITY_COMPLIANCE"]:
        yield (
            "EVENTAPP_ACCESSIBILITY_COMPLIANCE=full is not shown: faults are open, or nobody has tested with assistive"
            " technology (EVENTAPP_ACCESSIBILITY_TESTED_ON)."
        )


def _day(key: str, today: date) -> date | None:
    """Return a day from the settings, None where there is none or it is still to come."""
    given = current_app.config[f"ACCESSIBILITY_{key}"]
    day = date.fromisoformat(given) if given else None
    return day if day and day <= today else None
