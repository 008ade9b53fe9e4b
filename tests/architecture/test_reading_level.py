"""Pages and mails are plain Swedish: LIX as a signal, with room for names that nobody can shorten. `-s` prints it."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.core.settings import ROOT
from eventapp.core.transactions import write
from eventapp.demo.services import load_demo_data
from tests.support.reading_level import Reading, paragraphs_of, reading_of

PATHS = [
    "/",
    "/evenemang/demokratidagen-2027",
    "/evenemang/demokratidagen-2027/anmalan",
    "/min-anmalan",
    "/forbund/",
    "/forbund/hbs",
    "/atagandet",
    "/tillganglighet",
    "/personuppgifter",
    "/kakor",
    "/samtalsregler",
    "/kontakt",
    "/finns-inte",
    "/arrangor/logga-in",
]
AIM, MOST = 40, 45
#: Of fewer words the measure says nothing.
ENOUGH = 40
#: Names of federations, authorities and laws, which are long in any sentence.
NAMES = re.compile(
    r"(?:Samordningsförbunde[tn]s?|samordningsförbund)\b(?:(?:,? (?:och|i|–))? ?[A-ZÅÄÖ]\w+(?: stads?)?)*"
    r"|Deklaration(?:en)? för en stark demokrati|Arbetsförmedlingen|Försäkringskassan|\S+@\S+|Exempeluppgift"
)


def show(name: str, reading: Reading) -> None:
    print(f"{reading.level:5.1f}  {name}")
    if reading.level > AIM:
        print("".join(f"         {sentence}\n" for sentence in reading.hardest[:8]))


@pytest.fixture
def site(app: Flask, session: object, at) -> FlaskClient:
    at("2026-11-21 12:00")
    with write():
        load_demo_data()
    return app.test_client()


def test_pages_are_plain(site: FlaskClient):
    levels = {}
    for path in PATHS:
        texts = [NAMES.sub("förbundet", text) for text in paragraphs_of(site.get(path).text)]
        reading = reading_of(texts)
        show(path, reading)
        levels.update({path: reading.level} if reading.words >= ENOUGH else {})
    assert {path: level for path, level in levels.items() if level > MOST} == {}


def test_mails_are_plain(app: Flask):
    levels = {}
    for path in sorted((ROOT / "templates").glob("*/mail/*/body.txt")):
        found = app.jinja_env.extract_translations(path.read_text(encoding="utf-8"))
        texts = [text for _line, _call, text in found if isinstance(text, str)]
        if texts:
            reading = reading_of([re.sub(r"%\(\w+\)[sd]", "dag", text) for text in texts])
            show(path.parent.name, reading)
            levels[path.parent.name] = reading.level
    assert {name: level for name, level in levels.items() if level > MOST} == {}
    assert len(levels) > 8
