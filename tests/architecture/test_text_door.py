"""Foreign text comes through one door: nothing else normalises, knows IDNA or cleans form fields."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form, StringField, TextAreaField

from eventapp.core.fields import CleanedField, LineField, MailField, TextField

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
    kinds = {kind.__name__ for kind in (StringField, TextAreaField, LineField, MailField, TextField)} | {
        "EmailField"
    }
    return [
        (str(path.relative_to(ROOT)), node, node.func.id)
        for path in ROOT.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in kinds
    ]


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
    endless = [
        f"{path}:{call.lineno}"
        for path, call, kind in _text_fields()
        if kind in {"LineField", "TextField"} and "MaxLength" not in ast.unparse(call)
    ]

    assert endless == []


class Sample(Form):
    line = LineField("")


@pytest.mark.parametrize("typed", ["\u3164", "  ", "\u200f\u2800"])
def test_what_nobody_sees_counts_as_nothing_for_every_validator(typed: str) -> None:
    form = Sample(MultiDict({"line": typed}))

    assert issubclass(LineField, CleanedField)
    assert (form.line.data, form.line.raw_data) == ("", [""])
