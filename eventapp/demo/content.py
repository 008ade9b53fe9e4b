"""The shapes in which the demo's content is written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from eventapp.events.kinds import Attendance, Audience, EventKind, EventStatus, Offered, QuestionKind
from eventapp.federations.provenance import FieldGroup


@dataclass(frozen=True, kw_only=True)
class PointContent:
    """One point of a commitment in our summary, and what has been done on it."""

    text: str
    done: str = ""
    #: Invented for the demo, unlike what the source texts tell.
    is_sample: bool = True


@dataclass(frozen=True, kw_only=True)
class FederationContent:
    """A real federation; its contact details are invented."""

    slug: str
    name: str
    short_name: str
    municipalities: str
    site_url: str
    signatory: str
    phone: str
    commitment_title: str
    points: tuple[PointContent, ...]
    signed_on: date | None = None
    municipalities_origin: str = "seed"
    #: For people with a protected identity; empty: the office answers.
    help_line: str = ""


@dataclass(frozen=True, kw_only=True)
class SeriesContent:
    """Events that belong together."""

    slug: str
    title: str
    title_en: str
    summary: str
    summary_en: str


@dataclass(frozen=True, kw_only=True)
class ItemContent:
    """An item of the programme; a workshop when it has a slot."""

    title: str
    starts_at: datetime
    ends_at: datetime
    title_en: str | None = None
    description: str = ""
    description_en: str | None = None
    place: str = ""
    slot: int | None = None
    seats: int | None = None


@dataclass(frozen=True, kw_only=True)
class QuestionContent:
    """An organiser's own question on the form."""

    kind: QuestionKind
    label: str
    label_en: str
    purpose: str
    hint: str = ""
    hint_en: str | None = None
    options: tuple[str, ...] = ()
    options_en: tuple[str, ...] = ()
    is_required: bool = False


@dataclass(frozen=True, kw_only=True)
class EventContent:
    """An event as the demo describes it; the first host coordinates."""

    slug: str
    title: str
    title_en: str
    kind: EventKind
    hosts: tuple[str, ...]
    summary: str
    summary_en: str
    audience: Audience = Audience.OPEN
    attendance: Attendance = Attendance.ONLINE
    status: EventStatus = EventStatus.PUBLISHED
    series: str | None = None
    topics: tuple[str, ...] = ()
    description: str = ""
    description_en: str | None = None
    purpose: str = ""
    neutral_title: str | None = None
    neutral_title_en: str | None = None
    cancellation_reason: str = ""

    starts_at: datetime | None = None
    ends_at: datetime | None = None
    period: str | None = None
    period_en: str | None = None
    registration_opens_at: datetime | None = None
    registration_closes_at: datetime | None = None

    venue_name: str = ""
    venue_address: str = ""
    directions: str = ""
    other_way_in: str = ""

    #: None: no limit.
    capacity: int | None = None
    on_site_capacity: int | None = None
    programme: tuple[ItemContent, ...] = ()
    questions: tuple[QuestionContent, ...] = ()
    serves_food: bool = False
    asks_advance_question: bool = False
    is_recorded: bool = False
    captions: Offered = Offered.NO
    sign_language: Offered = Offered.NO
    hearing_loop: Offered = Offered.NO
    step_free: Offered = Offered.NO
    quiet_room: Offered = Offered.NO
    retention_days: int = 90

    #: What the source texts tell; all else is marked as invented.
    known: tuple[FieldGroup, ...] = ()
