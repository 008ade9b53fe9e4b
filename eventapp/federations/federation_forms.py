"""Forms about a federation: its names, its details, its commitment."""

from __future__ import annotations

import re
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional, StopValidation

from eventapp.core.fields import LineField, MailField, MarkdownField, MaxLength, OneChoiceField, TextField
from eventapp.core.moments import DayField
from eventapp.core.request import is_sent
from eventapp.federations.commitments import Point
from eventapp.federations.models import Commitment, Federation

WEB_ADDRESS = re.compile(r"https?://[^\s/.]+(\.[^\s/.]+)+(/\S*)?", re.IGNORECASE)
#: How calendar answers are read: at the installation's address, at an own one, not at all.
SITE, OWN, NOBODY = "site", "own", "nobody"
MOST_POINTS = 40
#: Empty points at the end of the form.
ROOM = 2
LONGEST_TEXT = 40_000


def check_web_address(_form: Any, field: Any) -> None:
    """Refuse what is no address of a page."""
    if not WEB_ADDRESS.fullmatch(field.data or ""):
        raise ValidationError(_l("Skriv hela adressen, till exempel https://exempel.se"))


def check_own_address(form: Any, field: Any) -> None:
    """Ask for the address for answers where one is to be used, and let it be empty elsewhere."""
    if form.answers.data == OWN and not field.data:
        raise ValidationError(_l("Skriv adressen som tar emot svaren"))
    if not field.data:
        raise StopValidation


class NewFederationForm(FlaskForm):  # type: ignore[misc]
    """A federation's names, all that is needed to begin."""

    name = LineField(_l("Namn"), validators=[InputRequired(_l("Skriv förbundets namn")), MaxLength(200)])
    short_name = LineField(
        _l("Kort namn"), validators=[InputRequired(_l("Skriv ett kort namn")), MaxLength(80)]
    )

    @property
    def values(self) -> dict[str, str]:
        """What to save."""
        return {"name": self.name.data, "short_name": self.short_name.data}


class DetailsForm(FlaskForm):  # type: ignore[misc]
    """Everything that owners keep about their federation."""

    version = HiddenField()
    name = LineField(_l("Namn"), validators=[InputRequired(_l("Skriv förbundets namn")), MaxLength(200)])
    name_en = LineField(_l("Namn på engelska"), validators=[Optional(), MaxLength(200)])
    short_name = LineField(
        _l("Kort namn"), validators=[InputRequired(_l("Skriv ett kort namn")), MaxLength(80)]
    )
    municipalities = LineField(_l("Kommuner"), validators=[Optional(), MaxLength(300)])
    member_parties = LineField(_l("Andra parter i förbundet"), validators=[Optional(), MaxLength(500)])
    site_url = LineField(_l("Egen webbplats"), validators=[Optional(), MaxLength(300), check_web_address])
    phone = LineField(_l("Telefonnummer"), validators=[Optional(), MaxLength(60)])
    help_line = LineField(
        _l("Telefonnummer för den som har skyddade personuppgifter"), validators=[Optional(), MaxLength(60)]
    )
    office_email = MailField(_l("Kansliets e-postadress"), [Optional()])
    office_address = TextField(_l("Kansliets adress"), validators=[Optional(), MaxLength(300)])
    is_signer = BooleanField(_l("Förbundet har undertecknat Deklaration för en stark demokrati"))
    signed_on = DayField(_l("Vilken dag?"))
    signatory = LineField(_l("Vem undertecknade?"), validators=[Optional(), MaxLength(200)])
    answers = OneChoiceField(
        _l("Var läser ni svar på kalenderinbjudningar?"),
        message=_l("Välj var ni läser svaren"),
        is_required=True,
        choices=[
            SelectChoice(SITE, _l("På systemets adress")),
            SelectChoice(OWN, _l("På en egen adress som går till samma brevlåda")),
            SelectChoice(NOBODY, _l("Svar läses inte")),
        ],
    )
    reply_address = MailField(_l("Egen adress för svar"), [check_own_address])
    data_protection_officer = LineField(_l("Dataskyddsombud"), validators=[Optional(), MaxLength(300)])
    retention_decision = LineField(_l("Gallringsbeslut"), validators=[Optional(), MaxLength(300)])

    #: Saved as they are typed; None where nothing is.
    _EMPTY_IS_NONE = ("name_en", "site_url", "signatory", "signed_on")
    _AS_TYPED = (
        "name",
        "short_name",
        "municipalities",
        "member_parties",
        "phone",
        "help_line",
        "office_email",
        "office_address",
        "is_signer",
        "data_protection_officer",
        "retention_decision",
    )

    @property
    def known_version(self) -> int | None:
        """The version that the form was opened with; None where it says nothing of use."""
        return whole_number(self.version.data)

    @property
    def values(self) -> dict[str, Any]:
        """What to save."""
        typed = {name: self[name].data for name in self._AS_TYPED}
        typed |= {name: self[name].data or None for name in self._EMPTY_IS_NONE}
        own = self.reply_address.data if self.answers.data == OWN else None
        return typed | {"reply_address": own, "reads_answers": self.answers.data != NOBODY}


