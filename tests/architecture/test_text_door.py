"""Foreign text comes through one door: nothing else normalises, knows IDNA or cleans form fields."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form, StringField, TextAreaField

from eventapp.core.fields import CleanedField, LineField, MailField

ROOT = Path(__file__).parents[2] / "eventapp"
DOOR = {"core/text.py": {"unicodedata"}, "core/domains.py": {"idna"}}
#: Text of many lines whose tabs tell columns apart; it is cleaned cell by cell.
UNCLEANED = {("invitations/forms.py", "TextAreaField")}


def _imports(tree: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0])
    return found


def test_only_the_door_normalises_and_reads_domains() -> None:
    outside = [
        f"{path.relative_to(ROOT)}: {module}"
        for path in ROOT.rglob("*.py")
        for module in _imports(ast.parse(path.read_text())) & {"unicodedata", "idna"}
        if module not in DOOR.get(str(path.relative_to(ROOT)), set())
    ]

    assert outside == []


def test_nothing_encodes_domains_by_the_standard_of_2003() -> None:
    codec = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in ROOT.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"encode", "decode"}
        and any(isinstance(one, ast.Constant) and one.value in {"idna", "punycode"} for one in node.args)
    ]

    assert codec == []


def _text_fields() -> list[tuple[str, ast.Call, str]]:
    """Return each call that makes a field for text: file, call, name of its class."""
    sources = {str(path.relative_to(ROOT)): path.read_text() for path in ROOT.rglob("*.py")}
    return [(place, *one) for place, source in sources.items() for one in _fields_in(source)]


def _fields_in(source: str) -> Iterator[tuple[ast.Call, str]]:
    kinds = _kinds_of(CleanedField) | {StringField.__name__, TextAreaField.__name__, "EmailField"}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in kinds:
            yield node, node.func.id


def _kinds_of(kind: type) -> set[str]:
    """Return the names of all classes below one: whatever field for text is written next is among them."""
    return {kind.__name__}.union(*map(_kinds_of, kind.__subclasses__()))


def _is_endless(call: ast.Call, kind: str) -> bool:
    # An address has its own limit, in its class.
    return kind in _kinds_of(CleanedField) - {MailField.__name__} and "MaxLength" not in ast.unparse(call)


def test_every_field_for_text_is_cleaned() -> None:
    plain = [
        f"{path}:{call.lineno}"
        for path, call, kind in _text_fields()
        if kind in {"StringField", "TextAreaField", "EmailField"}
        and (path, kind) not in UNCLEANED
        and "Lämna det här fältet tomt" not in ast.unparse(call)
    ]

    assert plain == []


def test_every_field_for_text_has_a_longest() -> None:
    endless = [f"{path}:{call.lineno}" for path, call, kind in _text_fields() if _is_endless(call, kind)]

    assert endless == []


def test_control_every_kind_of_field_without_a_longest_is_found() -> None:
    assert _kinds_of(CleanedField) >= {"LineField", "TextField", "MailField", "MarkdownField"}
    planted = list(_fields_in('a = MarkdownField("")\nb = LineField("", [MaxLength(3)])'))

    assert [kind for call, kind in planted if _is_endless(call, kind)] == ["MarkdownField"]


class Sample(Form):
    line = LineField("")


@pytest.mark.parametrize("typed", ["\u3164", "  ", "\u200f\u2800"])
def test_what_nobody_sees_counts_as_nothing_for_every_validator(typed: str) -> None:
    form = Sample(MultiDict({"line": typed}))

    assert issubclass(LineField, CleanedField)
    assert (form.line.data, form.line.raw_data) == ("", [""])
