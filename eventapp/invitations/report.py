"""The rows that were not taken in, as a text to correct and send again."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from eventapp.invitations.intake import Remark

HEADINGS = ("Rad", "Namn", "E-post", "Enhet", "Förbund", "Språk")


def correction_text(faults: Sequence[Remark]) -> str:
    """Return the faulty rows as a table with headings; its first column keeps the number of the row in the file."""
    if not faults:
        return ""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\n")
    writer.writerow(HEADINGS)
    for fault in faults:
        row = fault.row
        writer.writerow((row.line, row.name, row.email, row.unit, row.federation, row.language))
    return stream.getvalue()