def details_form(federation: Federation) -> DetailsForm:
    """Return the form as it was sent, or as the federation is."""
    answers = NOBODY if not federation.reads_answers else OWN if federation.reply_address else SITE
    return DetailsForm(obj=federation, answers=answers)


def check_point(form: Any, field: Any) -> None:
    """Ask what was done something about."""
    number = field.name.removeprefix("text_")
    if form[f"done_{number}"].data and not field.data:
        raise ValidationError(_l("Skriv vad ni har åtagit er i punkt %(number)s", number=number))


class CommitmentForm(FlaskForm):  # type: ignore[misc]
    """A commitment: its own words, or points with what has been done on each."""

    version = HiddenField()
    rows = HiddenField()
    title = LineField(_l("Rubrik"), validators=[InputRequired(_l("Skriv en rubrik")), MaxLength(200)])
    full_text = MarkdownField(_l("Hela texten"), validators=[Optional(), MaxLength(LONGEST_TEXT)])

    @property
    def known_version(self) -> int:
        """The version that the form was opened with; -1 where it says nothing of use."""
        number = whole_number(self.version.data)
        return -1 if number is None else number

    @property
    def pairs(self) -> list[tuple[Any, Any]]:
        """The fields of each point: what was undertaken, what was done."""
        numbers = [name.removeprefix("text_") for name in self._fields if name.startswith("text_")]
        return [(self[f"text_{number}"], self[f"done_{number}"]) for number in numbers]

    @property
    def points(self) -> list[Point]:
        """The points that say something, in order."""
        return [Point(text.data, done.data or "") for text, done in self.pairs if text.data]

    def move_up(self, number: int) -> None:
        """Let a point change place with the one before it."""
        if not 2 <= number <= len(self.pairs):
            return
        for upper, lower in zip(self.pairs[number - 2], self.pairs[number - 1], strict=True):
            upper.data, lower.data = lower.data, upper.data


def commitment_form(last: Commitment | None) -> CommitmentForm:
    """Return the form as it was sent, or as the last version is with room for more points."""
    if is_sent():
        step = request.form.get("step", "")
        rows = whole_number(request.form.get("rows")) or ROOM
        form = _form_with(rows + (ROOM if step == "add" else 0))()
        form.move_up(whole_number(step.removeprefix("up-")) or 0)
        form.rows.data = str(len(form.pairs))
        return form
    points = last.points if last else []
    form = _form_with(len(points) + ROOM)()
    form.version.data, form.rows.data = str(last.version if last else 0), str(len(form.pairs))
    form.title.data, form.full_text.data = (last.title, last.full_text) if last else ("", "")
    for point, (text, done) in zip(points, form.pairs, strict=False):
        text.data, done.data = point.text, point.done
    return form


def _form_with(rows: int) -> type[CommitmentForm]:
    """Return the form with so many points, within limits."""
    fields: dict[str, Any] = {}
    for number in range(1, min(rows, MOST_POINTS) + 1):
        fields[f"text_{number}"] = TextField(
            _l("Punkt %(number)s: vad ni har åtagit er", number=number),
            validators=[check_point, MaxLength(2000)],
        )
        fields[f"done_{number}"] = TextField(
            _l("Punkt %(number)s: vad ni har gjort", number=number), validators=[MaxLength(2000)]
        )
    return type("CommitmentForm", (CommitmentForm,), fields)


def whole_number(typed: Any) -> int | None:
    """Return a hidden field's number, None where it is none."""
    text = str(typed if typed is not None else "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
