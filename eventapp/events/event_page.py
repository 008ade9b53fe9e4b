"""All that an event's page says, gathered before it is rendered."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from eventapp.core import formatting as fmt
from eventapp.core.markdown import render_below_heading
from eventapp.core.shown import Shown
from eventapp.events import calendar_links
from eventapp.events.access_facts import access_facts, recording_fact
from eventapp.events.contributor_labels import role_of
from eventapp.events.kinds import Attendance, Audience, EventStatus, Mode
from eventapp.events.models import Event
from eventapp.events.part_models import EventSession
from eventapp.events.picture_lines import PictureLine, picture_of
from eventapp.events.presentation import (
    audience_text,
    full_where_of,
    mode_label,
    shown,
    shown_title,
    shown_when,
    tag_of,
)
from eventapp.events.registration_window import (
    RegistrationState,
    closes_at,
    is_queue_open,
    queue_ends_at,
    registration_state,
)
from eventapp.events.seating import Seats, event_seats, is_full, mode_seats, session_seats
from eventapp.events.seats_shown import level_of, seats_words
from eventapp.events.session_times import hours_of
from eventapp.federations.declaration import declaration_notice, name_of

#: In this state the page offers the event for one's own calendar.
WITH_CALENDAR = {RegistrationState.OPEN, RegistrationState.NOT_YET_OPEN, RegistrationState.CLOSED}


@dataclass(frozen=True, slots=True)
class Phase:
    """All on the page that the clock decides; pages of one phase and equal rows are equal."""

    state: RegistrationState
    is_queue_open: bool


@dataclass(frozen=True, slots=True)
class ProgrammeItem:
    """One row of the programme."""

    time: str
    iso: str
    title: Shown
    #: The description as HTML.
    text: Markup
    text_lang: str
    place: str
    note: str


@dataclass(frozen=True, slots=True)
class ContributorLine:
    """Who contributes, as what, and whether they have confirmed what we require of those we hire."""

    name: str
    #: *Föreläsare, Provbolaget*.
    role: str
    has_confirmed: bool


@dataclass(frozen=True, slots=True)
class CalendarLink:
    """A way into one's own calendar or to others."""

    text: str
    url: str


def phase_of(event: Event) -> Phase:
    """Return where the event stands now."""
    return Phase(registration_state(event), is_queue_open(event))


