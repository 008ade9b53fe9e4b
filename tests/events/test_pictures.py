"""Uploaded pictures: what is taken, what is refused, and what is left in them."""

from io import BytesIO

import pytest
from PIL import Image

from eventapp.events.pictures import LARGEST_FILE, NotAPicture, PictureTooHeavy, TooManyPixels, read_picture
from tests.support.pictures import make_picture

pytestmark = pytest.mark.usefixtures("reads_here")


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP"])
def test_picture_keeps_its_format_and_loses_all_that_does_not_show(name):
    sent = make_picture(name, exif=True)
    assert b"Hemlig kamera" in sent
    picture = read_picture(sent)
    assert b"Hemlig kamera" not in picture.content
    with Image.open(BytesIO(picture.content)) as image:
        assert image.format == name
        assert not image.getexif()
        assert image.size == (picture.width, picture.height) == (60, 40)


def test_wide_picture_is_scaled_down():
    picture = read_picture(make_picture(size=(4000, 1000)))
    assert (picture.width, picture.height) == (1600, 400)


def test_picture_stands_upright_as_the_camera_said():
    assert (read_picture(make_picture(exif=True, orientation=6)).height) == 60


def test_see_through_stays_see_through():
    with Image.open(BytesIO(read_picture(make_picture("PNG", mode="LA")).content)) as image:
        assert image.mode == "RGBA"


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK"])
def test_other_ways_to_store_colours_are_read(mode):
    name = "JPEG" if mode in {"L", "CMYK"} else "PNG"
    assert read_picture(make_picture(name, mode=mode)).width == 60


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"ingen bild",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        make_picture("GIF"),
        make_picture("JPEG")[:200],
        make_picture("PNG")[:-40],
        b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
    ],
)
def test_what_is_no_whole_picture_is_refused(content):
    with pytest.raises(NotAPicture):
        read_picture(content)


def test_small_file_that_unpacks_to_too_much_is_refused_before_it_is_unpacked():
    bomb = make_picture("PNG", mode="1", size=(20_000, 20_000))
    assert len(bomb) < 100_000
    with pytest.raises(TooManyPixels):
        read_picture(bomb)


def test_heavy_file_is_refused():
    with pytest.raises(PictureTooHeavy):
        read_picture(b"x" * (LARGEST_FILE + 1))
