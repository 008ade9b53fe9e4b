"""Finds a Chromium and starts it so that it talks to nobody but the page under test."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

ADVICE = (
    "No Chromium was found. Install it (Debian, Ubuntu: apt-get install chromium), or set BROWSER_PATH to a Chromium or"
    " Chrome, or run: .venv/bin/playwright install chromium"
)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC_PROGRAMS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


def find_system_chromium() -> str | None:
    """Return the program that BROWSER_PATH names, else the first on PATH that runs."""
    given = os.environ.get("BROWSER_PATH")
    if given:
        return given
    found = (shutil.which(name) for name in (*NAMES, *MAC_PROGRAMS))
    return next((program for program in found if program and _runs(program)), None)


def launch_arguments() -> list[str]:
    """Return the switches: no calls home, and what root and small containers need."""
    arguments = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--disable-quic",
        "--disable-sync",
        "--no-first-run",
    ]
    return [*arguments, "--no-sandbox"] if os.geteuid() == 0 else arguments


def _runs(program: str) -> bool:
    """Some systems have a program of this name that only says how to install the real one."""
    try:
        done = subprocess.run([program, "--version"], capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and Path(program).exists()
