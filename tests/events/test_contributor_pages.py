"""The list of those who contribute, in pages: each person on one page, which costs the same however many there are."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from eventapp.core.extensions import db
from eventapp.core.tokens import new_public_id
from eventapp.events.contributors import PAGE_SIZE
from eventapp.events.kinds import ContributorKind
from eventapp.events.part_models import Contributor
from eventapp.federations.models import Role
from tests.support.builders import make_event, make_federation
from tests.support.organisers import OrganiserBrowser, make_organiser
from tests.support.queries import count_queries

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("session")]


@pytest.fixture
def host():
    return make_federation()


@pytest.fixture
def browser(app, host):
    return OrganiserBrowser(app, make_organiser((host, Role.EDITOR)))


def event_with(host, number: int, position: int | None = None):
    """Make an event with that many who contribute, all at one position where one is given."""
    event = make_event(hosts=[host])
    rows = [
        {
            "public_id": new_public_id(),
            "event_id": event.id,
            "position": position or place,
            "kind": ContributorKind.LECTURER,
            "name": f"Person {place:04}",
        }
        for place in range(1, number + 1)
    ]
    db.session.execute(sa.insert(Contributor), rows)
    db.session.commit()
    return event


def address(event, query: str = "") -> str:
    return f"/arrangor/evenemang/{event.public_id}/redigera/medverkande{query}"


def names(text: str) -> list[str]:
    return re.findall(r'class="edit-item__title">.*?(Person \d+)', text)


def walk(browser, event) -> list[str]:
    """Return the names on all pages, going from each to the next by its link."""
    seen, url = [], address(event)
    while url:
        page = browser.get(url).text
        assert len(names(page)) <= PAGE_SIZE
        seen += names(page)
        following = re.search(r'href="([^"]+)" rel="next"', page)
        url = following.group(1).replace("&amp;", "&") if following else ""
    return seen


def statements(browser, url: str) -> int:
    with count_queries() as asked:
        assert browser.get(url).status_code == 200
    return len(asked)


@pytest.mark.heavy
def test_each_of_two_thousand_stands_on_one_page(browser, host):
    event = event_with(host, 2000)
    assert walk(browser, event) == [f"Person {place:04}" for place in range(1, 2001)]


def test_those_at_one_position_stand_as_they_were_added(browser, host):
    event = event_with(host, 120, position=1)
    assert walk(browser, event) == [f"Person {place:04}" for place in range(1, 121)]


def test_page_costs_the_same_however_many_there_are(browser, host):
    few, many = address(event_with(host, 60)), address(event_with(host, 2000))
    browser.get(few)
    assert statements(browser, few) == statements(browser, many)
    assert len(browser.get(many).data) < 1.1 * len(browser.get(few).data)


@pytest.mark.parametrize(
    ("asked", "first"),
    [("0", 1), ("-3", 1), ("x", 1), ("", 1), ("9" * 30, 41), ("4", 41), ("3", 41), ("2.5", 1), ("%00", 1)],
)
def test_page_that_there_is_not_is_the_nearest(browser, host, asked, first):
    event = event_with(host, 60)
    answer = browser.get(address(event, f"?sida={asked}"))
    assert (answer.status_code, names(answer.text)[0]) == (200, f"Person {first:04}")


def test_pager_names_each_page_and_marks_the_one_shown(browser, host):
    page = browser.get(address(event_with(host, 200), "?sida=5")).text
    pager = re.search(r'<nav class="pager".*?</nav>', page, re.DOTALL).group()
    assert 'aria-label="Sidor"' in pager
    assert re.findall(r"sida=(\d+)", pager) == ["4", "1", "4", "6", "10", "6"]
    assert '<strong aria-current="page">Sida 5 av 10</strong>' in pager


def test_who_is_moved_is_shown_on_the_page_where_they_now_stand(browser, host):
    event = event_with(host, 60)
    last_of_first = db.session.scalars(sa.select(Contributor).where(Contributor.name == "Person 0020")).one()
    path = address(event, f"/{last_of_first.public_id}/flytta")
    db.session.refresh(event)
    answer = browser.post(path, version=str(event.version))
    assert answer.location.endswith(f"?sida=2#medverkande-{last_of_first.public_id}")
    assert walk(browser, event)[19:21] == ["Person 0021", "Person 0020"]


def test_moving_is_offered_across_pages_and_not_beyond_the_ends(browser, host):
    event = event_with(host, 60)
    first, last = browser.get(address(event)).text, browser.get(address(event, "?sida=3")).text
    assert (first.count("Flytta upp"), first.count("Flytta ner")) == (19, 20)
    assert (last.count("Flytta upp"), last.count("Flytta ner")) == (20, 19)
