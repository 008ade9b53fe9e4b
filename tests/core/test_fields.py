"""Fields for text: what is refused, in which words, and what is shown again."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import Form
from wtforms.validators import DataRequired, InputRequired, Optional

from eventapp.core.fields import LineField, MailField, MarkdownField, MaxLength, NumberField, TextField
from eventapp.core.moments import ClockField, DayField
from eventapp.core.shown import isolate
from eventapp.core.text import LONGEST

SENTENCES = {
    "åsa@example.se": "Skriv en adress med bara a–z och siffror före @.",
    '"a b"@example.se': "Skriv en adress utan citattecken.",
    "asa@x_y.se": "Där får det inte finnas något understreck (_).",
    "a@b@example.se": "Skriv en enda e-postadress",
    "a b@example.se": "Ta bort mellanslaget",
    "a@example,se": "Skriv punkt i stället för komma",
    "a..b@example.se": "Kontrollera punkterna",
    "kim": "Skriv hela e-postadressen, till exempel namn@exempel.se",
    "Åsa Ek <åsa@example.se>": "Skriv en adress med bara a–z och siffror före @.",
}


class Sample(Form):
    name = LineField("", [InputRequired("required"), MaxLength(120)])
    about = TextField("", [DataRequired("required"), MaxLength(2000)])
    email = MailField("", [Optional()])
    text = MarkdownField("", [Optional(), MaxLength(20_000)])
    number = NumberField("", [Optional()])
    day = DayField("", [Optional()])
    clock = ClockField("", [Optional()])


def filled(**typed: str) -> Any:
    """Return the form, checked, with what was typed."""
    form = Sample(MultiDict({"name": "Kim", "about": "x"} | typed))
    form.validate()
    return form


@pytest.fixture(autouse=True)
def in_request(app: Flask) -> Any:
    """Sentences are read in a request's language."""
    with app.test_request_context("/"):
        yield


@pytest.mark.parametrize("nothing", ["", " ", "\u3164", "\u2800\u00ad", "\U000e0041", "\u200f", "\u0301"])
def test_what_nobody_sees_is_asked_for_whatever_the_validator(nothing: str) -> None:
    form = filled(name=nothing, about=nothing)

    assert (form.name.errors, form.about.errors) == (["required"], ["required"])


@pytest.mark.parametrize("address", SENTENCES)
def test_a_wrong_address_is_told_what_is_wrong_and_kept(address: str) -> None:
    form = filled(email=address)

    assert SENTENCES[address] in str(form.email.errors[0])
    assert len(form.email.errors) == 1
    assert form.email.data == address


@pytest.mark.parametrize(
    "typed", ["b@x.se", "mailto:b@x.se", "Åsa Ek <b@x.se>", "b@x.se.", " b@x.se ", "b@x.se\u200b"]
)
def test_an_address_is_taken_as_it_is_copied(typed: str) -> None:
    form = filled(email=typed)

    assert (list(form.email.errors), form.email.data) == ([], "b@x.se")


def test_endless_text_is_counted_and_not_shown_again_in_whole() -> None:
    form = filled(name="a" * (LONGEST + 5))

    assert [str(error) for error in form.name.errors] == [
        "Korta texten. Du har skrivit 100005 tecken och får plats med 120."
    ]
    assert len(form.name.data) == LONGEST


def test_piled_accents_are_taken_away_in_a_sentence() -> None:
    form = filled(name="q" + "\u0323" * 50)

    assert "Vi har tagit bort accenter" in str(form.name.errors[0])
    assert not filled(name=form.name.data).name.errors


@pytest.mark.parametrize("name", ["number", "day", "clock"])
def test_what_is_no_number_or_time_is_shown_again_in_its_beginning(name: str) -> None:
    field = filled(**{name: "9" * 100_000})[name]

    assert field.errors
    assert len(field._value()) == 200


def test_a_table_of_which_something_would_be_left_out_is_refused() -> None:
    form = filled(text="|a|b|\n|-|-|\n" + "|\n" * 2000)

    assert "Korta tabellerna" in str(form.text.errors[0])


@pytest.mark.parametrize("name", ["Kim", "Åsa <b>", "王小明", ""])
def test_a_name_from_left_to_right_needs_no_isolation(name: str) -> None:
    assert isolate(name) == name


@pytest.mark.parametrize("name", ["محمد", "שלום 123"])
def test_a_name_from_right_to_left_ends_its_direction(name: str) -> None:
    assert isolate(name) == f"<bdi>{name}</bdi>"
    assert isolate(f"<{name}>") == f"<bdi>&lt;{name}&gt;</bdi>"
