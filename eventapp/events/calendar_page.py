"""All that the joint calendar says, gathered before it is rendered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from eventapp.core import formatting as fmt
from eventapp.core.locale import current_language
from eventapp.core.shown import Shown, in_swedish
from eventapp.events import queries
from eventapp.events.calendar_filters import AUDIENCE_SLUGS, KIND_SLUGS, MODE_SLUGS, CalendarFilters
from eventapp.events.cards import EventCard, card_of, short_place
from eventapp.events.presentation import (
    audience_label,
    kind_label,
    mode_label,
    shown,
    shown_title,
    when_of,
)
from eventapp.events.queries import EventList, FilterOption

Options = list[tuple[str, str | Shown]]


@dataclass(frozen=True, slots=True)
class Hero:
    """The democracy day to come, as the top of the first page."""

    title: Shown
    kicker: str
    text: Shown
    card: EventCard


class CalendarPage:
    """What the template asks for; made anew for each rendering, in the language now in force."""

    def __init__(
        self,
        found: EventList,
        filters: CalendarFilters,
        federations: Sequence[FilterOption],
        topics: Sequence[FilterOption],
        *,
        is_archive: bool,
    ) -> None:
        self.filters = filters
        self.is_archive = is_archive
        self.found = found
        self.cards = [card_of(event) for event in found.rows]
        self.hero = _hero(found)
        self.federations = _named(federations)
        self.topics = _named(topics)
        self.kinds: Options = [(slug, kind_label(kind)) for slug, kind in KIND_SLUGS.items()]
        self.modes: Options = [(slug, mode_label(mode)) for slug, mode in MODE_SLUGS.items()]
        self.audiences: Options = [(slug, audience_label(one)) for slug, one in AUDIENCE_SLUGS.items()]

    @property
    def choices(self) -> list[tuple[str | Shown, str]]:
        """What is chosen, in words, each with the address that takes it away."""
        chosen = self.filters.chosen()
        words = [
            dict(options)
            for options in (self.federations, self.kinds, self.topics, self.modes, self.audiences)
        ]
        names = ("forbund", "typ", "amne", "deltagande", "malgrupp")
        texts = {
            name: known[chosen[name]] for name, known in zip(names, words, strict=True) if name in chosen
        }
        if self.filters.q:
            texts["q"] = _("”%(words)s”", words=self.filters.q)
        return [(text, self.url(**self.filters.without(name))) for name, text in texts.items()]

    @property
    def has_more_choices(self) -> bool:
        """Whether one of the choices that are folded away is made."""
        return bool({"q", "amne", "deltagande", "malgrupp"} & self.filters.chosen().keys())

    @property
    def other_url(self) -> str:
        """The archive, or from there what is to come, with the same choices."""
        return _list_url(self.filters.chosen(), is_archive=not self.is_archive)

    def url(self, **choices: str) -> str:
        """Return the address of this list with choices."""
        return _list_url(choices, is_archive=self.is_archive)

    def page_url(self, number: int) -> str:
        """Return the address of one page of this list, with the same choices."""
        return self.url(**self.filters.chosen(), sida=str(number))


def _list_url(choices: Mapping[str, str], *, is_archive: bool) -> str:
    values: dict[str, Any] = {"visa": "tidigare"} if is_archive else {}
    return url_for("events_public.list_events", **values | dict(choices))


def _hero(found: EventList) -> Hero | None:
    event = found.democracy_day
    if event is None:
        return None
    return Hero(
        title=shown_title(event),
        kicker=" · ".join(part for part in (fmt.capital(when_of(event)), short_place(event)) if part),
        text=shown(event, "summary"),
        card=card_of(event),
    )


def read_page(
    filters: CalendarFilters,
    options: tuple[Sequence[FilterOption], Sequence[FilterOption]],
    *,
    is_archive: bool,
    number: int,
) -> CalendarPage:
    """Return the page of the calendar: what has been, or what is to come with the democracy day on top."""
    federations, topics = options
    if is_archive:
        found = queries.list_past(filters, number)
    else:
        is_front = number == 1 and not filters.chosen()
        found = queries.list_upcoming(filters, number, with_democracy_day=is_front)
    return CalendarPage(found, filters, federations, topics, is_archive=is_archive)


def _named(options: Sequence[FilterOption]) -> Options:
    suffix = current_language()
    return [
        (option.slug, getattr(option, f"name_{suffix}", None) or in_swedish(option.name))
        for option in options
    ]
