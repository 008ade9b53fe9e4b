"""Shapes of text that make careless programs slow, each in any length."""

from __future__ import annotations

from collections.abc import Callable

Shape = Callable[[int], str]


def _repeated(piece: str, start: str = "", end: str = "") -> Shape:
    return lambda size: f"{start}{piece * (size // len(piece))}{end}"


#: Name -> the shape in about so many characters.
SHAPES: dict[str, Shape] = {
    "marks of two classes": lambda size: "a" + "\u0301" * (size // 2) + "\u0316" * (size // 2),
    "marks in turn": _repeated("\u0301\u0316", "a"),
    "letters that fall apart into marks": _repeated("\u0f73", "a"),
    "marks between joiners": _repeated("\u0301\u034f\u0316\u200d", "a"),
    "joiners": _repeated("\u200d", "a", "b"),
    "blanks that are letters": _repeated("\u3164"),
    "bidi": _repeated("\u202e\u2066\u200f", "a"),
    "open brackets and at signs": _repeated("@", "<"),
    "brackets": _repeated("<[("),
    "closed brackets": _repeated("<@>"),
    "spaces": _repeated(" ", "a", "b"),
    "words": _repeated("a "),
    "digits": _repeated("1"),
    "letters": _repeated("a"),
    "hyphens": _repeated("a-"),
    "dots": _repeated("a."),
    "letters and an at sign": _repeated("a.", end="@"),
    "carriage returns": _repeated("\r", "a", "b"),
    "newlines": _repeated("\n", "a", "b"),
    "newlines and spaces": _repeated("\n ", "a", "b"),
    "tabs": _repeated("\t", "a", "b"),
    "quotes": _repeated("> "),
    "bare quotes": _repeated(">"),
    "emphasis": _repeated("*_"),
    "emphasis around letters": _repeated("*a_"),
    "strong": _repeated("**a "),
    "link beginnings": _repeated("["),
    "links without end": _repeated("[a](<b"),
    "links with titles": _repeated('[a](b "c'),
    "links in links": _repeated("[a](", end=")"),
    "images": _repeated("!["),
    "references": _repeated("[a]: b\n"),
    "uses of a reference": _repeated("[a]", "[a]: b\n\n"),
    "comments": _repeated("<!--"),
    "tags": _repeated("<a "),
    "autolinks": _repeated("<a:"),
    "entities": _repeated("&#"),
    "backticks": lambda size: "".join("`" * (1 + n % 40) + "a" for n in range(size // 21)),
    "backticks growing": lambda size: "a".join("`" * n for n in range(int((2 * size) ** 0.5))),
    "table of empty rows": lambda size: _table(size, "|"),
    "lists in lists": _repeated("- "),
    "lists going in": lambda size: "\n".join(" " * n + "- a" for n in range(int((2 * size) ** 0.5))),
    "numbers in lists": _repeated("1. "),
    "headings": _repeated("#\n"),
    "braces": _repeated("{"),
    "pairs of braces": _repeated("{a"),
    "secret paths": _repeated("/anmalan"),
    "semicolons": _repeated(";"),
    "commas": _repeated("a, "),
    "equals": _repeated("a="),
    "quotation marks": _repeated('"'),
    "backslashes": _repeated("\\"),
    "addresses": _repeated("a@b.se, "),
    "mailto": _repeated("mailto:"),
    "formulas": _repeated("+1("),
    "web addresses": _repeated("a.", "https://"),
    "instants": _repeated("2027-11-08T09:00:00."),
}  # fmt: skip


def _table(size: int, row: str) -> str:
    columns = int(size**0.5)
    head = "|" + "a|" * columns + "\n|" + "-|" * columns + "\n"
    return head + f"{row}\n" * ((size - len(head)) // (len(row) + 1))
