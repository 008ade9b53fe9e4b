"""Pasted Markdown becomes HTML that can do no harm."""

from __future__ import annotations

import pytest

from eventapp.core import markdown
from eventapp.core.markdown import (
    Excess,
    find_excess,
    links_written_out,
    render_below_heading,
    render_in_mail,
    render_markdown,
)
from tests.support.hostile import SHAPES
from tests.support.work import grows_too_fast


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,AAAA)",
        "![x](https://elsewhere.example/x.png)",
    ],
)
def test_nothing_runs_and_nothing_is_fetched(text: str) -> None:
    html = str(render_markdown(text))

    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html.lower()
    assert 'href="data' not in html


def test_paragraphs_lists_links_and_tables_are_kept() -> None:
    html = str(render_markdown("En *rad*.\n\n- ett\n- två\n\n[länk](https://a.example)\n\n|a|\n|-|\n|1|"))

    assert "<em>rad</em>" in html
    assert html.count("<li>") == 2
    assert '<a href="https://a.example">länk</a>' in html
    assert "<table>" in html


@pytest.mark.parametrize(
    ("text", "tags"),
    [("# A\n## B", ["<h3>A</h3>", "<h4>B</h4>"]), ("### A\n\n# B", ["<h5>A</h5>", "<h3>B</h3>"]), ("a", [])],
)
def test_headings_come_below_the_pages_own(text: str, tags: list[str]) -> None:
    html = str(render_below_heading(text, 2))

    assert [tag for tag in tags if tag not in html] == []
    assert "<h1>" not in html
    assert "<h2>" not in html


@pytest.mark.parametrize(
    "render", [render_markdown, render_in_mail, lambda text: render_below_heading(text, 2)]
)
def test_output_is_bounded_by_the_input(render) -> None:
    for name, shape in SHAPES.items():
        text = shape(5_000)
        assert len(render(text)) <= 120 * len(text), name


def test_a_table_with_too_many_cells_stays_as_typed_and_is_named() -> None:
    rows = "|1|2|\n"
    head = "|a|b|\n|-|-|\n"

    assert "<table>" in render_markdown(head + rows * 900)
    assert find_excess(head + rows * 900) is None
    assert find_excess(head + rows * 1000) is Excess.TABLE
    assert "<table>" not in render_markdown(head + rows * 1000)
    assert find_excess("\n".join([head + rows * 500] * 2 + ["x"])) is Excess.TABLE


def test_without_the_limit_empty_rows_become_megabytes(monkeypatch: pytest.MonkeyPatch) -> None:
    text = SHAPES["table of empty rows"](8_000)
    bounded = len(render_markdown(text))
    monkeypatch.setattr(markdown, "MOST_CELLS", 10**9)

    assert bounded < 2 * len(text)
    assert len(render_markdown(text)) > 15 * len(text)


@pytest.mark.parametrize(
    ("text", "excess"),
    [("> " * 19 + "a", None), ("> " * 21 + "a", Excess.DEPTH), ("- " * 11 + "a", Excess.DEPTH)],
)
def test_what_lies_too_deep_to_be_shown_is_named(text: str, excess: Excess | None) -> None:
    assert find_excess(text) is excess
    assert ("a" in render_markdown(text).replace("blockquote", "")) is (excess is None)


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_markdown_is_at_most_twice_the_work(shape: str) -> None:
    assert grows_too_fast(lambda size: render_in_mail(SHAPES[shape](size)), 6000, floor=0.05) == 0.0
    assert grows_too_fast(lambda size: links_written_out(SHAPES[shape](size)), 6000) == 0.0
