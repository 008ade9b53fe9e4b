"""The page on personal data: every item of article 13, in both languages, and a version that follows the text."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from eventapp.core.extensions import db
from eventapp.pages.personal_data import PRIVACY_VERSION, VERSIONS
from tests.support.builders import make_event, make_federation, registration_of
from tests.support.forms import fill_in

TEMPLATES = Path(__file__).parents[2] / "templates"
SENTENCE = re.compile(r"_\('((?:[^'\\]|\\.)*)'")
#: What article 13 asks for, and where in it; words in Swedish and in English.
ITEMS = {
    "controller, 1 a": ("personuppgiftsansvarigt", "controller"),
    "joint controllers, 26.2": ("gemensamt ansvariga", "joint"),
    "how to reach them, 1 a": ("Så når du förbunden", "reach the federations"),
    "officer, 1 b": ("Dataskyddsombud", "ata protection officer"),
    "purposes, 1 c": ("För att ge dig en plats", "a seat"),
    "basis, 1 c": ("artikel 6.1 e", "6(1)(e)|6.1 e"),
    "basis for needs, 9": ("artikel 9.2 a", "9(2)(a)|9.2 a"),
    "recipients, 1 e": ("Vem får se uppgifterna?", "Who "),
    "processors, 1 e": ("personuppgiftsbiträden", "processor"),
    "third countries, 1 f": ("länder utanför EU och EES", "EEA"),
    "retention, 2 a": ("90 dagar efter evenemanget", "90 days"),
    "retention of needs, 2 a": ("14 dagar efter evenemanget", "14 days"),
    "backups, 2 a": ("35 dagar", "35 days"),
    "access, 2 b": ("få en kopia", "copy"),
    "rectification, 2 b": ("få fel rättade", "correct"),
    "erasure and restriction, 2 b": ("ta bort uppgifter eller använda dem i mindre omfattning", "delete"),
    "objection, 2 b": ("invända", "object"),
    "withdrawal of consent, 2 c": ("ta tillbaka det", "withdraw|take it back|take back"),
    "complaint, 2 d": ("Integritetsskyddsmyndigheten", "Privacy Protection"),
    "whether it must be given, 2 e": ("Måste du lämna uppgifter?", "Do you have to|Must you"),
    "no automated decisions, 2 f": ("Inga beslut om dig fattas av en dator", "computer|automat"),
    "public record": ("allmän handling", "public record"),
    "decision to purge": ("Dnr 1/2021, 2021-06-21", "Dnr 1/2021, 2021-06-21"),
}


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.mark.parametrize(("prefix", "column"), [("", 0), ("/en", 1)], ids=["swedish", "english"])
def test_every_item_of_article_13_is_there(session, client, prefix, column):
    make_federation()
    text = words_of(client.get(f"{prefix}/personuppgifter").text)

    missing = {
        item
        for item, words in ITEMS.items()
        if not any(word.lower() in text.lower() for word in words[column].split("|"))
    }
    assert missing == set()


def fingerprint() -> str:
    """Return the fingerprint of every sentence about personal data, on its page and at the form's button."""
    pages = ("pages/public/personal_data.html", "pages/public/personal_data_tables.html")
    sentences = [one for page in pages for one in SENTENCE.findall((TEMPLATES / page).read_text())]
    form = SENTENCE.findall((TEMPLATES / "registrations/public/register.html").read_text())
    sentences += [one for one in form if "personuppgifter" in one or "uppgifterna" in one]
    return hashlib.sha256("\n".join(sentences).encode()).hexdigest()[:16]


def test_who_changes_the_text_raises_the_version():
    assert VERSIONS[PRIVACY_VERSION] == fingerprint(), (
        "The text about personal data has changed: add a version with this fingerprint to pages/personal_data.py."
    )
    assert len(set(VERSIONS.values())) == len(VERSIONS)


def test_the_version_that_was_shown_is_kept_with_the_registration(session, client):
    event = make_event()
    db.session.commit()
    fill_in(client, f"/evenemang/{event.slug}/anmalan", name="Kim", email="kim@example.se")

    assert registration_of(event).privacy_version == PRIVACY_VERSION
    assert f"Version {PRIVACY_VERSION}" in client.get("/personuppgifter").text
