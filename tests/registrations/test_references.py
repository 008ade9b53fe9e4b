"""References in words: always the same, hard to confuse, forgiving when typed."""

from __future__ import annotations

import re

from eventapp.core.tokens import new_public_id
from eventapp.registrations.reference_words import REFERENCE_WORDS
from eventapp.registrations.references import read_reference, reference_of


def test_a_reference_is_two_words_and_a_number_and_stays_the_same():
    public_id = new_public_id()

    assert re.fullmatch(r"[a-zåäö]+-[a-zåäö]+-\d{2,3}", reference_of(public_id))
    assert reference_of(public_id) == reference_of(public_id)
    assert reference_of(public_id) != reference_of(new_public_id())


def test_words_differ_also_without_rings_and_dots():
    plain = {word.translate(str.maketrans("åäö", "aao")) for word in REFERENCE_WORDS}
    assert len(plain) == len(REFERENCE_WORDS)


def test_what_is_typed_need_not_be_exact():
    assert read_reference(" Tall  ALV 42 ") == "tall-älv-42"
    assert read_reference("tall-älv-42") == "tall-älv-42"
    assert read_reference("tall\N{EN DASH}a\N{COMBINING DIAERESIS}lv, 42") == "tall-älv-42"
    assert read_reference("") == ""
