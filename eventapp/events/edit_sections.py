"""The sections in which an event is edited, in the order of the list on its page *Redigera*."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from flask import current_app, url_for
from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from eventapp.events.models import Event


@dataclass(frozen=True, slots=True)
class Section:
    """One page of editing, or several pages behind one list."""

    #: Under this name, or one that begins with it and a colon, the pages keep what is unfinished.
    page: str
    endpoint: str
    title: LazyString
    hint: LazyString
    #: Tells of a section that may be left out whether it is; None: every event has it.
    is_left_out: Callable[[Event], bool] | None = None


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section with its state, as the list shows it."""

    title: str
    hint: str
    url: str
    state: str
    #: Of the state: success, waiting, error or neutral.
    tone: str


#: A section is listed as soon as its endpoint is there. What it shows must be loaded by `edit_routes.PARTS`.
SECTIONS = (
    Section(
        "details",
        "events_manage.edit_details",
        _l("Rubrik och texter"),
        _l("Typ, målgrupp, ämnen, gallring och om temat är känsligt"),
    ),
    Section(
        "hosts",
        "changes_manage.edit_hosts",
        _l("Värdar"),
        _l("Förbunden som bjuder in och deras andel av platserna"),
    ),
    Section(
        "time_and_place",
        "changes_manage.edit_time_and_place",
        _l("Tid och plats"),
        _l("Datum eller period, på plats eller digitalt, möteslänk"),
    ),
    Section(
        "programme",
        "changes_manage.edit_programme",
        _l("Program och workshoppar"),
        _l("Programpunkter, och workshoppar som var och en väljer"),
        lambda event: not event.sessions,
    ),
    Section(
        "seats",
        "changes_manage.edit_seats",
        _l("Platser och anmälan"),
        _l("Antal platser, kö, och när anmälan öppnar och stänger"),
    ),
    Section(
        "access",
        "events_manage.edit_access",
        _l("Tillgänglighet"),
        _l("Textning, tolkning, hörslinga, trappor och inspelning"),
    ),
    Section(
        "questions",
        "events_manage.edit_questions",
        _l("Egna frågor i formuläret"),
        _l("Varje fråga har ett syfte och en dag då svaren tas bort"),
        lambda event: not event.questions,
    ),
    Section(
        "contributors",
        "events_manage.edit_contributors",
        _l("Medverkande"),
        _l("Föreläsare, moderatorer, tolkar och leverantörer"),
        lambda event: not event.contributors,
    ),
    Section(
        "image",
        "events_manage.edit_image",
        _l("Bild"),
        _l("Med text för den som inte ser bilden"),
        lambda event: event.image is None,
    ),
    Section(
        "mail_texts",
        "mailings_manage.edit_mail_texts",
        _l("Tillägg i mejlen"),
        _l("Det du vill lägga till i bekräftelsen och påminnelserna"),
        lambda _event: True,
    ),
)


def list_sections(
    event: Event, *, incomplete: Collection[str], unfinished: Mapping[str, int]
) -> list[SectionRow]:
    """Return the sections with their states: endpoints of those that lack something, faults by page."""
    return [
        _row(section, event, _faults_in(section, unfinished), is_incomplete=section.endpoint in incomplete)
        for section in SECTIONS
        if section.endpoint in current_app.view_functions
    ]


def sections_with_faults(unfinished: Mapping[str, int]) -> list[Section]:
    """Return the sections in which something is left to correct, given the faults by page."""
    return [section for section in SECTIONS if _faults_in(section, unfinished)]


def section_of(name: str) -> Section | None:
    """Return the section that keeps what is unfinished under this name, None where there is none."""
    return next((section for section in SECTIONS if section.page == name), None)


def _row(section: Section, event: Event, faults: int, *, is_incomplete: bool) -> SectionRow:
    state, tone = _("Klart"), "success"
    if faults:
        state, tone = ngettext("%(num)d fel att rätta", "%(num)d fel att rätta", faults), "error"
    elif is_incomplete:
        state, tone = _("Saknar något"), "waiting"
    elif section.is_left_out is not None and section.is_left_out(event):
        state, tone = _("Frivilligt"), "neutral"
    url = url_for(section.endpoint, public_id=event.public_id)
    return SectionRow(str(section.title), str(section.hint), url, state, tone)


def _faults_in(section: Section, unfinished: Mapping[str, int]) -> int:
    return sum(faults for page, faults in unfinished.items() if page.partition(":")[0] == section.page)
