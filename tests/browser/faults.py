"""Faults to plant in good pages, each with who should see it: a probe that finds nothing has to be able to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.browser.looking import (
    look_in_forced_colours,
    look_in_the_dark,
    look_narrow,
    run_axe,
    run_probes,
    walk,
)

Look = Callable[[Any], list[str]]
#: Pages that faults are planted in.
EVENT, FORM, ERRORS, ENGLISH, LIST = "event", "form", "errors", "english", "list"


@dataclass(frozen=True)
class Fault:
    """A script that spoils a page, and a word of what has to be said about it."""

    name: str
    page: str
    script: str
    look: Look
    says: str


@dataclass(frozen=True)
class SentFault:
    """What is replaced in the HTML before it reaches the browser and the HTML checker."""

    name: str
    what: str
    by: str
    says: str


def axe(page: Any) -> list[str]:
    """Look with axe."""
    return run_axe(page)


def probe(name: str) -> Look:
    """Look with one probe."""
    return lambda page: run_probes(page, name)


STYLE = "const s = new CSSStyleSheet(); s.replaceSync(`{}`); document.adoptedStyleSheets.push(s);"
INPUT = "document.querySelector('main input[name=name]')"


def styled(rules: str) -> str:
    """Return the script that adds a style."""
    return STYLE.replace("{}", rules)


FAULTS = [
    Fault("field without label", FORM, "document.querySelector('label[for=name]').remove()", axe, "label"),
    Fault(
        "placeholder instead of label",
        FORM,
        f"document.querySelector('label[for=name]').remove(); {INPUT}.placeholder = 'Namn'",
        probe("labels"),
        "no visible label",
    ),
    Fault(
        "group without legend",
        FORM,
        "document.querySelectorAll('legend').forEach((one) => one.remove())",
        probe("labels"),
        "no legend",
    ),
    Fault(
        "autocomplete that does not exist", FORM, f"{INPUT}.autocomplete = 'namn'", axe, "autocomplete-valid"
    ),
    Fault(
        "image without alt", EVENT, "document.querySelector('main').append(new Image(9, 9))", axe, "image-alt"
    ),
    Fault(
        "link with nothing but an image with empty alt",
        EVENT,
        """document.querySelector('main').insertAdjacentHTML('beforeend',
          '<p><a href="/"><img src="/static/img/mark.svg" alt=""></a></p>')""",
        axe,
        "link-name",
    ),
    Fault("no language", EVENT, "document.documentElement.removeAttribute('lang')", axe, "html-has-lang"),
    Fault("wrong language", EVENT, "document.documentElement.lang = 'en'", probe("structure"), "language is"),
    Fault(
        "Swedish part in English that is not marked",
        ENGLISH,
        "document.querySelectorAll('main [lang=sv]').forEach((one) => one.removeAttribute('lang'))",
        probe("languages"),
        "marked as en",
    ),
    Fault(
        "link to the other language that is not marked",
        EVENT,
        "document.querySelector('a[hreflang]').removeAttribute('lang')",
        probe("languages"),
        "language",
    ),
    Fault("pale text", EVENT, styled("main p { color: #9a9a9a }"), axe, "color-contrast"),
    Fault(
        "pale text in the dark",
        EVENT,
        styled("@media (prefers-color-scheme: dark) { main p { color: #4a5570 } }"),
        look_in_the_dark,
        "color-contrast",
    ),
    Fault(
        "pale border", FORM, styled("input { border-color: #eee !important }"), probe("colours"), "told from"
    ),
    Fault(
        "running text below 7 to 1",
        EVENT,
        styled("body { color: #606060 }"),
        probe("colours"),
        "running text",
    ),
    Fault(
        "link told by colour alone",
        EVENT,
        styled("a { text-decoration: none !important }"),
        axe,
        "link-in-text",
    ),
    Fault(
        "error told by colour alone",
        ERRORS,
        "document.querySelector('.field-error').remove()",
        probe("errors"),
        "colour alone",
    ),
    Fault(
        "no sign of focus",
        FORM,
        styled("*:focus { outline: 0 !important; box-shadow: none !important }"),
        walk,
        "focus",
    ),
    Fault(
        "pale ring of focus",
        FORM,
        styled("*:focus { outline: 3px solid #eee !important; box-shadow: none !important }"),
        walk,
        "hardly be seen",
    ),
    Fault(
        "focus behind a fixed bar",
        FORM,
        """document.body.insertAdjacentHTML('beforeend', '<div id="bar">Kakor</div>');"""
        + styled("#bar { position: fixed; inset: 45% 0 0 0; background: #fff; z-index: 9 }"),
        walk,
        "hidden behind",
    ),
    Fault("tabindex above 0", FORM, f"{INPUT}.tabIndex = 5", walk, "comes after"),
    Fault(
        "keyboard trap",
        FORM,
        f"{INPUT}.addEventListener('keydown', (event) => {{ if (event.key === 'Tab') event.preventDefault() }})",
        walk,
        "does not come out",
    ),
    Fault(
        "button that is a div",
        EVENT,
        """document.querySelector('main').insertAdjacentHTML('beforeend', '<div role="button">Skicka</div>')""",
        probe("structure"),
        "keyboard",
    ),
    Fault("id twice", FORM, "document.querySelector('main h1').id = 'name'", probe("structure"), "twice"),
    Fault(
        "way to nowhere", EVENT, "document.querySelector('main').id = 'main'", probe("structure"), "nowhere"
    ),
    Fault(
        "summary that leads nowhere",
        ERRORS,
        "document.querySelector('#fel a').setAttribute('href', '#annat')",
        probe("errors"),
        "no link",
    ),
    Fault(
        "error that is not tied",
        ERRORS,
        f"{INPUT}.removeAttribute('aria-describedby')",
        probe("errors"),
        "belongs to no field",
    ),
    Fault(
        "field not marked as wrong",
        ERRORS,
        f"{INPUT}.removeAttribute('aria-invalid')",
        probe("errors"),
        "not marked",
    ),
    Fault("title without Fel", ERRORS, "document.title = 'Anmäl dig'", probe("errors"), "title does not say"),
    Fault("no title", EVENT, "document.title = ''", probe("structure"), "title"),
    Fault(
        "no h1", EVENT, "document.querySelector('h1').outerHTML = '<p>Rubrik</p>'", probe("structure"), "0 h1"
    ),
    Fault(
        "skipped heading",
        EVENT,
        "document.querySelectorAll('main h2').forEach((one) => { one.outerHTML = `<h4>${one.textContent}</h4>` })",
        probe("structure"),
        "skips",
    ),
    Fault(
        "link that says nothing",
        EVENT,
        "document.querySelector('main a').textContent = 'Läs mer'",
        probe("structure"),
        "alone",
    ),
    Fault(
        "sound that starts by itself",
        EVENT,
        """document.querySelector('main').insertAdjacentHTML('beforeend', '<video autoplay src="/x.mp4"></video>')""",
        probe("structure"),
        "by itself",
    ),
    Fault(
        "table without headings",
        LIST,
        "document.querySelectorAll('th').forEach((one) => one.removeAttribute('scope'))",
        probe("structure"),
        "neither row nor column",
    ),
    Fault(
        "frame without title",
        EVENT,
        "document.querySelector('main').append(document.createElement('iframe'))",
        axe,
        "frame-title",
    ),
    Fault(
        "zoom forbidden",
        EVENT,
        "document.querySelector('meta[name=viewport]').content += ', user-scalable=no'",
        axe,
        "meta-viewport",
    ),
    Fault("wide box", EVENT, styled("main h1 { width: 420px }"), look_narrow, "sideways"),
    Fault(
        "long word that does not break",
        EVENT,
        "document.querySelector('h1').textContent = 'Arbetsmarknadsförvaltningsgemensamma';"
        + styled("body { overflow-wrap: normal !important } h1 { hyphens: none !important }"),
        look_narrow,
        "sideways",
    ),
    Fault("text that does not grow", EVENT, styled("main p { font-size: 16px }"), probe("largeText"), "grow"),
    Fault(
        "line of fixed height",
        EVENT,
        styled("main p { height: 1.6em; overflow: hidden }"),
        probe("spacing"),
        "cuts",
    ),
    Fault(
        "small targets",
        EVENT,
        """document.querySelector('main').insertAdjacentHTML('beforeend',
          '<nav id="small"><a href="/">1</a><a href="/">2</a></nav>');"""
        + styled("#small a { display: inline-block; width: 14px; height: 14px; overflow: hidden }"),
        probe("targets"),
        "beside another",
    ),
    Fault(
        "low field",
        FORM,
        styled("main input { min-height: 0 !important; height: 30px }"),
        probe("targets"),
        "by 30",
    ),
    Fault(
        "no border in forced colours",
        EVENT,
        styled("@media (forced-colors: active) { .button { border: 0 !important } }"),
        look_in_forced_colours,
        "no border",
    ),
]

#: Nobody here sees these: they need a person.
BEYOND_MACHINES = [
    Fault(
        "alt that says something else",
        EVENT,
        """document.querySelector('main').insertAdjacentHTML('beforeend',
          '<img src="/static/img/mark.svg" alt="En hund">')""",
        axe,
        "alt",
    ),
    Fault(
        "order on the screen that is not the order of reading",
        FORM,
        styled("main form { display: flex; flex-direction: column-reverse }"),
        walk,
        "comes after",
    ),
]

SENT_FAULTS = [
    SentFault(
        "picture from a stranger",
        "</main>",
        '<img src="http://127.0.0.2:9/x.png" alt="En bild"></main>',
        "stranger",
    ),
    SentFault("script error", "</body>", "<script>nothingOfTheKind()</script></body>", "script error"),
    SentFault("large script", "</body>", f"<script>/* {'x' * 6000} */</script></body>", "a script of"),
    SentFault("heavy page", "</body>", f"<!-- {'x' * 150_000} --></body>", "weighs"),
    SentFault("element that is not closed", "</main>", "<section></main>", "HTML error"),
    SentFault("list item outside a list", "</main>", "<li>Ett</li></main>", "HTML error"),
    SentFault("label for nothing", "</main>", '<label for="ingenting">Ett</label></main>', "HTML error"),
]
