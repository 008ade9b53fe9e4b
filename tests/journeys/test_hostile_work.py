"""Every form, fed with hostile text in each of its fields: twice the text makes at most 2.5 times the work."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import BuildError, Rule

from eventapp.core import text
from eventapp.events.kinds import QuestionKind
from eventapp.federations.models import Role
from eventapp.registrations.links import own_token
from tests.support.builders import make_event, make_question, registration_of, sign_up
from tests.support.forms import shown_values
from tests.support.hostile import SHAPES
from tests.support.organisers import OrganiserBrowser, make_organiser
from tests.support.work import grows_too_fast

pytestmark = pytest.mark.usefixtures("session")

SIZE = 12_000
#: A page by itself takes some hundredths of a second, and is no growth.
FLOOR = 0.12
BOXES = re.compile(r"<(?:input|textarea)\b[^>]*>")
NAME, KIND = re.compile(r'\bname="([^"]+)"'), re.compile(r'\btype="([^"]+)"')
NOT_TYPED = {"hidden", "radio", "checkbox", "file", "submit", "password"}
CORE = ["marks of two classes", "open brackets and at signs", "spaces", "table of empty rows"]


@dataclass(frozen=True)
class FormPage:
    """A page with boxes to type in: who opens it, and what they are called."""

    client: FlaskClient
    path: str
    boxes: tuple[str, ...]

    def send(self, typed: str) -> None:
        """Send the form with the text in every box; whatever it answers, it is no fault."""
        answer = self.client.get(self.path)
        values = shown_values(answer.text) | dict.fromkeys(self.boxes, typed)
        assert self.client.post(self.path, data=values).status_code < 500, self.path


class World:
    """One event with everything that forms ask about."""

    def __init__(self, app: Flask) -> None:
        app.config.update(SIGNUP_LIMIT=0, FEEDBACK_LIMIT=0)
        self.app = app
        event = make_event(seats=100, serves_food=True, asks_advance_question=True)
        make_question(event, QuestionKind.TEXT)
        make_question(event, QuestionKind.LONG_TEXT)
        sign_up(event)
        registration = registration_of(event)
        host = event.coordinating_host
        self.owner = OrganiserBrowser(app, make_organiser((host, Role.OWNER)))
        self.visitor = app.test_client()
        self.arguments = [
            {
                "public_id": event.public_id,
                "registration_id": registration.public_id,
                "token": own_token(registration),
                "slug": slug,
                "language": "sv",
                "page": page,
                "kind": "reminder",
            }
            for slug in (event.slug, host.slug)
            for page in ("details",)
        ]

    def pages(self) -> Iterator[FormPage]:
        """Give every page of the product that has a form to type in, found by its URL map."""
        seen: set[str] = set()
        for path in self._paths():
            client = (
                self.owner if path.startswith("/arrangor") and path != "/arrangor/logga-in" else self.visitor
            )
            answer = client.get(path) if path not in seen else None
            seen.add(path)
            boxes = tuple(_boxes_of(answer.text)) if answer is not None and answer.status_code == 200 else ()
            if boxes:
                yield FormPage(client, path, boxes)

    def _paths(self) -> Iterator[str]:
        with self.app.test_request_context():
            adapter = self.app.create_url_adapter(None) or self.app.url_map.bind("localhost")
            for rule in self.app.url_map.iter_rules():
                if {"GET", "POST"} <= (rule.methods or set()) and not rule.rule.startswith("/dev"):
                    yield from self._built(adapter, rule)

    def _built(self, adapter: object, rule: Rule) -> Iterator[str]:
        for given in self.arguments:
            wanted = {name: given[name] for name in rule.arguments if name in given}
            if len(wanted) == len(rule.arguments):
                try:
                    built = rule.build(wanted)
                except (BuildError, ValueError):
                    continue
                if built is not None:
                    yield str(built[1])


def _boxes_of(page: str) -> Iterator[str]:
    for tag in BOXES.findall(page):
        name, kind = NAME.search(tag), KIND.search(tag)
        if name and not (kind and kind[1] in NOT_TYPED) and name[1] != "q":
            yield name[1]


def slow_forms(pages: list[FormPage], shapes: list[str], size: int = SIZE) -> list[str]:
    """Return the pages and shapes for which the work grows faster than the text."""
    return [
        f"{page.path}: {name}: {ratio:.1f} times the work"
        for page in pages
        for name in shapes
        if (ratio := grows_too_fast(lambda length, p=page, n=name: p.send(SHAPES[n](length)), size, FLOOR))
    ]


def test_a_hostile_sign_up_costs_what_it_is_long(app: Flask) -> None:
    pages = [page for page in World(app).pages() if page.path.endswith(("/anmalan", "/min-anmalan"))]

    assert len(pages) > 1
    assert slow_forms(pages, CORE) == []


def test_without_the_limit_on_marks_the_form_is_found(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "_PILED", re.compile("((?!))"))
    pages = [page for page in World(app).pages() if page.path.endswith("/min-anmalan")]

    assert slow_forms(pages, CORE[:1], SIZE // 3) != []


def test_the_calendars_search_costs_what_it_is_long(app: Flask) -> None:
    client = World(app).visitor

    def search(typed: str) -> None:
        assert client.get("/", query_string={"q": typed}).status_code == 200

    assert [
        name for name in CORE if grows_too_fast(lambda size, n=name: search(SHAPES[n](size)), SIZE, FLOOR)
    ] == []


@pytest.mark.heavy
@pytest.mark.timeout(600)
@pytest.mark.parametrize("shape", list(SHAPES))
def test_every_form_costs_what_its_text_is_long(app: Flask, shape: str) -> None:
    pages = list(World(app).pages())

    assert len(pages) >= 25, [page.path for page in pages]
    assert slow_forms(pages, [shape]) == []
