"""What is new about an event, and how it is said to one person on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from eventapp.core import formatting as fmt
from eventapp.core.shown import Shown, in_swedish
from eventapp.events.kinds import Mode
from eventapp.events.models import Event
from eventapp.events.presentation import when_of, where_of
from eventapp.registrations.models import Registration


@dataclass(frozen=True, kw_only=True)
class EventChange:
    """What is different about an event for those on it, and when it was to be before."""

    old_start: datetime | None
    old_end: datetime | None
    is_new_time: bool = False
    #: Another place to come to.
    is_new_place: bool = False
    #: Another way in for those for whom the link is a barrier.
    is_new_way_in: bool = False
    #: What it also offers now, besides what it did.
    added_mode: Mode | None = None
    #: The only way that is left to those who attended in the other.
    only_mode: Mode | None = None
    #: The organiser wants all to have the title and texts as they are now; what was answered stands.
    is_new_text: bool = False

    @property
    def is_felt(self) -> bool:
        """Whether there is anything to tell."""
        marks = (self.is_new_time, self.is_new_place, self.is_new_way_in, self.is_new_text)
        return any((*marks, self.added_mode, self.only_mode))

    @property
    def reaches_invited(self) -> bool:
        """Whether those who are invited and have not answered have to know: all but another way in."""
        marks = (self.is_new_time, self.is_new_place, self.is_new_text, self.added_mode, self.only_mode)
        return any(marks)

    def reaches(self, mode: Mode) -> bool:
        """Tell whether somebody who attended in this way has to know."""
        return (
            self.is_new_time
            or self.is_new_text
            or self.added_mode is not None
            or self._moves(mode)
            or (self.is_new_place and mode is Mode.ON_SITE)
            or (self.is_new_way_in and mode is Mode.ONLINE)
        )

    def changes_entry(self, mode: Mode) -> bool:
        """Tell whether the calendar entry of somebody who attended in this way is another."""
        return (
            self.is_new_time
            or self.is_new_text
            or self._moves(mode)
            or (self.is_new_place and mode is Mode.ON_SITE)
        )

    def _moves(self, mode: Mode) -> bool:
        return self.only_mode not in {None, mode}


def headline_of(registration: Registration, change: EventChange, old_mode: Mode) -> str:
    """Return which of the mail's headings it is: what matters most to the person."""
    if change.is_new_time:
        if registration.event.starts_at is None:
            return "postponed"
        return "time" if change.old_start else "date_set"
    if registration.mode is not old_mode:
        return "mode"
    return "place" if change.is_new_place else "changed"


def news_for(registration: Registration, change: EventChange, old_mode: Mode) -> list[Shown]:
    """Return the sentences that tell one person what is new, in the language now in force."""
    event, is_moved = registration.event, registration.mode is not old_mode
    lines = _time_lines(event, change)
    if is_moved:
        lines.append(_moved_line(registration.mode))
    if registration.mode is Mode.ON_SITE and (change.is_new_place or is_moved):
        lines.append(_place_line(event))
    if change.added_mode is not None:
        lines.append(_added_line(change.added_mode))
    shown = [Shown(line) for line in lines]
    if change.is_new_way_in and registration.mode is Mode.ONLINE:
        shown += _way_in_lines(event)
    return shown


def _time_lines(event: Event, change: EventChange) -> list[str]:
    if change.is_new_text:
        return [_("Uppgifterna om evenemanget har ändrats. Tid och plats är som förut.")]
    if not change.is_new_time:
        return [_("Evenemanget har ändrats.")]
    if event.starts_at is None:
        first = _("Evenemanget är framflyttat och har inget datum än. Vi mejlar dig när det finns ett.")
        return [first, _("Tidigare tid: %(when)s", when=_earlier(change, event.timezone))]
    if change.old_start is None:
        return [_("Evenemanget har fått ett datum."), _("Tid: %(when)s", when=when_of(event))]
    return [
        _("Evenemanget har flyttats."),
        _("Ny tid: %(when)s", when=when_of(event)),
        _("Tidigare tid: %(when)s", when=_earlier(change, event.timezone)),
    ]


def _moved_line(mode: Mode) -> str:
    if mode is Mode.ONLINE:
        return _("Det går inte längre att delta på plats. Nu deltar du digitalt.")
    return _("Det går inte längre att delta digitalt. Nu deltar du på plats.")


def _place_line(event: Event) -> str:
    if event.is_sensitive:
        return _("Platsen är ny. Den står i din anmälan.")
    return _("Ny plats: %(where)s", where=where_of(event, Mode.ON_SITE))


def _added_line(mode: Mode) -> str:
    if mode is Mode.ONLINE:
        return _("Nu går det också att delta digitalt. Vill du byta? Ändra din anmälan.")
    return _("Nu går det också att delta på plats. Vill du byta? Ändra din anmälan.")


def _way_in_lines(event: Event) -> list[Shown]:
    if event.is_sensitive or not event.other_way_in:
        return [Shown(_("Det andra sättet att ansluta har ändrats. Se sidan där du ansluter."))]
    return [Shown(_("Går det inte med länken? Gör så här i stället:")), in_swedish(event.other_way_in)]


def _earlier(change: EventChange, zone: str) -> str:
    if change.old_start is None:
        return ""
    if change.old_end is None:
        return fmt.moment(change.old_start, zone)
    return fmt.when(change.old_start, change.old_end, zone)
