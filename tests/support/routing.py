"""Routes compiled once for the whole run: each test has a new application, and writing 160 builders takes 90 ms."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from werkzeug.routing import Rule

_kept: dict[Hashable, Any] = {}
_compile: Callable[..., Any] = Rule._compile_builder


def keep_compiled_routes() -> None:
    """Let rules that are written alike share the function that builds their addresses; it knows no rule of its own."""
    setattr(Rule, "_compile_builder", _kept_builder)  # noqa: B010


def _kept_builder(rule: Rule, append_unknown: bool = True) -> Any:
    defaults = tuple(sorted((rule.defaults or {}).items()))
    key = (rule.rule, tuple(rule._trace), defaults, append_unknown)
    if key not in _kept:
        _kept[key] = _compile(rule, append_unknown)
    return _kept[key]
