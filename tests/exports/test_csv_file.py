"""CSV without formulas."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.exports.csv_file import defuse, write_csv


@pytest.mark.parametrize("value", ["=1", "@a", "\tx", "\rx", "+a", "-a", "+1*2", "-1,5", "+46 8 12x", "+٣"])
def test_what_could_be_a_formula_gets_an_apostrophe(value):
    assert defuse(value) == f"'{value}"


@pytest.mark.parametrize(
    "value", ["", "+46 (0)8-123 45", "-5", "--", "von Essen", "a=1", "'x", "1+1", "+", "[08] 1"]
)
def test_what_is_none_is_left_as_it_is(value):
    assert defuse(value) == value


@pytest.mark.parametrize("value", ["＝1+1", "＋1", "－1", "＠x", "\n=1", "\t=1", "\r=1"])
def test_what_opens_a_formula_elsewhere_is_defused_too(value):
    assert defuse(value) == f"'{value}"


@given(st.text())
def test_nothing_but_an_apostrophe_in_front_is_ever_added(value):
    assert defuse(value).removeprefix("'" if defuse(value) != value else "") == value


def test_headings_come_before_the_first_row_is_read():
    def never():
        raise AssertionError("read")
        yield []

    assert next(write_csv(["Namn"], never())) == b"\xef\xbb\xbfNamn\r\n"
