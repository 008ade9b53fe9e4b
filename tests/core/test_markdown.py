"""Pasted Markdown becomes HTML that can do no harm."""

from __future__ import annotations

import pytest

from eventapp.core.markdown import render_below_heading, render_markdown


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
