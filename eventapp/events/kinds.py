"""The words of the domain that an event is described with."""

from __future__ import annotations

import enum


class EventKind(enum.StrEnum):
    """What sort of event it is; its colour follows from it."""

    DEMOCRACY_DAY = "democracy_day"
    EMPLOYEE_DAY = "employee_day"
    WEBINAR = "webinar"
    SEMINAR = "seminar"
    WORKSHOP = "workshop"


class Audience(enum.StrEnum):
    """Whom it is for; asked, explained and trusted, never policed by address."""

    OPEN = "open"
    EMPLOYEES = "employees"
    MEMBERS = "members"
    INVITED = "invited"


class Attendance(enum.StrEnum):
    """How one can take part."""

    ON_SITE = "on_site"
    ONLINE = "online"
    HYBRID = "hybrid"


class Mode(enum.StrEnum):
    """How one person takes part."""

    ON_SITE = "on_site"
    ONLINE = "online"


class EventStatus(enum.StrEnum):
    """Whether an event can be seen, and whether it takes place."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class PoolKind(enum.StrEnum):
    """What a number of seats is a limit of."""

    EVENT = "event"
    ON_SITE = "on_site"
    ONLINE = "online"
    SESSION = "session"
    SHARE = "share"


class QuestionKind(enum.StrEnum):
    """How an organiser's own question is answered."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    ONE_CHOICE = "one_choice"
    SEVERAL_CHOICES = "several_choices"
    YES_NO = "yes_no"


class Offered(enum.StrEnum):
    """Answer to an accessibility question about an event."""

    YES = "yes"
    NO = "no"
    ON_REQUEST = "on_request"


class ContributorKind(enum.StrEnum):
    """What somebody does at an event."""

    LECTURER = "lecturer"
    MODERATOR = "moderator"
    INTERPRETER = "interpreter"
    EVALUATOR = "evaluator"
    SUPPLIER = "supplier"
