"""The form of a programme item, and the one in which slots are said to need a choice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Optional

from eventapp.changes.programme import NEW_SLOT, ItemContent
from eventapp.core import formatting as fmt
from eventapp.core.fields import (
    LineField,
    MarkdownField,
    MaxLength,
    NumberField,
    OneChoiceField,
    SeveralChoicesField,
)
from eventapp.core.moments import ClockField, instant_of, local_parts
from eventapp.events.edit_pages import EditForm
from eventapp.events.models import Event
from eventapp.events.part_models import EventSession
from eventapp.events.seating import session_seats
from eventapp.events.session_times import clock_hours_of
from eventapp.registrations.workshop_changes import Placing

TITLE_LENGTH, TEXT_LENGTH = 200, 5000
OPEN_TO_ALL = "all"


class ItemForm(EditForm):
    """What a programme item is, when and where, and whether it is chosen."""

    title = LineField(_l("Rubrik"), [DataRequired(_l("Skriv en rubrik")), MaxLength(TITLE_LENGTH)])
    title_en = LineField(_l("Rubrik på engelska"), [Optional(), MaxLength(TITLE_LENGTH)])
    description = MarkdownField(_l("Beskrivning"), [Optional(), MaxLength(TEXT_LENGTH)])
    description_en = MarkdownField(_l("Beskrivning på engelska"), [Optional(), MaxLength(TEXT_LENGTH)])
    place = LineField(_l("Plats"), [Optional(), MaxLength(TITLE_LENGTH)])
    day = SelectField(_l("Dag"), choices=[], validate_choice=False)
    starts = ClockField(_l("Börjar klockan"))
    ends = ClockField(_l("Slutar klockan"))
    slot = OneChoiceField(
        _l("Vem deltar?"),
        choices=[],
        message=_l("Välj om alla deltar eller om det är en workshop"),
        is_required=True,
    )
    seats = NumberField(_l("Antal platser i workshopen"), [Optional()], least=1, most=100_000)

    event: Event
    #: People who have a seat at the event and have chosen this workshop.
    seated: int = 0
    old_slot: int | None = None
    _hours: tuple[datetime | None, datetime | None] = (None, None)

    def content(self) -> ItemContent:
        """Return what the form says; call after it has been found valid."""
        starts_at, ends_at = self._hours
        return ItemContent(
            title=self.title.data,
            title_en=self.title_en.data or None,
            description=self.description.data or "",
            description_en=self.description_en.data or None,
            placing=Placing(
                slot=self._slot(), place=self.place.data or "", starts_at=starts_at, ends_at=ends_at
            ),
            seats=self.seats.data,
        )

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Check each field, then what hangs together."""
        is_valid = bool(super().validate(extra_validators))
        self._check_hours()
        self._check_seats()
        return is_valid and not self.errors

    def _slot(self) -> int | None:
        return None if self.slot.data == OPEN_TO_ALL else int(self.slot.data)

    def _check_seats(self) -> None:
        if self.seats.errors or self.slot.errors or self.seats.data is None:
            return
        if self.slot.data == OPEN_TO_ALL:
            sentence = _("Bara workshoppar har egna platser. Lämna tomt, eller välj workshop ovanför.")
            self.seats.errors = [sentence]
        elif self._slot() == self.old_slot and self.seats.data < self.seated:
            self.seats.errors = [
                _("%(n)s personer har redan valt workshopen. Skriv minst %(n)s.", n=self.seated)
            ]

    def _check_hours(self) -> None:
        """Find out when it begins and ends; what cannot be stands at its box."""
        if "starts" not in self or self.starts.errors or self.ends.errors:
            return
        if self.starts.data is None:
            if self.ends.data is not None or self.slot.data != OPEN_TO_ALL:
                self.starts.errors = [_("Skriv när programpunkten börjar")]
            return
        if self.ends.data is None and self.slot.data != OPEN_TO_ALL:
            self.ends.errors = [_("Skriv när workshopen slutar")]
            return
        self._read_hours(self._chosen_day())

    def _read_hours(self, day: date) -> None:
        zone = self.event.timezone
        starts_at = instant_of(day, self.starts.data, zone) if self.starts.data else None
        ends_at = instant_of(day, self.ends.data, zone) if self.ends.data else None
        if starts_at is not None and ends_at is not None and ends_at <= starts_at:
            ends_at = self._past_midnight(day)
        if starts_at is None or (ends_at is None and self.ends.data is not None):
            wrong = self.starts if starts_at is None else self.ends
            wrong.errors = [_("Skriv en tid senare än den när programpunkten börjar")]
        elif not self._is_within(starts_at):
            self.starts.errors = [self._outside()]
        elif ends_at is not None and not self._is_within(ends_at):
            self.ends.errors = [self._outside()]
        self._hours = (starts_at, ends_at)

    def _past_midnight(self, day: date) -> datetime | None:
        """Return the end on the day after, for an event that goes on into it; else None."""
        end = self.event.ends_at
        if end is None or self.ends.data is None:
            return None
        next_day = instant_of(day + timedelta(days=1), self.ends.data, self.event.timezone)
        return next_day if next_day is not None and next_day <= end else None

    def _is_within(self, at: datetime) -> bool:
        begins, ends = self.event.starts_at, self.event.ends_at
        return (begins is None or begins <= at) and (ends is None or at <= ends)

    def _outside(self) -> str:
        begins, ends = self.event.starts_at, self.event.ends_at
        when = ""
        if begins is not None:
            zone = self.event.timezone
            when = fmt.when(begins, ends, zone) if ends else fmt.moment(begins, zone)
        return _(
            "Evenemanget är %(when)s. Skriv en tid däremellan, eller ändra evenemangets tid först.", when=when
        )

    def _chosen_day(self) -> date:
        days = days_of(self.event)
        chosen = self.day.data if "day" in self else ""
        return next((day for day in days if day.isoformat() == chosen), days[0])


