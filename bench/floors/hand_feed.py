"""A feed as short as one can write it: rows of a table joined into strings by hand, in Flask; and hello."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing

from flask import Flask, Response

app = Flask(__name__)

HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//floor//floor//SV\r\n"
ENTRY = (
    "BEGIN:VEVENT\r\nUID:{0}@floor.example\r\nDTSTAMP:20261101T080000Z\r\nDTSTART:{1}\r\nDTEND:{2}\r\n"
    "SUMMARY:{3}\r\nDESCRIPTION:{4}\r\nLOCATION:{5}\r\nSTATUS:{6}\r\nEND:VEVENT\r\n"
)
QUERY = """
SELECT public_id, starts_at, coalesce(ends_at, starts_at), title, summary, venue_name, status FROM event
WHERE status <> 'draft' AND starts_at IS NOT NULL ORDER BY starts_at
"""
SIGNS = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@app.get("/feed.ics")
def feed() -> Response:
    """Give every event, read and joined anew."""
    with closing(sqlite3.connect(os.environ["FLOOR_DATABASE"])) as connection:
        rows = connection.execute(QUERY).fetchall()
    entries = (
        ENTRY.format(
            public_id,
            _instant(starts_at),
            _instant(ends_at),
            *(text.translate(SIGNS) for text in (title, summary, place)),
            status.upper(),
        )
        for public_id, starts_at, ends_at, title, summary, place, status in rows
    )
    return Response(HEAD + "".join(entries) + "END:VCALENDAR\r\n", content_type="text/calendar")


@app.get("/hello")
def hello() -> str:
    """Say hello."""
    return "hello"


def _instant(text: str) -> str:
    return text[:19].replace("-", "").replace(":", "").replace(" ", "T") + "Z"
