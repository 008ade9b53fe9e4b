"""The door that cleans text: what is kept, what goes, and that nothing costs more than its length."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable

import hypothesis
import pytest
from hypothesis import strategies as st

from eventapp.core import text
from eventapp.core.text import (
    LONGEST,
    MOST_MARKS,
    composed,
    email_key,
    has_piled_marks,
    one_line,
    paragraphs,
    search_key,
    slug_key,
    sort_key,
    without_marks,
)
from tests.support.hostile import SHAPES
from tests.support.work import grows_too_fast

DOORS: list[Callable[[str], object]] = [
    one_line, paragraphs, email_key, search_key, sort_key, slug_key, without_marks, composed, has_piled_marks,
]  # fmt: skip
KEPT = [
    "O'Brien",
    "von Essen",
    "Åsa Öberg",
    "محمد الأمين",
    "می\u200cخواهم",
    "क्\u200dष",
    "שלום",
    "葛\U000e0100飾",
    "q\u0323\u0307 Z\u0353\u0354",
    "👩‍👩‍👧‍👦 Kim 🏳️‍🌈",
    "🧔🏽‍♂️ 👁️‍🗨️ 👩‍❤️‍👨",
    "1️⃣",
    "☺︎",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "\U0001fae8",
    "-",
]
NOBODY_SEES = [
    "", " ", "\u00a0\u3000\u1680", "\u3164", "\u2800", "\u00ad", "\u115f\u1160", "\ufe0f", "\U000e0041", "\u200d",
    "\u200b", "\u2060", "\ufeff", "\u034f", "\u061c", "\u200e", "\u200f", "\u202e", "\u2066\u2069", "\uffa0", "\u17b4",
    "\u180e",
    "\ufff9\ufffb", "\uffff", "\ufdd0", "\U0001d159", "\U0001d173", "\u0301", "\u20dd", "\u0903", " \u0301 \u3164",
]  # fmt: skip
#: Bidi_Control (UAX 9).
BIDI = [*"\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"]


@pytest.mark.parametrize("name", KEPT)
def test_what_somebody_meant_is_kept(name: str) -> None:
    assert one_line(name) == name
    assert paragraphs(name) == name


@pytest.mark.parametrize("name", NOBODY_SEES)
def test_what_nobody_can_see_is_nothing(name: str) -> None:
    assert one_line(name) == ""
    assert paragraphs(name) == ""


def test_unseen_signs_inside_a_text_go() -> None:
    assert one_line("K\u200bi\u200dm\u00ad \u3164\ufe0f E\u2060k\U000e0041") == "Kim Ek"


def test_a_line_has_no_bidirectional_control_and_a_text_none_that_opens_a_stretch() -> None:
    typed = "a".join(BIDI)

    assert one_line(typed) == "a" * (len(BIDI) - 1)
    assert {*paragraphs(typed)} == {"a", "\u061c", "\u200e", "\u200f"}


def test_marks_of_direction_leave_no_double_space() -> None:
    assert one_line("\u200f a \u200f b ") == "a b"


@hypothesis.given(
    st.text(alphabet=st.sampled_from("aå1 \n\u0301\u0316\u200c\u200d\u200f\u202e\u3164\ufe0f☺👩ب‍\u0f73"))
)
def test_cleaning_twice_is_cleaning_once(typed: str) -> None:
    assert one_line(one_line(typed)) == one_line(typed)
    assert paragraphs(paragraphs(typed)) == paragraphs(typed)


def test_every_default_ignorable_sign_that_stands_alone_is_nothing() -> None:
    ignorable = [sign for sign in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(sign) == "Cf"]
    # Signs of format that are drawn: numbers' signs of Arabic, Syriac, Kaithi and Egyptian.
    drawn = re.compile(
        "[\u0600-\u0605\u06dd\u070f\u0890-\u0891\u08e2\U000110bd\U000110cd\U00013430-\U0001343f]"
    )

    assert [
        ascii(sign) for sign in ignorable if one_line(f"a{sign}b") != "ab" and not drawn.match(sign)
    ] == []


def test_marks_are_all_that_moves_when_a_text_is_normalised() -> None:
    """What the limit counts is every sign that begins with a mark once it is taken apart, in this Python's Unicode."""
    pattern = re.compile(text._MARK)
    moving = [
        sign
        for sign in map(chr, range(sys.maxunicode + 1))
        if any(unicodedata.combining(unicodedata.normalize(form, sign)[0]) for form in ("NFD", "NFKD"))
    ]

    assert [ascii(sign) for sign in moving if not pattern.match(sign)] == []


def test_a_sign_carries_thirty_marks_and_no_more() -> None:
    assert one_line("q" + "\u0323" * 40) == "q" + "\u0323" * MOST_MARKS
    assert has_piled_marks("q" + "\u0323\u200b" * 31)
    assert not has_piled_marks("q" + "\u0323" * MOST_MARKS)


def test_a_text_without_end_is_cut() -> None:
    assert len(paragraphs("å" * 2 * LONGEST)) == LONGEST


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_twice_the_text_is_at_most_twice_the_work(door: Callable[[str], object]) -> None:
    size = 6000
    too_fast = {name: grows_too_fast(lambda n, s=shape: door(s(n)), size) for name, shape in SHAPES.items()}

    assert {name: ratio for name, ratio in too_fast.items() if ratio} == {}


def test_without_the_limit_on_marks_the_work_grows_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "_PILED", re.compile("((?!))"))

    assert grows_too_fast(lambda n: one_line(SHAPES["marks of two classes"](n)), 5000)
