"""Every sentence of code and templates has its translation, and every translation fits its sentence."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask

from eventapp.core import catalogues, formatting, links, locale
from eventapp.core.extensions import babel
from eventapp.core.locale import LANGUAGES, SOURCE_LANGUAGE, catalogue_of
from eventapp.core.settings import ROOT

OTHERS = [language for language in LANGUAGES if language != SOURCE_LANGUAGE]
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]")
#: Sentences that are lists of names, and how many they have.
LISTS = {
    "måndag tisdag onsdag torsdag fredag lördag söndag": 7,
    "januari februari mars april maj juni juli augusti september oktober november december": 12,
    "jan feb mar apr maj jun jul aug sep okt nov dec": 12,
    "tre fyra fem sex sju åtta nio tio": 8,
}


def texts(value: str | tuple[str, ...] | list[str]) -> list[str]:
    """Return the forms of a sentence: one, or one for each number."""
    return [value] if isinstance(value, str) else list(value)


def key(message: Message) -> tuple[str, ...]:
    return tuple(texts(message.id))


def read_catalogue(language: str) -> Catalog:
    with catalogue_of(language).open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


@pytest.fixture(scope="session")
def sentences(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, ...]]:
    """What code and templates say now, collected as `make catalogue` does."""
    found = tmp_path_factory.mktemp("sentences") / "messages.pot"
    script = ROOT / "config" / "setup" / "sentences.sh"
    environment = os.environ | {"PYTHON": sys.executable}
    subprocess.run(["sh", str(script), str(found)], check=True, env=environment)
    with found.open("rb") as file:
        return {key(message) for message in read_po(file) if message.id}


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_is_in_the_catalogue_and_nothing_else(
    language: str, sentences: set[tuple[str, ...]]
) -> None:
    known = {key(message) for message in read_catalogue(language) if message.id}

    assert sorted(sentences - known) == [], "run `make catalogue` and translate what is new"
    assert sorted(known - sentences) == [], "run `make catalogue`"


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_is_translated_and_nothing_is_a_guess(language: str) -> None:
    catalogue = read_catalogue(language)

    missing = [message.id for message in catalogue if message.id and not all(texts(message.string))]
    assert missing == []
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []
    assert list(catalogue.obsolete) == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_holds_the_places_of_its_sentence(language: str) -> None:
    wrong = [
        message.id
        for message in read_catalogue(language)
        for form in texts(message.string)
        if message.id
        and form
        and set(PLACEHOLDER.findall(form)) != set(PLACEHOLDER.findall(texts(message.id)[-1]))
    ]

    assert wrong == []


@pytest.mark.parametrize("language", OTHERS)
def test_lists_of_names_are_whole(language: str) -> None:
    catalogue = read_catalogue(language)

    assert {text: len(str(catalogue[text].string).split()) for text in LISTS} == LISTS


def compiled(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        return dict(Translations(file)._catalog)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A small catalogue of its own."""
    path = tmp_path / "en" / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True)
    path.write_text('msgid "Namn"\nmsgstr "Name"\n')
    return path


def test_a_catalogue_is_compiled_once_and_again_when_it_is_another(source: Path) -> None:
    first = catalogues.compiled_catalogue(source)
    kept = source.with_suffix(".mo")
    made = kept.stat()
    assert catalogues.compiled_catalogue(source) == first == kept.read_bytes()
    assert kept.stat().st_ino == made.st_ino

    source.write_text('msgid "Namn"\nmsgstr "Your name"\n')
    os.utime(source, (1, 1))
    catalogues.compiled_catalogue(source)
    assert compiled(kept)["Namn"] == "Your name"
    assert [path.name for path in source.parent.iterdir() if path.suffix not in {".po", ".mo"}] == []


def test_where_nothing_can_be_written_it_is_compiled_all_the_same(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Root may write anywhere, so the folder is refused by name.
    monkeypatch.setattr(catalogues.tempfile, "mkstemp", refuse)

    (tmp_path / "kept").write_bytes(catalogues.compiled_catalogue(source))

    assert compiled(tmp_path / "kept")["Namn"] == "Name"
    assert not source.with_suffix(".mo").exists()


def refuse(**_options: object) -> None:
    raise PermissionError


def test_a_new_language_needs_no_code(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A catalogue in another folder speaks Finnish, with its own dates and its own name in the switch."""
    words = {
        "På svenska": "Suomeksi",
        "Evenemang": "Tapahtumat",
        "%(hour)s.%(minute)s": "%(hour)s.%(minute)s",
        "%(day)s %(month)s %(year)s": "%(day)s. %(month)s %(year)s",
    }
    speak(app, monkeypatch, "fi", words)

    page = app.test_client().get("/fi/kontakt").text

    assert '<html lang="fi">' in page
    assert ">Tapahtumat</a>" in page
    assert '<a href="/en/kontakt" lang="en" hreflang="en">In English</a>' in page
    assert '<a href="/kontakt" lang="sv" hreflang="sv">På svenska</a>' in page
    assert 'href="/fi/kontakt" lang="fi" hreflang="fi">Suomeksi</a>' in app.test_client().get("/kontakt").text
    assert "21. november" in app.test_client().get("/fi/tillganglighet").text.replace(
        "\N{NO-BREAK SPACE}", " "
    )


def speak(app: Flask, monkeypatch: pytest.MonkeyPatch, language: str, words: dict[str, str]) -> None:
    """Do what a folder of a language does at the start, for as long as the test runs."""
    catalogue = Catalog(locale=language)
    for swedish, translated in words.items():
        catalogue.add(swedish, translated)
    content = BytesIO()
    write_mo(content, catalogue)
    content.seek(0)
    monkeypatch.setattr(formatting, "_known", {})
    monkeypatch.setattr(links, "_own_names", {})
    monkeypatch.setitem(locale.LOCALES, language, Locale.parse(language))
    monkeypatch.setitem(locale.PREFIXES, language, f"/{language}")
    with app.app_context():
        monkeypatch.setitem(babel.domain_instance.cache, (language, "messages"), Translations(content))
