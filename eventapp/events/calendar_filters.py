"""What a visitor narrows the calendar to, read from the address and turned into conditions."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from eventapp.core.text import one_line
from eventapp.events.kinds import Attendance, Audience, EventKind, Mode
from eventapp.events.models import CoHost, Event, Topic
from eventapp.federations.models import Federation

#: Words of the address.
KIND_SLUGS = {
    "demokratidag": EventKind.DEMOCRACY_DAY,
    "medarbetardag": EventKind.EMPLOYEE_DAY,
    "webbinarium": EventKind.WEBINAR,
    "seminarium": EventKind.SEMINAR,
    "workshop": EventKind.WORKSHOP,
}
MODE_SLUGS = {"plats": Mode.ON_SITE, "digitalt": Mode.ONLINE}
AUDIENCE_SLUGS = {"oppen": Audience.OPEN, "medarbetare": Audience.EMPLOYEES, "parter": Audience.MEMBERS}

#: What people call each kind, beside its name in the address; whoever writes one finds the kind.
KIND_WORDS = {
    EventKind.DEMOCRACY_DAY: ("demokratidag", "democracy day"),
    EventKind.EMPLOYEE_DAY: ("medarbetardag", "personaldag", "staff day"),
    EventKind.WEBINAR: ("webbinari", "webbsändning"),
    EventKind.SEMINAR: ("seminari", "kunskapsseminari"),
    EventKind.WORKSHOP: ("workshop", "verkstad"),
}
WEBINAR_SPELLINGS = re.compile(r"^(web|webb)ina(r|ri|rie|rium|rier)\w{0,3}$")
#: SQLite's lower() knows ASCII only, so these are folded one by one; on PostgreSQL nothing is left to fold.
FOLDED = {"Å": "å", "Ä": "ä", "Ö": "ö", "É": "é", "Ü": "ü"}
LONGEST_SEARCH = 100
MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class CalendarFilters:
    """The choices, in the words of the address; empty where nothing is chosen."""

    forbund: str = ""
    typ: str = ""
    amne: str = ""
    deltagande: str = ""
    malgrupp: str = ""
    q: str = ""

    def chosen(self) -> dict[str, str]:
        """Return the choices made, by their name in the address."""
        values = {item.name: str(getattr(self, item.name)) for item in fields(self)}
        return {name: value for name, value in values.items() if value}

    def without(self, name: str) -> dict[str, str]:
        """Return the choices but one."""
        return {key: value for key, value in self.chosen().items() if key != name}


def read_filters(
    arguments: Mapping[str, str], federations: Collection[str], topics: Collection[str]
) -> CalendarFilters:
    """Return the choices of an address; what does not exist is left out, and so is not shown as chosen."""
    known = {
        "forbund": federations,
        "typ": KIND_SLUGS,
        "amne": topics,
        "deltagande": MODE_SLUGS,
        "malgrupp": AUDIENCE_SLUGS,
    }
    given = {name: one_line(arguments.get(name)) for name in known}
    valid = {name: value for name, value in given.items() if value in known[name]}
    return CalendarFilters(**valid, q=one_line(arguments.get("q"))[:LONGEST_SEARCH])


def conditions(filters: CalendarFilters) -> list[sa.ColumnElement[bool]]:
    """Return what an event must fulfil to fit the choices."""
    wanted: list[sa.ColumnElement[bool]] = []
    if filters.forbund:
        wanted.append(_is_hosted_by(Federation.slug == filters.forbund))
    if filters.typ:
        wanted.append(Event.kind == KIND_SLUGS[filters.typ])
    if filters.amne:
        # A topic would tell what a sensitive event is about.
        wanted.append(Event.topics.any(Topic.slug == filters.amne) & ~Event.is_sensitive)
    if filters.deltagande:
        offered = Attendance(MODE_SLUGS[filters.deltagande].value)
        wanted.append(Event.attendance.in_((offered, Attendance.HYBRID)))
    if filters.malgrupp:
        wanted.append(Event.audience == AUDIENCE_SLUGS[filters.malgrupp])
    wanted.extend(_has_word(word) for word in filters.q.lower().split()[:MOST_WORDS])
    return wanted


def _has_word(word: str) -> sa.ColumnElement[bool]:
    """Every word is looked for in titles and summaries, kinds and hosts; of a sensitive event in its neutral title."""
    if WEBINAR_SPELLINGS.match(word):
        word = "webbinari"
    texts = (Event.title, Event.title_en, Event.summary, Event.summary_en)
    neutral = (Event.neutral_title, Event.neutral_title_en)
    in_text = sa.or_(*(_contains(text, word) for text in texts))
    kinds = [kind for kind, names in KIND_WORDS.items() if any(name.startswith(word) for name in names)]
    hosts = _is_hosted_by(
        sa.or_(_contains(Federation.name, word), _contains(Federation.municipalities, word))
    )
    return sa.or_(
        sa.and_(~Event.is_sensitive, in_text),
        sa.and_(Event.is_sensitive, sa.or_(*(_contains(text, word) for text in neutral))),
        Event.kind.in_(kinds) if len(word) > 2 else sa.false(),
        hosts,
    )


def _is_hosted_by(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return (
        sa.exists()
        .where(CoHost.event_id == Event.id, CoHost.federation_id == Federation.id, condition)
        .correlate(Event)
    )


def _contains(column: InstrumentedAttribute[Any], word: str) -> sa.ColumnElement[bool]:
    folded: sa.ColumnElement[str] = sa.func.lower(column)
    for large, small in FOLDED.items():
        folded = sa.func.replace(folded, large, small)
    return folded.contains(word, autoescape=True)
