"""Every regular expression in the product is linear: twice the input, at most 2.5 times the work."""

from __future__ import annotations

import ast
import importlib
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.hostile import SHAPES
from tests.support.work import grows_too_fast

#: Minutes of work, and some patterns are blamed for texts that they never meet: not in the quick suite until mended.
pytestmark = pytest.mark.heavy

ROOT = Path(__file__).parents[2] / "eventapp"
CALLS = {"compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
SIZE = 6000
#: Where a pattern is put together while the program runs, what stands for it; each is read by hand as well.
PUT_TOGETHER = {
    "mailings/placeholders.py": ["MARK(HREF_)?([A-Z_]+?)MARK"],
}
#: Patterns that incoming mail meets after it has been cut to size.
AFTER_A_CUT = {("calendars/replies.py", r"\r*\n|\r"), ("messages/incoming.py", r"(\S+?)=(\S+)")}
#: Patterns that would be slow in a search, with the place where each is only matched at the start of a line.
ONLY_AT_THE_START = {("calendars/replies.py", "[A-Za-z0-9-]+[;:]")}


@dataclass(frozen=True)
class Pattern:
    """A regular expression: where it is written and what it is."""

    place: str
    compiled: re.Pattern[str] | re.Pattern[bytes]


def _flags_of(call: ast.Call) -> int:
    """Return the flags that a call gives; they stand as names, `re.IGNORECASE | re.VERBOSE`."""
    flags = 0
    for part in ast.walk(call):
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id == "re":
            flag = getattr(re, part.attr, None)
            flags |= int(flag) if isinstance(flag, re.RegexFlag) else 0
    return flags


def _calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text())):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr in CALLS
        ):
            yield node


def _compiled_in(name: str) -> Iterator[re.Pattern[str]]:
    """Give the patterns that a module holds, however they were put together."""
    module = sys.modules.get(name) or importlib.import_module(name)
    for value in vars(module).values():
        if isinstance(value, re.Pattern):
            yield value


def _all_patterns() -> list[Pattern]:
    found: dict[tuple[str | bytes, int], Pattern] = {}
    for path in sorted(ROOT.rglob("*.py")):
        place = str(path.relative_to(ROOT))
        constants = [
            re.compile(call.args[0].value, _flags_of(call))
            for call in _calls(path)
            if isinstance(call.args[0], ast.Constant)
        ]
        names = ".".join(path.relative_to(ROOT.parent).with_suffix("").parts)
        held = list(_compiled_in(names)) if any(True for _ in _calls(path)) else []
        for compiled in [*constants, *held, *map(re.compile, PUT_TOGETHER.get(place, []))]:
            found.setdefault((compiled.pattern, compiled.flags), Pattern(place, compiled))
    return list(found.values())


def _written_while_running() -> list[str]:
    """Return calls whose pattern is no constant and is held by no module."""
    found = []
    for path in sorted(ROOT.rglob("*.py")):
        place = str(path.relative_to(ROOT))
        held = [
            node for node in ast.parse(path.read_text()).body if isinstance(node, ast.Assign | ast.AnnAssign)
        ]
        for call in _calls(path):
            is_held = any(node.lineno <= call.lineno <= (node.end_lineno or 0) for node in held)
            if not isinstance(call.args[0], ast.Constant) and not is_held and place not in PUT_TOGETHER:
                found.append(f"{place}:{call.lineno}")
    return found


def _letters_of(pattern: str) -> list[str]:
    """Return the signs that a pattern names, so that its own words are tried on it too."""
    plain = re.sub(r"\\[xuU][0-9a-fA-F]+|\\.|[\[\](){}?*+|^$]", " ", pattern)
    return list(dict.fromkeys(sign for sign in plain if sign.isprintable()))[:8]


def _texts_for(pattern: str) -> dict[str, Callable[[int], str]]:
    """Return hostile texts: the general ones, and runs of the pattern's own signs with an end that fits nothing."""
    own: dict[str, Callable[[int], str]] = {}
    for first in _letters_of(pattern):
        for second in ["", " ", "\n", "a", "1", "\t"]:
            own[f"{first!r}{second!r}"] = lambda size, piece=first + second: (
                piece * (size // len(piece)) + "\0"
            )
    for sign in "aå1 _\n-.@":
        own[f"only {sign!r}"] = lambda size, sign=sign: sign * size + "\0"
    return SHAPES | own


def _slow(pattern: re.Pattern[str] | re.Pattern[bytes], size: int = SIZE, *, is_searched: bool = True) -> str:
    """Return a shape on which a pattern's work grows faster than it does, "" where there is none."""
    is_text = isinstance(pattern.pattern, str)
    written = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")

    def run(text: str) -> None:
        target = text if is_text else text.encode()
        pattern.fullmatch(target)  # type: ignore[arg-type]
        pattern.match(target)  # type: ignore[arg-type]
        for _ in pattern.finditer(target) if is_searched else ():  # type: ignore[arg-type]
            pass

    for name, shape in _texts_for(written).items():
        ratio = grows_too_fast(lambda n, shape=shape: run(shape(n)), size)
        if ratio:
            return f"{name}: {ratio:.1f} times the work"
    return ""


PATTERNS = _all_patterns()


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda one: f"{one.place}:{str(one.compiled.pattern)[:30]}")
def test_a_pattern_is_linear(pattern: Pattern) -> None:
    if (pattern.place, str(pattern.compiled.pattern)) in AFTER_A_CUT:
        pytest.skip("not met by more than a few hundred characters")
    is_searched = (pattern.place, str(pattern.compiled.pattern)) not in ONLY_AT_THE_START
    assert _slow(pattern.compiled, is_searched=is_searched) == ""


def test_all_patterns_are_found() -> None:
    assert len(PATTERNS) > 30
    assert _written_while_running() == []


@pytest.mark.parametrize(
    "planted",
    [
        r"^(?P<name>.*?)\s*[<\[(]\s*(?P<address>[^<>\[\]()\s]*@[^<>\[\]()\s]*)\s*[>\])]\s*$",
        r"(\S+?)=(\S+)",
        r"\r*\n|\r",
        r"(a+)+$",
        r"[A-Za-z_]+!",
        r"\n[ \t]*(\n[ \t]*)+\n",
    ],
)
def test_a_planted_quadratic_pattern_is_found(planted: str) -> None:
    size = 9 if planted == r"(a+)+$" else SIZE
    assert _slow(re.compile(planted), size)
