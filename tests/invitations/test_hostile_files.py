"""Lists made to ask for much: each limit has its sentence, what is below all of them costs no more than it is long."""

from __future__ import annotations

import io
import zipfile

import pytest

from eventapp.core.reader_process import CPU_SECONDS, MEMORY, Refused
from eventapp.core.reading_apart import TooMuchToRead, read_apart
from eventapp.invitations import workbook_list
from eventapp.invitations.errors import sentence_for
from eventapp.invitations.file_kinds import LARGEST_FILE, Kind
from eventapp.invitations.reading import READERS
from tests.invitations.hostile_files import BELOW, PLAIN, REFUSED, TEXTS
from tests.support.measured_reading import measure
from tests.support.unlimited_reader import lift

#: Seconds of CPU within which a difference says nothing: a process's start is most of it.
NOISE = 0.4


@pytest.mark.parametrize("name", REFUSED)
def test_each_limit_refuses_with_its_own_sentence(app, name):
    make, size, problem, _limits = REFUSED[name]
    content = make(size)
    assert len(content) < LARGEST_FILE
    with pytest.raises(Refused) as caught:
        workbook_list.read(content)
    assert caught.value.problem == problem
    assert str(sentence_for(problem))


@pytest.mark.parametrize(
    "name", [name for name, (*_made, limits) in REFUSED.items() if limits and name != "spaces"]
)
def test_control_without_its_limit_that_sentence_does_not_come(name, monkeypatch):
    make, size, problem, limits = REFUSED[name]
    lift(monkeypatch, limits)
    assert _problem_of(make(size)) != problem


def test_part_that_is_declared_utf_8_or_not_at_all_is_read():
    assert workbook_list.read(PLAIN).values["rows"]
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as archive:
        assert b'encoding="UTF-8"' in archive.read("xl/workbook.xml")


@pytest.mark.heavy
@pytest.mark.parametrize("name", [*REFUSED, *BELOW])
def test_workbook_costs_no_more_than_it_is_long(name):
    make, size = (REFUSED | BELOW)[name][:2]
    _compare(READERS[Kind.XLSX], make(size // 2), make(size))


@pytest.mark.heavy
@pytest.mark.parametrize("name", TEXTS)
def test_text_costs_no_more_than_it_is_long(name):
    make, size = TEXTS[name]
    _compare(READERS[Kind.TEXT], make(size // 2), make(size))


@pytest.mark.heavy
@pytest.mark.parametrize("name", REFUSED)
def test_with_the_limits_of_the_process_alone_every_file_comes_to_an_end(name):
    make, size = REFUSED[name][:2]
    cost = measure("tests.support.unlimited_reader", make(size))
    assert cost.child <= CPU_SECONDS + 1
    assert cost.peak <= MEMORY


@pytest.mark.heavy
def test_control_one_long_token_without_its_limit_is_stopped_by_the_process():
    make = REFUSED["attribute"][0]
    with pytest.raises(TooMuchToRead):
        read_apart("tests.support.unlimited_reader", make(40_000_000))


def _problem_of(content: bytes) -> str:
    try:
        workbook_list.read(content)
    except Refused as refused:
        return refused.problem
    return ""


def _compare(reader: str, half: bytes, whole: bytes) -> None:
    """Hold the work of both processes to the length, the child's memory to its limit."""
    small, large = measure(reader, half), measure(reader, whole)
    assert large.peak <= MEMORY
    assert large.own <= 2.5 * small.own + NOISE
    is_stopped = large.outcome == "TooMuchToRead"
    assert is_stopped or large.child <= 2.5 * small.child + NOISE, (small, large)
    assert large.child <= CPU_SECONDS + 1
