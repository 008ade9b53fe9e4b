"""Pictures made to ask for much: refused by their header, or decoded within time and memory that are limited."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from threading import Event
from time import monotonic

import pytest
from PIL import Image

from eventapp.core import reading_apart
from eventapp.core.errors import DomainError
from eventapp.core.reader_process import CPU_SECONDS, MEMORY, Refused
from eventapp.core.reading_apart import ManyAreReading
from eventapp.events import picture_reader
from eventapp.events.pictures import READER, Picture, SideTooLong, TooManyFrames, TooManyPixels, read_picture
from tests.events.hostile_pictures import BELOW, REFUSED, several
from tests.support.measured_reading import measure
from tests.support.processes import children_of

NOISE = 0.4


def problem_of(content):
    try:
        picture_reader.read(content)
    except Refused as refused:
        return refused.problem
    return ""


@pytest.mark.parametrize("name", REFUSED)
def test_each_limit_refuses_before_anything_is_decoded(name, monkeypatch):
    make, size, problem = REFUSED[name]
    content = make(size)
    monkeypatch.setattr(picture_reader, "_shrink", lambda *_arguments: pytest.fail("decoded"))
    assert problem_of(content) == problem


@pytest.mark.heavy
@pytest.mark.parametrize("name", [name for name in REFUSED if name != "texts"])
def test_control_without_its_limit_it_is_decoded(name, monkeypatch):
    make, size, _problem = REFUSED[name]
    monkeypatch.setattr(picture_reader, "_check", lambda _image, _name: None)
    monkeypatch.setattr(picture_reader, "_shrink", lambda *_arguments: Image.new("RGB", (1, 1)))
    assert problem_of(make(size)) == ""


@pytest.mark.parametrize(
    ("name", "error"),
    [("one pixel wide", SideTooLong), ("pixels", TooManyPixels), ("frames of a WebP", TooManyFrames)],
)
def test_refusals_have_their_sentences(app, name, error):
    make, size, _problem = REFUSED[name]
    with app.test_request_context(), pytest.raises(error) as caught:
        read_picture(make(size))
    assert "Välj en" in str(caught.value.sentence)


def test_tall_picture_is_scaled_down_too(reads_here):
    file = BytesIO()
    Image.new("RGB", (1000, 8000)).save(file, "JPEG")
    picture = read_picture(file.getvalue())
    assert (picture.width, picture.height) == (400, 3200)


def test_camera_file_of_several_pictures_is_a_jpeg(reads_here):
    picture = read_picture(several(300))
    assert (picture.media_type, picture.width) == ("image/jpeg", 300)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_way_to_hold_a_camera_is_turned_upright(reads_here, orientation):
    image, notes, file = Image.new("RGB", (3400, 1800), "red"), Image.Exif(), BytesIO()
    notes[0x0112] = orientation
    image.save(file, "JPEG", exif=notes.tobytes())
    picture = read_picture(file.getvalue())
    is_lying = orientation > 4
    assert (picture.width, picture.height) == ((1600, 3022) if is_lying else (1600, 847))


@pytest.mark.heavy
@pytest.mark.parametrize("name", [*REFUSED, *BELOW])
def test_picture_costs_no_more_than_it_is_large(name):
    make, size = (REFUSED | BELOW)[name][:2]
    small, large = measure(READER, make(size // 2)), measure(READER, make(size))
    assert large.peak <= MEMORY
    assert large.own <= 2.5 * small.own + NOISE
    is_stopped = large.outcome == "TooMuchToRead"
    assert is_stopped or large.child <= 2.5 * small.child + NOISE, (small, large)
    assert large.child <= CPU_SECONDS + 1


@pytest.mark.heavy
def test_six_at_once_are_decoded_two_at_a_time(monkeypatch):
    make, size = BELOW["PNG"]
    most, content = _most_children(monkeypatch, make(size))
    assert most == reading_apart.SLOTS
    assert {type(one) for one in content} <= {Picture, ManyAreReading}


@pytest.mark.heavy
def test_control_without_slots_all_are_decoded_at_once(monkeypatch):
    monkeypatch.setattr(reading_apart, "SLOTS", 6)
    make, size = BELOW["PNG"]
    most, _outcomes = _most_children(monkeypatch, make(size))
    assert most > 2


def _most_children(monkeypatch, content):
    """Return how many processes there were at one time while six read, and what each got."""
    monkeypatch.setattr(reading_apart, "_threads", reading_apart.BoundedSemaphore(6))
    monkeypatch.setattr(reading_apart, "PATIENCE_SECONDS", 60.0)
    pause, most, deadline = Event(), 0, monotonic() + 100
    with ThreadPoolExecutor(6) as pool:
        tasks = [pool.submit(_outcome, content) for _one in range(6)]
        while not all(task.done() for task in tasks) and monotonic() < deadline:
            most = max(most, len(children_of(_own_id())))
            pause.wait(0.02)
    return most, [task.result() for task in tasks]


def _own_id():
    return reading_apart.os.getpid()


def _outcome(content):
    try:
        return read_picture(content)
    except DomainError as error:
        return error
