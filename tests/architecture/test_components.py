"""Pages are made of components: each is shown on one page, and no page writes controls or tables of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, nodes

from eventapp.app import create_app
from eventapp.core.settings import ROOT

TEMPLATES = ROOT / "templates"
SHOWN_ON = "pages/dev/components.html"
STYLES = ("tokens", "base", "layouts", "components", "print")
ORGANISERS_STYLES = ("manage",)
OWN_MARKUP = re.compile(r"<(input|select|textarea|table)\b")
#: A form's tag stands in the page that knows where it goes, always without the browser's own checks; what is in it
#: comes from components. These pages also have a control that no component fits.
OWN_CONTROLS = {
    "errors/unavailable.html": 1,  # a file to choose again, of whatever form it was
    "events/public/list_events.html": 1,  # keeps the archive chosen; seen by nobody
    "federations/manage/set_password.html": 1,  # for password managers; seen by nobody
    "reminders/public/choose_reminders.html": 1,  # rows of stored rules, no form behind them
}


@pytest.fixture(scope="module")
def environment() -> Environment:
    """The environment in which development's templates are parsed."""
    return create_app({"CONFIG": "testing", "SQLALCHEMY_DATABASE_URI": "sqlite:///unused.db"}).jinja_env


@pytest.fixture
def page(database: str) -> str:
    """The page of components as it is served."""
    app = create_app({"CONFIG": "development", "SQLALCHEMY_DATABASE_URI": database})
    response = app.test_client().get("/dev/komponenter")
    assert response.status_code == 200
    return response.text


def calls_in(tree: nodes.Node) -> set[str]:
    """Return the names of the macros that are called."""
    return {call.node.name for call in tree.find_all(nodes.Call) if isinstance(call.node, nodes.Name)}


def parse(environment: Environment, template: str) -> nodes.Template:
    return environment.parse((TEMPLATES / template).read_text(encoding="utf-8"))


def test_every_component_is_shown_or_part_of_one_that_is(environment: Environment):
    files = [f"components/{path.name}" for path in (TEMPLATES / "components").glob("*.html")]
    trees = [parse(environment, name) for name in files if name != "components/mail.html"]
    macros = {macro.name: calls_in(macro) for tree in trees for macro in tree.find_all(nodes.Macro)}
    seen: set[str] = set()
    shown_on = [SHOWN_ON, *(f"layouts/{path.name}" for path in (TEMPLATES / "layouts").glob("*.html"))]
    waiting = {name for template in shown_on for name in calls_in(parse(environment, template))}
    while waiting:
        seen |= waiting
        waiting = {part for name in waiting for part in macros.get(name, set())} - seen
    assert set(macros) - seen == set()


def test_what_belongs_together_is_tied_by_ids_that_exist_once(page: str):
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    ties = re.findall(r'(?:aria-labelledby|aria-describedby|for)="([^"]+)"', page)
    assert {one for tie in ties for one in tie.split()} - set(ids) == set()
    assert set(re.findall(r'<a href="#(fel-[^"]+)"', page)) <= set(ids)


def test_wrong_controls_say_so_in_words_and_to_screen_readers(page: str):
    wrong = page.count('class="field-error"')
    assert wrong == page.count("field--wrong") == 5
    assert page.count('aria-invalid="true"') >= wrong
    assert "<title>Fel: Komponenter" in page


def test_plots_have_a_name_patterns_and_a_table(page: str):
    *plots, empty = re.findall(r'<figure class="plot.*?</figure>', page, re.DOTALL)
    assert "Inga siffror än." in empty
    assert len(plots) == page.count('role="img"') == 2
    for figure in plots:
        assert re.search(r"<title id=.*?<desc id=.*?<table", figure, re.DOTALL)
    assert {f"#antal-{number}" for number in (1, 2, 3)} <= set(re.findall(r'fill="url\(([^)]+)\)"', page))


def test_the_page_is_there_in_development_only(app: Flask):
    assert app.test_client().get("/dev/komponenter").status_code == 404


def test_pages_write_no_controls_or_tables_of_their_own():
    skipped = (TEMPLATES / "components", TEMPLATES / "layouts" / "mail.html")
    found = {}
    for path in TEMPLATES.rglob("*.html"):
        if not path.is_relative_to(skipped[0]) and path != skipped[1]:
            number = len(OWN_MARKUP.findall(path.read_text(encoding="utf-8")))
            found.update({path.relative_to(TEMPLATES).as_posix(): number} if number else {})
    assert found == OWN_CONTROLS


def test_every_form_of_a_page_leaves_the_checking_to_the_server():
    forms = [
        (path.name, form)
        for path in TEMPLATES.rglob("*.html")
        for form in re.findall(r"<form\b[^>]*>", path.read_text(encoding="utf-8"))
        if 'method="post"' in form and "novalidate" not in form
    ]
    # A form of one button has nothing to check.
    assert {name for name, _form in forms} <= ONE_BUTTON


ONE_BUTTON = {"components.html", "forms.html", "manage.html", "sign_in_by_link.html", "choose_reminders.html"}


def test_the_style_sheets_stay_small():
    assert sum(map(_size, STYLES)) < 25_000
    assert sum(map(_size, ORGANISERS_STYLES)) < 8_000


def _size(style: str) -> int:
    return len((ROOT / f"eventapp/static/css/{style}.css").read_bytes())


def test_one_small_script_is_all_there_is():
    scripts = list((ROOT / "eventapp/static").rglob("*.js"))
    assert [script.name for script in scripts] == ["site.js"]
    assert len(scripts[0].read_bytes()) < 5_000


def test_style_sheets_have_no_class_that_nothing_carries():
    styles = "".join(
        (ROOT / f"eventapp/static/css/{name}.css").read_text() for name in STYLES + ORGANISERS_STYLES
    )
    sources: list[Path] = [*TEMPLATES.rglob("*.html"), *(ROOT / "eventapp").rglob("*.py")]
    sources += [*(ROOT / "eventapp/static/js").glob("*.js")]
    text = "".join(path.read_text(encoding="utf-8") for path in sources)
    classes = set(
        re.findall(r"\.([a-z][a-z0-9_-]*)(?=[^;{}]*\{)", re.sub(r"/\*.*?\*/", "", styles, flags=re.DOTALL))
    )
    built = {name for name in classes if "--" in name and f"{name.partition('--')[0]}--" in text}
    assert {name for name in classes - built if name not in text} == set()
