"""Small groups: never shown, and never to be worked out from what is shown."""

from hypothesis import given
from hypothesis import strategies as st

from eventapp.statistics.suppression import FEWEST, Group, pool_small


def test_groups_that_are_large_enough_are_shown_as_they_are():
    assert pool_small([Group("a", 5), Group("b", 9)], "Övriga") == [Group("b", 9), Group("a", 5)]


def test_small_groups_are_one():
    groups = [Group("a", 20), Group("b", 3), Group("c", 2)]
    assert pool_small(groups, "Övriga") == [Group("a", 20), Group("Övriga", 5)]


def test_single_small_group_takes_the_smallest_shown_one_with_it():
    groups = [Group("a", 20), Group("b", 6), Group("c", 1)]
    assert pool_small(groups, "Övriga") == [Group("a", 20), Group("Övriga", 7)]


def test_too_few_in_all_are_not_shown():
    assert pool_small([Group("a", 2), Group("b", 2)], "Övriga") == []


@given(st.lists(st.integers(min_value=0, max_value=12), max_size=8))
def test_no_number_below_five_is_shown_and_nobody_is_lost_but_where_all_are_too_few(numbers):
    shown = pool_small([Group(str(place), number) for place, number in enumerate(numbers)], "Övriga")
    assert all(group.number >= FEWEST for group in shown)
    total = sum(numbers)
    assert sum(group.number for group in shown) == (total if total >= FEWEST else 0)
