"""Child side of a list as text (`python -m eventapp.invitations.text_list`): the rows of its people."""

from __future__ import annotations

from eventapp.core.reader_process import Answer, Refused, answer_once
from eventapp.invitations.csv_table import decode, read_lines
from eventapp.invitations.rows import MOST_LINES
from eventapp.invitations.tables import count_empty, read_table


def read(content: bytes) -> Answer:
    """Return the rows of a text with signs between its cells; raises `Refused`."""
    text = decode(content)
    if text is None:
        raise Refused("broken")
    return Answer(read_table(read_lines(text, MOST_LINES), count_empty(text)).as_values())


if __name__ == "__main__":
    answer_once(read)
