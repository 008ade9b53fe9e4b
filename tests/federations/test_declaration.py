"""The notice names those that have signed, and only those."""

from __future__ import annotations

import pytest
from flask import Flask

from eventapp.core.locale import in_language
from eventapp.federations.declaration import declaration_notice, names_of
from eventapp.federations.models import Federation

NOTICE = "Deklaration för en stark demokrati (demokratiåtagandet) och verkar för demokratin i Sverige."
ENDING = f" har undertecknat {NOTICE}"


def federation(name: str, *, is_signer: bool = True, name_en: str | None = None) -> Federation:
    return Federation(slug=name, name=name, short_name=name, is_signer=is_signer, name_en=name_en)


A, B, C = federation("A"), federation("B"), federation("C")
NOT = federation("N", is_signer=False)


@pytest.mark.parametrize(
    ("hosts", "text"),
    [
        ([], ""),
        ([NOT], ""),
        ([A], f"A{ENDING}"),
        ([A, NOT], f"A{ENDING}"),
        ([A, B], f"Samordningsförbunden som bjuder in{ENDING}"),
        ([A, NOT, B], f"A och B{ENDING}"),
        ([A, NOT, B, C], f"A, B och C{ENDING}"),
    ],
)
def test_the_text_follows_from_who_has_signed(hosts: list[Federation], text: str) -> None:
    assert declaration_notice(hosts) == text


def test_a_name_that_looks_like_a_placeholder_stays_as_it_is() -> None:
    assert declaration_notice([federation("50 % %(x)s")]) == f"50 % %(x)s{ENDING}"


def test_names_are_in_the_readers_language(app: Flask) -> None:
    both = [federation("Förbundet", name_en="The Federation"), A]
    with app.app_context():
        assert names_of(both) == "Förbundet och A"
        with in_language("en"):
            assert names_of(both).startswith("The Federation ")
