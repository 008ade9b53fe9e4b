"""Looks at a page as it is now with axe and the probes, and says what is wrong in sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
AXE = (HERE.parent / "vendor" / "axe.min.js").read_text()
PROBES = (HERE / "probes.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
WIDE, HALF, NARROW = ({"width": width, "height": 900} for width in (1280, 640, 320))

#: What axe cannot decide by itself, and why it is right: rule, part of the element's markup, reason.
EXPLAINED = [
    (
        "color-contrast",
        "<text ",
        "Words in the drawing of slips of paper that lie on each other: decoration, hidden from screen readers.",
    ),
    (
        "color-contrast",
        "<caption>",
        "axe takes the table for something in front of its caption; its colours are the running text's.",
    ),
]

RUN_AXE = """async (only) => {
  const result = await axe.run(document, {runOnly: only, resultTypes: ["violations", "incomplete"], preload: false});
  const why = (node) => ([...node.any, ...node.all, ...node.none][0] || {}).message || "";
  const told = (kind, rules) => rules.flatMap((rule) => rule.nodes.map(
    (node) => [kind, rule.id, node.html.slice(0, 300), why(node)]));
  return [...told("violation", result.violations), ...told("incomplete", result.incomplete)];
}"""
AT_ONCE = ("structure", "labels", "errors", "languages", "targets", "colours", "weight")
RUN_PROBES = (
    "(names) => names.flatMap((name) => window.probes[name]().map((sentence) => `${name}: ${sentence}`))"
)


def look_at(page: Any, *, is_whole: bool = False) -> list[str]:
    """Return all that axe and the probes find: light, dark, forced colours, wide, narrow, by keyboard."""
    prepare(page)
    found = [
        *run_axe(page),
        *run_probes(page, *AT_ONCE, "spacing", "largeText"),
        *walk(page, is_whole=is_whole),
    ]
    found += [*look_in_the_dark(page), *look_in_forced_colours(page), *look_narrow(page)]
    return found


def prepare(page: Any) -> None:
    """Bring the probes into the page; its own policy lets nobody else do that."""
    page.evaluate(PROBES)


def run_probes(page: Any, *names: str) -> list[str]:
    """Run probes of `probes.js` and return what they say, each with the probe's name."""
    found: list[str] = page.evaluate(RUN_PROBES, names)
    return found


def run_axe(page: Any, *rules: str) -> list[str]:
    """Run axe with the WCAG tags and best practice, or some rules only; undecided counts unless it is explained."""
    only = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": TAGS}
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE)
    told = page.evaluate(RUN_AXE, only)
    return [
        f"axe {kind} {rule}: {html} ({why})"
        for kind, rule, html, why in told
        if kind == "violation" or not is_explained(rule, html)
    ]


def is_explained(rule: str, html: str) -> bool:
    """Tell whether the list of explanations has what axe could not decide."""
    return any(rule == known and part in html for known, part, _reason in EXPLAINED)


def walk(page: Any, *, is_whole: bool = True) -> list[str]:
    """Press Tab through the page, or its main part, and return what is wrong with focus and order."""
    steps = page.evaluate("(isWhole) => window.probes.startWalk(isWhole)", is_whole)
    for step in range(steps["most"] + 1):
        if step > steps["least"] and not page.evaluate("window.probes.isWithin()"):
            break
        page.keyboard.press("Tab")
    found: list[str] = page.evaluate("window.probes.endWalk()")
    return [f"walk: {sentence}" for sentence in found]


def look_in_the_dark(page: Any) -> list[str]:
    """Return what can't be read in dark colours."""
    page.emulate_media(color_scheme="dark")
    found = [*run_axe(page, "color-contrast"), *run_probes(page, "colours")]
    page.emulate_media(color_scheme="light")
    return [f"dark {sentence}" for sentence in found]


def look_in_forced_colours(page: Any) -> list[str]:
    """Return what loses its shape where the system chooses the colours."""
    page.emulate_media(forced_colors="active")
    found = run_probes(page, "forcedColours")
    page.emulate_media(forced_colors="none")
    return found


def look_narrow(page: Any) -> list[str]:
    """Return what does not fit 320 pixels, with usual and with wide spacing, or 640: 1280 at a zoom of 200 %."""
    page.set_viewport_size(HALF)
    found = [f"half {sentence}" for sentence in run_probes(page, "reflow")]
    page.set_viewport_size(NARROW)
    found += [f"narrow {sentence}" for sentence in run_probes(page, "reflow", "spacing", "targets")]
    page.set_viewport_size(WIDE)
    return found
