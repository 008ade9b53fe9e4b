"""Who a mail comes from and who reads the answer."""

from __future__ import annotations

import pytest
from flask import Flask

from eventapp.federations.contact import Sender, reply_address_of, sender_of
from eventapp.federations.models import Federation


def federation(**values: object) -> Federation:
    return Federation(slug="f", name="Förbundet", short_name="F", office_email="kansli@f.example", **values)


@pytest.mark.parametrize(
    ("values", "address"),
    [
        ({}, "svar@anmalan.example"),
        ({"reply_address": "svar@f.example"}, "svar@f.example"),
        ({"reply_address": "svar@f.example", "reads_answers": False}, ""),
    ],
)
def test_answers_go_to_the_own_address_or_the_installations(
    app: Flask, values: dict[str, object], address: str
) -> None:
    with app.app_context():
        assert reply_address_of(federation(**values)) == address


def test_an_organizer_is_the_sender_and_reads_the_answers(app: Flask) -> None:
    with app.app_context():
        assert sender_of(federation(), "svar@f.example") == Sender("Förbundet", "svar@f.example", None)


def test_without_an_organizer_answers_go_to_the_office(app: Flask) -> None:
    app.config["MAIL_DEFAULT_SENDER"] = "Anmälan <anmalan@anmalan.example>"
    with app.app_context():
        assert sender_of(federation()) == Sender("Förbundet", "anmalan@anmalan.example", "kansli@f.example")
