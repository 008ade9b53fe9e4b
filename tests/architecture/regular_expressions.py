"""Finds the product's regular expressions, by which methods each is used, and texts on which one may be slow."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.hostile import SHAPES
from tests.support.work import grows_too_fast

ROOT = Path(__file__).parents[2] / "eventapp"
FUNCTIONS = {"compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
#: Methods that look for a pattern at every place of a text, beside those that look at its beginning alone.
SEARCHING = FUNCTIONS - {"compile", "match", "fullmatch"}
SIZE = 6_000

AnyPattern = re.Pattern[str] | re.Pattern[bytes]


@dataclass(frozen=True)
class Found:
    """A regular expression: the file, the name under which it is held, and the methods by which it is used."""

    place: str
    name: str
    compiled: AnyPattern
    methods: frozenset[str]

    @property
    def is_searched(self) -> bool:
        """Whether it is looked for at every place of a text."""
        return not self.methods.isdisjoint(SEARCHING)


def read_sources(root: Path = ROOT) -> dict[str, ast.Module]:
    """Return the syntax tree of every file of the product."""
    return {str(path.relative_to(root)): ast.parse(path.read_text()) for path in sorted(root.rglob("*.py"))}


def find_patterns(sources: Mapping[str, ast.Module]) -> list[Found]:
    """Return every pattern that is written as it stands, or held by a module however it was put together."""
    methods = methods_by_name(sources)
    found: dict[tuple[str, str | bytes, int], Found] = {}
    for place, tree in sources.items():
        calls = list(_calls(tree))
        if not calls:
            continue
        module = ".".join(("eventapp", *Path(place).with_suffix("").parts))
        held = dict(_held(sys.modules.get(module) or importlib.import_module(module)))
        one_off = [
            ("", re.compile(call.args[0].value, _flags_of(call)), call.func.attr)  # type: ignore[attr-defined]
            for call in calls
            if isinstance(call.args[0], ast.Constant) and call.func.attr != "compile"  # type: ignore[attr-defined]
        ]
        for name, compiled, used in [*((name, one, "") for name, one in held.items()), *one_off]:
            how = frozenset({used}) if used else methods.get(name.rpartition(".")[2], frozenset(SEARCHING))
            known = found.get((place, compiled.pattern, compiled.flags))
            both = how | known.methods if known else how
            found[place, compiled.pattern, compiled.flags] = Found(place, name, compiled, both)
    return list(found.values())


def find_unheld(sources: Mapping[str, ast.Module]) -> list[str]:
    """Return calls inside functions whose pattern is no constant: no module holds it, so nothing tries it."""
    return [
        f"{place}:{function.name}"
        for place, tree in sources.items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for call in _calls(function)
        if not isinstance(call.args[0], ast.Constant)
    ]


def find_slow(compiled: AnyPattern, *, is_searched: bool, size: int = SIZE) -> str:
    """Return a shape on which a pattern's work grows faster than it does, "" where there is none."""
    is_text = isinstance(compiled.pattern, str)
    written = compiled.pattern if isinstance(compiled.pattern, str) else compiled.pattern.decode("latin-1")

    def run(text: str) -> None:
        target: Any = text if is_text else text.encode()
        compiled.fullmatch(target)
        compiled.match(target)
        for _ in compiled.finditer(target) if is_searched else ():
            pass

    for name, shape in _texts_for(written).items():
        ratio = grows_too_fast(lambda n, shape=shape: run(shape(n)), size)
        if ratio:
            return f"{name}: {ratio:.1f} times the work"
    return ""


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr in FUNCTIONS
        ):
            yield node


def methods_by_name(sources: Mapping[str, ast.Module]) -> dict[str, frozenset[str]]:
    """Return by which methods what goes by a name is used: `NAME.search(…)`, `rule.words.search(…)`.

    A name that is handed to a function is used as that function's parameter is.
    """
    used: dict[str, set[str]] = {}
    passed: list[tuple[str, str]] = []
    parameters = dict(_pattern_parameters(sources))
    for tree in sources.values():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            if isinstance(node.func, ast.Attribute) and node.func.attr in FUNCTIONS:
                used.setdefault(_last_name(node.func.value), set()).add(node.func.attr)
            for name in parameters.get(_last_name(node.func), ()):
                passed += [
                    (_last_name(argument), name)
                    for argument in [*node.args, *(k.value for k in node.keywords)]
                ]
    for _depth in range(3):  # a parameter may be handed on
        for name, parameter in passed:
            used.setdefault(name, set()).update(used.get(parameter, ()))
    return {name: frozenset(methods) for name, methods in used.items() if methods}


def _pattern_parameters(sources: Mapping[str, ast.Module]) -> Iterator[tuple[str, list[str]]]:
    """Yield functions that take patterns, with the names of those parameters."""
    for tree in sources.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                named = [
                    one.arg
                    for one in (*node.args.args, *node.args.kwonlyargs)
                    if one.annotation is not None and "re.Pattern" in ast.unparse(one.annotation)
                ]
                if named:
                    yield node.name, named


def _last_name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _held(module: Any) -> Iterator[tuple[str, AnyPattern]]:
    """Give the patterns that a module holds, also inside tuples and dataclasses, by the name that leads to them."""
    left = [(name, value) for name, value in vars(module).items() if not name.startswith("__")]
    while left:
        name, value = left.pop()
        if isinstance(value, re.Pattern):
            yield name, value
        elif isinstance(value, (tuple, list)):
            left += [(f"{name}[{number}]", one) for number, one in enumerate(value)]
        elif isinstance(value, dict):
            left += [(f"{name}[{key!r}]", one) for key, one in value.items()]
        elif dataclasses.is_dataclass(value) and not isinstance(value, type):
            left += [(f"{name}.{one.name}", getattr(value, one.name)) for one in dataclasses.fields(value)]


def _flags_of(call: ast.Call) -> int:
    """Return the flags that a call gives; they stand as names, `re.IGNORECASE | re.VERBOSE`."""
    flags = 0
    for part in ast.walk(call):
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id == "re":
            flag = getattr(re, part.attr, None)
            flags |= int(flag) if isinstance(flag, re.RegexFlag) else 0
    return flags


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


def _letters_of(pattern: str) -> list[str]:
    """Return the signs that a pattern names, so that its own words are tried on it too."""
    plain = re.sub(r"\\[xuU][0-9a-fA-F]+|\\.|[\[\](){}?*+|^$]", " ", pattern)
    return list(dict.fromkeys(sign for sign in plain if sign.isprintable()))[:8]
