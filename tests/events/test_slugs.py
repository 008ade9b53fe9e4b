"""Addresses that can be read, and that never name a sensitive theme."""

import pytest

from eventapp.events.slugs import free_slug, renew_slug, slug_of
from tests.support.builders import make_event, swedish


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Demokratidagen 2027", "demokratidagen-2027"),
        ("Åäö é Ø – «Citat»!", "aao-e-o-citat"),
        ("ديمقراطية", "evenemang"),
        ("<script>alert(1)</script>", "script-alert-1-script"),
        ("x" * 200, "x" * 80),
        (" ".join(["ord"] * 60), "-".join(["ord"] * 20)),
    ],
)
def test_titles_become_plain_letters(title, slug):
    assert slug_of(title) == slug


def test_taken_address_gets_the_year_then_a_number(session):
    start = swedish("2028-01-01 00:30")
    event = make_event(title="Dagen", starts_at=start)
    make_event(slug="dagen")
    assert free_slug(event) == "dagen-2028"
    make_event(slug="dagen-2028")
    assert free_slug(event) == "dagen-2"
    make_event(slug="dagen-x")
    make_event(slug="dagen-2")
    assert free_slug(event) == "dagen-3"


def test_sensitive_event_is_named_by_its_neutral_title(session):
    event = make_event(title="Våld i nära relation", is_sensitive=True, neutral_title="Kunskapsseminarium")
    assert free_slug(event) == "kunskapsseminarium"
    event.neutral_title = None
    assert free_slug(event) == "evenemang"


def test_address_that_has_been_public_stays(session):
    event = make_event(title="Ny rubrik", slug="gammal", published_at=swedish("2027-01-01 12:00"))
    renew_slug(event)
    assert event.slug == "gammal"
