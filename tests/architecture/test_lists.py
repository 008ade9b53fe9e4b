"""No page shows a list that grows without an end: read from the URL map, so new pages are in."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

import pytest
import sqlalchemy as sa

from eventapp.audit.services import SYSTEM, record_action
from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.paging import PAGE_SIZE
from eventapp.core.tokens import new_public_id
from eventapp.events.kinds import Attendance, ContributorKind
from eventapp.events.part_models import Contributor
from eventapp.federations import access
from eventapp.federations.models import Role
from eventapp.feedback.models import Feedback, FeedbackKind
from tests.support.addresses import find_key, manage_rules, path_of, values_for
from tests.support.builders import make_event, make_federation, make_invitee, make_mailing, sign_up, swedish
from tests.support.organisers import OrganiserBrowser, make_organiser

#: Of each kind there are as many: more than a page has.
MANY = PAGE_SIZE + 10
#: Pages that show all there is, each with the reason.
WHOLE = {
    "changes_manage.edit_hosts": "a form saved as a whole; only an administrator adds federations",
    "events_manage.preview_event": "the event's own page, as visitors see it",
    "registrations_manage.door_list": "printed, and used where there is no network",
}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Siblings(HTMLParser):
    """Counts the most elements of one kind and class that stand beside each other."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.most = 0
        self._open: list[tuple[str, Counter[tuple[str, str]]]] = [("", Counter())]
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count an element among its siblings; choices of one field are not a list."""
        beside = self._open[-1][1]
        kind = (tag, dict(attrs).get("class") or "")
        beside[kind] += 1
        if tag not in {"option", "path", "rect", "link"}:
            self.most = max(self.most, beside[kind])
        if tag not in VOID:
            self._open.append((tag, Counter()))

    def handle_endtag(self, tag: str) -> None:
        """Leave the nearest open element of that name."""
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place][0] == tag:
                del self._open[place:]
                return


@pytest.fixture
def site(app, session):
    """An event with many of everything that a user can add without an end: values of the variables, and an owner."""
    host = make_federation()
    owner = make_organiser((host, Role.OWNER), is_administrator=True)
    event = make_event(hosts=[host], attendance=Attendance.HYBRID, seats=None)
    values = values_for(app, event, host)
    for number in range(MANY):
        _add_one_of_each(event, host, number)
    db.session.commit()
    return values, owner


def _add_one_of_each(event, host, number):
    make_federation()
    make_event(hosts=[host], starts_at=swedish("2020-02-03 09:00"))
    make_organiser((host, Role.EDITOR))
    make_mailing(event, host)
    make_invitee(event, federation_id=host.id)
    sign_up(event, email=f"deltar{number}@exempel.se", name=f"Deltar {number // 2}", federation_id=host.id)
    record_action(SYSTEM, "change_event", record=("event", event.public_id), event_id=event.id)
    contributor = {
        "public_id": new_public_id(),
        "event_id": event.id,
        "position": number,
        "kind": ContributorKind.LECTURER,
        "name": f"Person {number}",
    }
    db.session.execute(sa.insert(Contributor), [contributor])
    for event_id in (event.id, None):
        told = {
            "event_id": event_id,
            "form_id": f"formular-{number}-{event_id}",
            "kind": FeedbackKind.OPINION if event_id else FeedbackKind.FAULT,
            "text": "Bra",
            "language": "sv",
            "created_at": clock.now(),
        }
        db.session.add(Feedback(**told))
    db.session.flush()


def find_long(app, site, rules) -> dict[str, int]:
    """Return how many rows each page shows that shows more than a page has."""
    values, owner = site
    browser = OrganiserBrowser(app, owner)
    pages = [rule for rule in rules if all(find_key(rule, name) for name in rule.arguments)]
    found = {}
    for rule in pages:
        answer = browser.get(path_of(app, rule, values))
        if answer.mimetype == "text/html":
            found[rule.endpoint] = Siblings(answer.text).most
    assert found
    return {endpoint: most for endpoint, most in found.items() if most > PAGE_SIZE}


def reading_rules(app):
    """Return the pages for organisers that can be opened and do not sign out."""
    return [rule for rule in manage_rules(app) if "GET" in rule.methods]


@pytest.mark.heavy
def test_no_page_for_organisers_shows_more_rows_than_a_page_has(app, site):
    found = find_long(app, site, reading_rules(app))
    assert set(found) == set(WHOLE), found


def test_unpaged_list_is_found(app, site):
    items = "<ul>" + "<li>Person</li>" * MANY + "</ul>"
    app.add_url_rule("/arrangor/alla", "everybody", access.signed_in_only(lambda: items))
    assert find_long(app, site, list(app.url_map.iter_rules("everybody"))) == {"everybody": MANY}
