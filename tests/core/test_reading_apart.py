"""Reading apart: whatever the process that reads a file does, the request gets an answer or a sentence."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from eventapp.core import reading_apart
from eventapp.core.reader_process import Refused
from eventapp.core.reading_apart import CannotRead, ManyAreReading, TooMuchToRead, read_apart
from eventapp.core.transactions import write
from eventapp.events.pictures import READER as PICTURES
from eventapp.invitations.reading import READERS as LISTS
from tests.support.processes import ROOT, children_of

READER = "tests.support.odd_reader"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A folder of the test's own for lock files; nothing else may be left in it, and no process may be left."""
    folder = tmp_path / "locks"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    others = set(children_of(os.getpid()))
    yield folder
    assert [path.name for path in folder.iterdir() if path.suffix != ".lock" or path.stat().st_size] == []
    assert set(children_of(os.getpid())) <= others


def test_values_and_octets_come_back():
    answer = read_apart(READER, b"size a b")
    assert (answer.values, answer.octets) == ({"said": 2}, b"octets\n\0")
    assert read_apart(READER, b"size " + b"a " * 2_500_000).values == {"said": 2_500_000}


def test_refusal_comes_with_its_values():
    with pytest.raises(Refused) as caught:
        read_apart(READER, b"refuse")
    assert (caught.value.problem, caught.value.values) == ("too_odd", {"most": 7})


@pytest.mark.parametrize("deed", ["spin", "grow 400"])
def test_time_and_memory_are_limited(deed):
    with pytest.raises(TooMuchToRead):
        read_apart(READER, deed.encode())


def test_control_without_limits_memory_is_had():
    command = [sys.executable, "-m", READER, "--unlimited"]
    done = subprocess.run(command, cwd=ROOT, input=b"grow 400", capture_output=True, check=True)
    assert b"400000000" in done.stdout


def test_sleeping_process_is_killed(monkeypatch):
    monkeypatch.setattr(reading_apart, "WALL_SECONDS", 0.5)
    with pytest.raises(TooMuchToRead):
        read_apart(READER, b"sleep")


def test_answer_without_end_is_cut_off(monkeypatch):
    monkeypatch.setattr(reading_apart, "LARGEST_ANSWER", 1_000_000)
    with pytest.raises(TooMuchToRead):
        read_apart(READER, b"flood noise")


@pytest.mark.parametrize(
    "deed",
    [
        *("exit", "raise", "segment", "say noise", "say {}", "say []", 'say {"values":7,"octets":0}'),
        *('say {"values":{},"octets":9}', 'say {"refused":"x","values":7}', f"say {'[' * 50_000}"),
    ],
)
def test_process_that_breaks_is_a_sentence_and_a_line_in_the_log(deed, caplog):
    with pytest.raises(CannotRead):
        read_apart(READER, deed.encode())
    assert READER in caplog.text
    assert "noise" not in caplog.text


def test_module_that_is_not_there_is_a_sentence_too():
    with pytest.raises(CannotRead):
        read_apart("tests.support.nowhere", b"x" * 5_000_000)


def test_what_a_library_prints_is_not_taken_for_the_answer():
    assert read_apart(READER, b"print").octets == b"octets\n\0"


def test_process_gets_no_settings_and_writes_nothing_to_disk(tmp_path):
    said = read_apart(READER, b"environment").values["said"]
    assert not [name for name in said if name.startswith(("EVENTAPP_", "PG"))]
    assert read_apart(READER, f"file {tmp_path}/x".encode()).values == {"said": "OSError"}


def test_many_at_one_time_are_refused_and_places_come_free(folder, monkeypatch):
    monkeypatch.setattr(reading_apart, "PATIENCE_SECONDS", 0.0)
    read_apart(READER, b"size")
    with ExitStack() as held:
        for number in range(reading_apart.SLOTS):
            path = folder / f"eventapp-{os.getuid()}-reading-{number}.lock"
            fcntl.flock(held.enter_context(path.open("a")), fcntl.LOCK_EX)
        with pytest.raises(ManyAreReading):
            read_apart(READER, b"size")
    read_apart(READER, b"size")


def test_threads_that_wait_are_few():
    with ExitStack() as held:
        for _one in range(reading_apart.THREADS):
            held.enter_context(reading_apart._threads)
        with pytest.raises(ManyAreReading):
            read_apart(READER, b"size")
    read_apart(READER, b"size")


def test_folder_without_room_for_a_lock_stops_nobody(monkeypatch, caplog):
    monkeypatch.setattr("tempfile.tempdir", "/nowhere")
    assert read_apart(READER, b"size").values == {"said": 0}
    assert "cannot be locked" in caplog.text


def test_nothing_is_read_while_others_who_write_wait(session):
    with write(), pytest.raises(RuntimeError, match="never inside"):
        read_apart(READER, b"size")


def test_control_without_the_guard_it_is_read(session, monkeypatch):
    monkeypatch.setattr(reading_apart, "is_writing", lambda: False)
    with write():
        read_apart(READER, b"size")


@pytest.mark.parametrize("reader", [PICTURES, *LISTS.values()])
def test_reader_imports_neither_framework_nor_database(reader):
    """Its start is paid for by every file."""
    told = f"import sys, {reader}; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True
    )
    heavy = {"flask", "flask_babel", "werkzeug", "jinja2", "wtforms", "sqlalchemy", "babel"}
    assert heavy.isdisjoint(loaded.stdout.split())
    assert Path(ROOT, *reader.split(".")).with_suffix(".py").exists()
