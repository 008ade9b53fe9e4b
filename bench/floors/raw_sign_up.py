"""A sign-up with nothing around it: plain WSGI and sqlite3, a form, a capacity check in one transaction, thanks."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterable
from html import escape
from typing import Any
from urllib.parse import parse_qs

PATH = os.environ["BENCH_DATABASE"]
PAGE = """<!doctype html>
<html lang="sv"><head><meta charset="utf-8"><title>{title}</title></head>
<body><main><h1>{title}</h1>{content}</main></body></html>"""
FORM = """<form method="post">
<p><label for="name">Namn</label> <input id="name" name="name" required></p>
<p><label for="email">E-postadress</label> <input id="email" name="email" type="email" required></p>
<button type="submit">Skicka anmälan</button></form>"""

_connections = threading.local()


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Show the form and take it, and thank at `/thanks`."""
    if environ["PATH_INFO"] == "/thanks":
        return _page(start_response, "200 OK", "Du är anmäld", "<p>Tack!</p>")
    if environ["REQUEST_METHOD"] != "POST":
        return _page(start_response, "200 OK", "Anmäl dig", FORM)
    fields = parse_qs(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode())
    name, email = (fields.get(field, [""])[0].strip() for field in ("name", "email"))
    if not name or "@" not in email:
        return _page(start_response, "422 Unprocessable Content", "Fel", escape(f"{name} {email}"))
    if not _register(name, email):
        return _page(start_response, "409 Conflict", "Fullt", "")
    start_response("303 See Other", [("Location", "/thanks"), ("Content-Length", "0")])
    return []


def _register(name: str, email: str) -> bool:
    connection = _connection()
    connection.execute("BEGIN IMMEDIATE")
    taken = connection.execute("UPDATE event SET taken = taken + 1 WHERE taken < capacity").rowcount
    if taken:
        connection.execute("INSERT INTO person (name, email) VALUES (?, ?)", (name, email))
    connection.execute("COMMIT")
    return taken == 1


def _page(start_response: Callable[..., Any], status: str, title: str, content: str) -> Iterable[bytes]:
    body = PAGE.format(title=title, content=content).encode()
    headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))]
    start_response(status, headers)
    return [body]


def _connection() -> sqlite3.Connection:
    if not hasattr(_connections, "own"):
        _connections.own = sqlite3.connect(PATH, timeout=10, isolation_level=None)
        _connections.own.execute("PRAGMA synchronous=FULL")
    own: sqlite3.Connection = _connections.own
    return own
