"""Files with personal data, readable by their owner alone: the database, what stands beside it, copies and backups."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

FILE_MODE, FOLDER_MODE = 0o600, 0o700
#: Everything a process makes, also what libraries and PostgreSQL's programs make for it.
UMASK = 0o077
OTHERS = 0o077


def make_folder(folder: Path) -> None:
    """Make a folder that only its owner may enter, with what is missing above it; one that is there is left alone."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
    belong_beside(folder)


def open_private(path: Path) -> BinaryIO:
    """Open a file for appending; a new one is its owner's alone."""
    is_new = not path.exists()
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, FILE_MODE)
    if is_new:
        belong_beside(path)
    return os.fdopen(handle, "ab")


def make_file(path: Path) -> None:
    """Make an empty file where there is none."""
    open_private(path).close()


def belong_beside(path: Path, former: Path | None = None) -> None:
    """Let what root has made belong to whom the former file, or else the folder, belongs to.

    The service's user could not write it otherwise.
    """
    if os.geteuid() == 0:
        owner = (former or path.parent).stat()
        os.chown(path, owner.st_uid, owner.st_gid)


def list_open_to_others(database: Path) -> list[Path]:
    """Return the database and the files beside it whose names begin like it, where others than the owner may read."""
    if not database.parent.is_dir():
        return []
    beside = (path for path in database.parent.iterdir() if path.name.startswith(database.name))
    return sorted(path for path in beside if path.is_file() and path.stat().st_mode & OTHERS)


def close_to_others(database: Path) -> None:
    """Take reading and writing from others where the files are ours to change."""
    for path in list_open_to_others(database):
        if os.geteuid() in {0, path.stat().st_uid}:
            path.chmod(path.stat().st_mode & ~OTHERS)


def find_unwritable(database: Path) -> Path | None:
    """Return what this process could not write: the folder, the database or one of SQLite's files beside it."""
    beside = [database.with_name(database.name + end) for end in ("", "-wal", "-shm", ".queue")]
    needed = [database.parent, *(path for path in beside if path.exists())]
    return next((path for path in needed if not os.access(path, os.W_OK)), None)
