"""Text stays text: no HTML is put together from templates that do not escape, whoever is named in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import Environment, nodes
from jinja2.runtime import Context
from markupsafe import escape

from eventapp.app import create_app
from eventapp.core.locale import in_language
from eventapp.core.settings import ROOT
from tests.support.markup import Markup

TEMPLATES = ROOT / "templates"
PAYLOAD = "\"><img src=x onerror=alert(1)>'<script>alert(1)</script>"
REFERENCES = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)
#: What turns escaping off; a word of the product's own that is marked safe has its place named here.
SAFE_WORDS = {
    "components/events.html": ["<strong>%s</strong>"],
    "components/lists.html": ['th scope="row"'],
    "federations/public/commitment.html": ['<span lang="sv">%s</span>'],
}
#: Has sentences of our own and no values, so nothing in it is escaped.
WORDS_ALONE = {"federations/mail/organiser_invited/body.txt": ["federations/manage/roles.html"]}
MAILS = sorted(path.parent.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.glob("*/mail/*/body.html"))


@pytest.fixture(scope="module")
def bare_app() -> Flask:
    return create_app({"CONFIG": "testing", "SQLALCHEMY_DATABASE_URI": "sqlite:///unused.db"})


def parse_all(environment: Environment, suffix: str) -> Iterator[tuple[str, nodes.Template]]:
    for path in sorted(TEMPLATES.rglob(f"*{suffix}")):
        yield (
            path.relative_to(TEMPLATES).as_posix(),
            environment.parse(path.read_text(encoding="utf-8")),
        )


def names_of(reference: nodes.Node) -> list[str]:
    """Return the templates a reference names; `?` for one that is only known when the page is made."""
    named: Any = reference.template  # type: ignore[attr-defined]
    listed = named.items if isinstance(named, (nodes.List, nodes.Tuple)) else [named]
    return [one.value if isinstance(one, nodes.Const) else "?" for one in listed]


def references_that_do_not_escape(tree: nodes.Template) -> list[str]:
    return [name for one in tree.find_all(REFERENCES) for name in names_of(one) if not name.endswith(".html")]


def test_no_html_template_is_made_of_one_that_is_not_escaped(bare_app):
    found = {
        name: references_that_do_not_escape(tree) for name, tree in parse_all(bare_app.jinja_env, ".html")
    }

    assert {name: names for name, names in found.items() if names} == {}


def test_a_text_in_an_html_template_would_be_found(bare_app):
    tree = bare_app.jinja_env.parse('{% if a %}{% include ["x.html", "mail/greeting.txt"] %}{% endif %}')

    assert references_that_do_not_escape(tree) == ["mail/greeting.txt"]


def test_no_text_template_is_made_of_one_that_escapes(bare_app):
    found = {
        name: [
            one for each in tree.find_all(REFERENCES) for one in names_of(each) if not one.endswith(".txt")
        ]
        for name, tree in parse_all(bare_app.jinja_env, ".txt")
    }

    assert {name: names for name, names in found.items() if names} == WORDS_ALONE


def test_nothing_but_words_of_our_own_is_marked_safe(bare_app):
    found = {}
    for name, tree in parse_all(bare_app.jinja_env, ".html"):
        marked = [one.node for one in tree.find_all(nodes.Filter) if one.name in {"safe", "forceescape"}]
        turned_off = [*tree.find_all(nodes.EvalContextModifier), *tree.find_all(nodes.MarkSafe)]
        words = [getattr(node, "value", "?") for node in marked] + ["?"] * len(turned_off)
        found.update({name: words} if words else {})

    assert {name: sorted(set(words)) for name, words in found.items()} == {
        name: sorted(words) for name, words in SAFE_WORDS.items()
    }


class Value(str):
    """A value whose every part is like it, whatever a template makes of it."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Value:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *_arguments: Any, **_named: Any) -> Value:
        return self

    def __iter__(self) -> Iterator[Value]:  # type: ignore[override]
        yield from [self] if str(self) else []

    def __radd__(self, left: list[Any]) -> list[Any]:
        return left + list(self)


class HostileContext(Context):
    """A context in which every name that nobody gave is markup."""

    value = Value(PAYLOAD)

    def resolve_or_missing(self, key: str) -> Any:
        return super().resolve_or_missing(key) if key in self.parent or key in self.vars else self.value


class EmptyContext(HostileContext):
    """A context in which it is empty, so that what stands there instead is seen too."""

    value = Value()


@pytest.mark.parametrize("context", [HostileContext, EmptyContext])
@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("mail", MAILS)
def test_nothing_in_a_mails_html_part_lives_whatever_its_values_are(
    bare_app, mail, language, context, monkeypatch
):
    environment = bare_app.jinja_env.overlay(cache_size=0)
    monkeypatch.setattr(environment, "context_class", context)
    with bare_app.test_request_context("/"), in_language(language):
        html = environment.get_template(f"{mail}/body.html").render(language=language, join_opens_minutes=15)

    assert Markup(html).alive == []
    assert PAYLOAD not in html
    if context is HostileContext:
        assert str(escape(PAYLOAD)) in html


def test_there_are_as_many_mails_as_folders():
    assert len(MAILS) == len({path.parent for path in Path(TEMPLATES).glob("*/mail/*/subject.txt")}) > 30