class SlotsForm(EditForm):
    """In which slots everybody has to choose."""

    required = SeveralChoicesField(
        _l("I vilka pass måste alla välja en workshop?"),
        [Optional()],
        choices=[],
        message=_l("Välj bland passen"),
    )


def make_item_form(event: Event, session: EventSession | None, seated: int = 0, **arguments: Any) -> ItemForm:
    """Return the form with what the item has, or what was sent; it asks for times where the event has a date."""
    form = ItemForm(data=_values_of(event, session), **arguments)
    form.event, form.seated = event, seated
    form.old_slot = session.slot if session else None
    form.slot.choices = list(_slot_choices(event, session))
    days = days_of(event)
    form.day.choices = [SelectChoice(day.isoformat(), _day_name(day)) for day in days]
    if len(days) < 2:
        del form.day
    if not days:
        del form.starts, form.ends
    return form


def make_slots_form(event: Event) -> SlotsForm:
    """Return the form with the slots that need a choice."""
    form = SlotsForm(formdata=None, data={"required": [str(s.number) for s in event.slots if s.is_required]})
    form.version.data = str(event.version)
    form.required.choices = [
        SelectChoice(str(slot.number), slot_name(event, slot.number)) for slot in event.slots
    ]
    return form


def days_of(event: Event) -> list[date]:
    """Return the days of an event, none of one without a date."""
    first, last = (local_parts(at, event.timezone)[0] for at in (event.starts_at, event.ends_at))
    if first is None:
        return []
    length = (last - first).days if last else 0
    return [first + timedelta(days=number) for number in range(min(length, 60) + 1)]


def slot_name(event: Event, number: int) -> str:
    """Return *Kl. 13.00–14.00: Sal A, Sal B*: when, and what there is to choose from."""
    titles = ", ".join(one.title for one in event.sessions if one.slot == number)
    times = slot_times(event, number)
    return fmt.capital(f"{times}: {titles}") if times else titles


def slot_times(event: Event, number: int) -> str:
    """Return *kl. 13.00–14.00* of a slot's first workshop, empty where it has no time."""
    first = next((one for one in event.sessions if one.slot == number and one.starts_at), None)
    return clock_hours_of(event, first.starts_at, first.ends_at) if first else ""


def _slot_choices(event: Event, session: EventSession | None) -> list[SelectChoice]:
    choices = [SelectChoice(OPEN_TO_ALL, _("Alla deltar"))]
    for slot in event.slots:
        others = [one.title for one in event.sessions if one.slot == slot.number and one is not session]
        choices.append(SelectChoice(str(slot.number), _slot_label(slot_times(event, slot.number), others)))
    if session is not None and session.slot is not None and _is_alone(event, session):
        return choices
    new = _("Workshop i ett nytt pass") if event.slots else _("Workshop som deltagarna väljer")
    return [*choices, SelectChoice(str(NEW_SLOT), new)]


def _is_alone(event: Event, session: EventSession) -> bool:
    return not any(one.slot == session.slot for one in event.sessions if one is not session)


def _slot_label(times: str, others: list[str]) -> str:
    titles = ", ".join(others)
    if not others:
        return (
            _("Workshop som deltagarna väljer, %(times)s", times=times)
            if times
            else _("Workshop som deltagarna väljer")
        )
    if not times:
        return _("Workshop som väljs i stället för: %(others)s", others=titles)
    return _("Workshop i passet %(times)s, väljs i stället för: %(others)s", times=times, others=titles)


def _values_of(event: Event, session: EventSession | None) -> dict[str, Any]:
    if session is None:
        return {}
    names = ("title", "title_en", "description", "description_en", "place")
    day, starts = local_parts(session.starts_at, event.timezone)
    seats = session_seats(event, session)
    return {name: getattr(session, name) for name in names} | {
        "day": day.isoformat() if day else "",
        "starts": starts,
        "ends": local_parts(session.ends_at, event.timezone)[1],
        "slot": OPEN_TO_ALL if session.slot is None else str(session.slot),
        "seats": seats.capacity if seats else None,
    }


def _day_name(day: date) -> str:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Europe/Stockholm"))
    return fmt.day(noon)
