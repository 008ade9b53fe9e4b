"""Every regular expression in the product is linear: twice the input, at most 2.5 times the work."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.regular_expressions import (
    Found,
    find_patterns,
    find_slow,
    find_unheld,
    methods_by_name,
    read_sources,
)

#: Where a pattern is put together while the program runs, and why it can do no harm.
PUT_TOGETHER = {
    "mailings/placeholders.py:fill": "MARK is a random word; the pattern stands below",
    "messages/replies.py:_words": "called for the table of rules alone, which holds what it returns",
    "messages/replies.py:without_recipient": "an address taken letter by letter",
}
FILLED = r"MARK(HREF_)?([A-Z_]+?)MARK"

SOURCES = read_sources()
PATTERNS = find_patterns(SOURCES)


@pytest.mark.parametrize("found", PATTERNS, ids=lambda one: f"{one.place}:{str(one.compiled.pattern)[:30]}")
def test_pattern_is_linear_by_the_methods_that_use_it(found: Found) -> None:
    assert find_slow(found.compiled, is_searched=found.is_searched) == ""


def test_pattern_of_placeholders_is_linear() -> None:
    assert find_slow(re.compile(FILLED), is_searched=True) == ""


def test_no_pattern_is_put_together_where_nothing_tries_it() -> None:
    assert set(find_unheld(SOURCES)) == set(PUT_TOGETHER)
    assert [found.name for found in PATTERNS if found.name.endswith(".words")], "the table of rules is read"
    assert len(PATTERNS) > 60


@pytest.mark.parametrize(
    ("planted", "size"),
    [
        (r"^(?P<name>.*?)\s*[<\[(]\s*(?P<address>[^<>\[\]()\s]*@[^<>\[\]()\s]*)\s*[>\])]\s*$", 700),
        (r"(\S+?)=(\S+)", 2_500),
        (r"\r*\n|\r", 6_000),
        (r"\s+$", 2_500),
        (r"(a+)+$", 11),
        (r"[A-Za-z_]+!", 2_500),
        (r"[^\s@]+@[^\s@]+|\S*\d\S*", 2_500),
    ],
)
def test_planted_pattern_is_found_by_its_work(planted: str, size: int) -> None:
    assert find_slow(re.compile(planted), is_searched=True, size=size)


def test_pattern_that_is_only_matched_is_not_blamed_for_a_search() -> None:
    pattern = re.compile(r"[A-Za-z0-9-]+[;:]")

    assert find_slow(pattern, is_searched=False) == ""
    assert find_slow(pattern, is_searched=True, size=2_500)


@pytest.mark.parametrize(
    ("written", "methods"),
    [
        ("found = NAME.match(text)", {"match"}),
        ("found = self.rule.NAME.search(text)", {"search"}),
        ("a = NAME.match(x)\nb = NAME.sub('', x)", {"match", "sub"}),
        ("def word(pattern: re.Pattern[str]): return pattern.match(x)\nself.word(NAME)", {"match"}),
        (
            "def w(one: re.Pattern[str]): return one.match(x)\ndef v(two: re.Pattern[str]): return w(two)\nv(two=NAME)",
            {"match"},
        ),
    ],
)
def test_methods_are_read_off_the_code(written: str, methods: set[str]) -> None:
    assert methods_by_name({"a.py": ast.parse(written)})["NAME"] == methods


def test_control_call_with_a_pattern_put_together_is_found() -> None:
    planted = ast.parse("import re\ndef look(word): return re.search(word + '+$', 'text')")

    assert find_unheld({"a.py": planted}) == ["a.py:look"]
