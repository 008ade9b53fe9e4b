"""Translations: the committed `.po` files, compiled when the application starts."""

from __future__ import annotations

import os
import tempfile
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask

from eventapp.core.extensions import babel
from eventapp.core.locale import LANGUAGES, LOCALES, SOURCE_LANGUAGE, catalogue_of


def load_catalogues(app: Flask) -> None:
    """Give the application the sentences of every language; what has not changed is not compiled again."""
    with app.app_context():
        domain = babel.domain_instance
    for language in LANGUAGES:
        if language != SOURCE_LANGUAGE:
            source = catalogue_of(language)
            translations = _read(source, source.stat().st_mtime_ns)
            domain.cache[str(LOCALES[language]), domain.domain[0]] = translations


@lru_cache(maxsize=32)
def _read(source: Path, _written_at: int) -> Translations:
    """Return a catalogue of this age, read once in a process."""
    return Translations(BytesIO(compiled_catalogue(source)))


def compiled_catalogue(source: Path) -> bytes:
    """Return the catalogue in compiled form, kept beside it where that can be written."""
    kept = source.with_suffix(".mo")
    written_at = source.stat().st_mtime_ns
    # The same age, not a greater one: an upgrade may bring files that are older than what was compiled last.
    if kept.exists() and kept.stat().st_mtime_ns == written_at:
        return kept.read_bytes()
    compiled = _compile(source)
    try:
        _keep(kept, compiled, written_at)
    except OSError:
        # An installation that cannot be written to compiles at every start.
        return compiled
    return compiled


def _compile(source: Path) -> bytes:
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parts[-3], abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    return compiled.getvalue()


def _keep(path: Path, content: bytes, written_at: int) -> None:
    """Put a file in place whole: several processes may start at once."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
        os.utime(name, ns=(written_at, written_at))
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