class EventPage:
    """What the template asks for; made anew for each rendering, in the language now in force."""

    def __init__(self, event: Event, phase: Phase) -> None:
        self.event = event
        self.state = phase.state
        self.is_queue_open = phase.is_queue_open
        self.is_open = phase.state is RegistrationState.OPEN
        self.is_full = is_full(event)
        self.seats: Seats | None = event_seats(event)
        self.title = shown(event, "title")
        self.summary = shown(event, "summary")
        self.public_title = shown_title(event)
        self.tag = tag_of(event)
        self.when = shown_when(event)
        self.where = full_where_of(event)
        self.audience = audience_text(event.audience)
        self.description_lang = shown(event, "description").lang
        self.notice = declaration_notice(event.federations)
        self.register_url = url_for("registrations_public.register", slug=event.slug)
        self.is_cancelled = event.status is EventStatus.CANCELLED

    @property
    def description(self) -> Markup:
        """The description as HTML, its headings below the page's second level."""
        return render_below_heading(shown(self.event, "description").text, 2)

    @property
    def contributors(self) -> list[ContributorLine]:
        """Who contributes; nobody on a sensitive event, since a name may tell the theme."""
        if self.event.is_sensitive:
            return []
        return [
            ContributorLine(one.name, role_of(one), one.is_procured and one.confirmed_at is not None)
            for one in self.event.contributors
        ]

    @property
    def is_online(self) -> bool:
        """Whether one can take part online."""
        return Mode.ONLINE in self.event.modes

    @property
    def is_online_only(self) -> bool:
        """Whether there is no place to go to."""
        return self.event.modes == (Mode.ONLINE,)

    @property
    def contact(self) -> str:
        """The host that answers questions."""
        return name_of(self.event.coordinating_host)

    @property
    def contact_url(self) -> str:
        """Where that host's address and phone number stand."""
        return url_for("federations_public.show_federation", slug=self.event.coordinating_host.slug)

    @property
    def commitment_url(self) -> str:
        """What the host has undertaken; all hosts' where there are several."""
        if len(self.event.hosts) == 1:
            return self.contact_url
        return url_for("pages_public.commitment")

    @property
    def mode_lines(self) -> list[str]:
        """*På plats: fler än 10 platser kvar*, for each way of attending that is limited, where there are two."""
        if self.event.attendance is not Attendance.HYBRID:
            return []
        limits = [(mode, mode_seats(self.event, mode)) for mode in self.event.modes]
        return [
            f"{mode_label(mode)}: {seats_text(self.event, seats)}"
            for mode, seats in limits
            if seats is not None
        ]

    @property
    def seats_level(self) -> int:
        """The number that more seats are left than, 0 where there are only some or none."""
        return level_of(self.seats.left, self.event.id) if self.seats is not None else 0

    @property
    def last_moment(self) -> str:
        """*tisdag 12 oktober 2027 kl. 12.00*; only the day where signing up goes on until midnight."""
        closes = closes_at(self.event)
        if closes is None:
            return ""
        local = closes.astimezone(ZoneInfo(self.event.timezone))
        if (local.hour, local.minute) in {(23, 59), (0, 0)} and local.hour:
            return fmt.day(closes, self.event.timezone)
        return fmt.moment(closes, self.event.timezone)

    @property
    def opening(self) -> str:
        """When signing up begins."""
        opens = self.event.registration_opens_at
        return fmt.moment(opens, self.event.timezone) if opens else ""

    @property
    def queue_end(self) -> str:
        """When the queue stops getting seats."""
        ends = queue_ends_at(self.event)
        return fmt.moment(ends, self.event.timezone) if ends else ""

    @property
    def programme(self) -> list[ProgrammeItem]:
        """The programme in order."""
        return [self._item(session) for session in self.event.sessions]

    @property
    def picture(self) -> PictureLine | None:
        """The event's picture."""
        return picture_of(self.event)

    @property
    def access(self) -> list[str]:
        """What is offered to those who need something."""
        return access_facts(self.event)

    @property
    def recording(self) -> str:
        """Whether it is recorded."""
        return recording_fact(self.event)

    @property
    def may_be_shared(self) -> bool:
        """A sensitive event has no public card, file or link to share."""
        return not self.event.is_sensitive

    @property
    def has_calendar_file(self) -> bool:
        """Whether the event can be fetched into a calendar."""
        return self.may_be_shared and self.state in WITH_CALENDAR

    @property
    def calendar_links(self) -> list[CalendarLink]:
        """Ways into calendars on the web; they need an end."""
        if not self.has_calendar_file or self.event.ends_at is None:
            return []
        return [
            CalendarLink(_("Google Kalender"), calendar_links.google_url(self.event)),
            CalendarLink(_("Outlook på jobbet (Office 365)"), calendar_links.office_url(self.event)),
            CalendarLink("Outlook.com", calendar_links.outlook_url(self.event)),
        ]

    @property
    def share_links(self) -> list[CalendarLink]:
        """Ways to tell others; an internal event is not for LinkedIn."""
        links = [CalendarLink(_("E-post"), calendar_links.mail_url(self.event))]
        if self.event.audience is Audience.OPEN:
            links.append(CalendarLink("LinkedIn", calendar_links.linkedin_url(self.event)))
        return links

    @property
    def url(self) -> str:
        """The page's full address."""
        return calendar_links.event_url(self.event)

    def is_sample(self, group: str) -> bool:
        """Whether a group of values was invented for the demo."""
        return self.event.provenance.get(group) == "sample"

    def _item(self, session: EventSession) -> ProgrammeItem:
        description = shown(session, "description")
        return ProgrammeItem(
            time=hours_of(self.event, session.starts_at, session.ends_at),
            iso=fmt.iso_local(session.starts_at, self.event.timezone) if session.starts_at else "",
            title=shown(session, "title"),
            text=render_below_heading(description.text, 2),
            text_lang=description.lang,
            place=session.place,
            note=self._workshop_note(session) if session.slot is not None else "",
        )

    def _workshop_note(self, session: EventSession) -> str:
        note: str = _("Workshop som du väljer när du anmäler dig")
        seats = session_seats(self.event, session)
        return f"{note}, {seats_text(self.event, seats)}" if seats is not None and self.is_open else note


def seats_text(event: Event, seats: Seats) -> str:
    """Return *fler än 10 platser kvar*, *några platser kvar* or *fullt*."""
    full: str = _("fullt")
    return full if seats.is_full else seats_words(seats.left, event.id)
