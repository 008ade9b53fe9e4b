"""The application with pages that leave much to collect, and one that tells when this process has collected.

The collections are counted by where the thread stood that made them: inside a request, its stream included, or not.
"""

from __future__ import annotations

import gc
import itertools
import threading
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, jsonify

from eventapp import app as product
from eventapp.core.extensions import db
from eventapp.events.models import Event

#: Containers in cycles; many times what makes the interpreter collect.
MUCH = 20_000
_place = threading.local()
_counted = {"inside": 0, "at rest": 0}


def create_app() -> Flask:
    """Return the product's application with the pages below `/prov/`."""
    app = product.create_app()
    app.add_url_rule("/prov/rader", view_func=leave_rows)
    app.add_url_rule("/prov/skrap", view_func=leave_garbage)
    app.add_url_rule("/prov/fel", view_func=leave_garbage_and_fail)
    app.add_url_rule("/prov/flode", view_func=stream_garbage)
    app.add_url_rule("/prov/fel-vid-slut", view_func=fail_at_the_end)
    app.add_url_rule("/prov/utan-slut", view_func=stream_on)
    app.add_url_rule("/prov/raknat", view_func=tell)
    app.wsgi_app = _Inside(app.wsgi_app)  # type: ignore[method-assign]
    gc.callbacks.append(_count)
    return app


def leave_rows() -> str:
    """Load an event with all who contribute to it, and leave them in a cycle as macros of a template may."""
    kept: list[Any] = list(db.session.scalars(sa.select(Event)).one().contributors)
    kept.append(kept)
    return str(len(kept))


def leave_garbage() -> str:
    """Leave cycles behind."""
    for _one in range(MUCH):
        cycle: list[Any] = []
        cycle.append(cycle)
    return "ok"


def leave_garbage_and_fail() -> str:
    """Leave cycles behind and raise what nobody expects."""
    raise RuntimeError(leave_garbage())


def stream_garbage() -> Response:
    """Leave cycles behind while the answer is being sent."""
    return Response(leave_garbage() for _piece in range(5))


def fail_at_the_end() -> Response:
    """Leave cycles behind, answer, and raise when the answer is closed."""
    answer = Response(leave_garbage())
    answer.call_on_close(leave_garbage_and_fail)
    return answer


def stream_on() -> Response:
    """Send until the other side goes away."""
    return Response("x" * 65536 for _piece in itertools.count())


def tell() -> Response:
    """Tell how often this process has collected, and how many containers it holds."""
    return jsonify(_counted | {"held": len(gc.get_objects())})


def _count(phase: str, _info: dict[str, int]) -> None:
    if phase == "start":
        _counted["inside" if getattr(_place, "is_inside", False) else "at rest"] += 1


class _Inside:
    """Marks the thread from the request's beginning until its answer is closed."""

    def __init__(self, wsgi: Any) -> None:
        self.wsgi = wsgi

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        _place.is_inside = True
        try:
            return _Closed(self.wsgi(environ, start_response))
        except BaseException:
            _place.is_inside = False
            raise


class _Closed:
    """An answer that unmarks its thread."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.answer)

    def close(self) -> None:
        try:
            self.answer.close()
        finally:
            _place.is_inside = False
