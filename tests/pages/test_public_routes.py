"""The pages that explain answer without a cookie and say what the law asks of them."""

from __future__ import annotations

import itertools
import re

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from eventapp.federations.declaration import declaration_notice
from tests.support.builders import make_federation
from tests.support.client import SeparateClient

PAGES = {
    "/atagandet": "Vårt åtagande",
    "/personuppgifter": "Så hanterar vi personuppgifter",
    "/kakor": "Kakor",
    "/tillganglighet": "Tillgänglighetsredogörelse",
    "/samtalsregler": "Samtalsregler",
    "/kontakt": "Kontakt",
}


def page(client: SeparateClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return str(response.get_data(as_text=True))


def words_of(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


@pytest.mark.parametrize(("address", "title"), PAGES.items())
def test_each_page_has_its_heading_and_sets_no_cookie(
    session: scoped_session[Session], client: SeparateClient, address: str, title: str
) -> None:
    make_federation()

    response = client.get(address)
    text = response.get_data(as_text=True)

    assert re.findall(r"<h1[^>]*>(.*?)</h1>", text) == [title]
    assert f"<title>{title} – " in text
    assert "Set-Cookie" not in response.headers
    assert response.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("address", PAGES)
def test_each_page_stands_without_federations_and_loads_nothing_from_elsewhere(
    session: scoped_session[Session], client: SeparateClient, address: str
) -> None:
    text = page(client, address)

    assert (
        re.findall(r'<(?:script|link(?! rel="alternate")|img|iframe)[^>]+(?:src|href)="https?://', text) == []
    )


@pytest.mark.parametrize("address", PAGES)
def test_headings_leave_out_no_level(
    session: scoped_session[Session], client: SeparateClient, address: str
) -> None:
    make_federation()

    levels = [int(level) for level in re.findall(r"<h([1-6])", page(client, address))]

    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_the_commitment_shows_the_notice_of_all_signers_once(
    session: scoped_session[Session], client: SeparateClient, app: Flask
) -> None:
    signers = [make_federation(), make_federation()]
    outsider = make_federation(is_signer=False)

    text = page(client, "/atagandet")

    assert text.count(declaration_notice(signers)) == 1
    assert all(f"/forbund/{signer.slug}" in text for signer in signers)
    assert f"/forbund/{outsider.slug}" not in text


@pytest.mark.parametrize(
    "item",
    [
        "personuppgiftsansvarigt",
        "gemensamt ansvariga",
        "Dataskyddsombud",
        "artikel 6.1 e",
        "artikel 9.2 a",
        "Måste du lämna uppgifter?",
        "90 dagar",
        "14 dagar",
        "35 dagar",
        "allmän handling",
        "personuppgiftsbiträden",
        "länder utanför EU och EES",
        "få en kopia",
        "få fel rättade",
        "ta bort uppgifter",
        "invända",
        "Integritetsskyddsmyndigheten",
        "Inga beslut om dig fattas av en dator",
        "skyddade personuppgifter",
        "Dnr 1/2021, 2021-06-21",
    ],
)
def test_personal_data_has_what_article_13_asks_for(
    session: scoped_session[Session], client: SeparateClient, item: str
) -> None:
    make_federation()

    assert item in words_of(page(client, "/personuppgifter"))


def test_the_basis_for_needs_is_a_setting(
    session: scoped_session[Session], client: SeparateClient, app: Flask
) -> None:
    app.config["NEEDS_BASIS"] = "public_interest"

    text = page(client, "/personuppgifter")

    assert "artikel 9.2 g" in text
    assert "artikel 9.2 a" not in text


def test_cookies_names_each_cookie(
    session: scoped_session[Session], client: SeparateClient, app: Flask
) -> None:
    name = app.config["SESSION_COOKIE_NAME"]
    assert f">{name}<" in page(client, "/kakor")
    assert f">{name}-browser<" in page(client, "/kakor")
    assert "180 dagar" in page(client, "/kakor")


def test_contact_has_phone_and_mail_of_each_office(
    session: scoped_session[Session], client: SeparateClient
) -> None:
    federation = make_federation(phone="08-465 004 99", provenance={"contact": "sample"})

    text = page(client, "/kontakt")

    assert 'href="tel:08-46500499"' in text
    assert f'href="mailto:{federation.office_email}"' in text
    assert "Exempeluppgift" in text
