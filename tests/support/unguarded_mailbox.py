"""The worker as it must not be, run by the control: mail without limits, read in the transaction that applies it."""

from __future__ import annotations

from eventapp import answers
from eventapp.cli import main
from eventapp.core.transactions import write
from eventapp.invitations.replies import receive
from eventapp.invitations.understanding import understand
from eventapp.messages import parts
from eventapp.messages.mailbox import Tray


def _take_in_transaction(octets: bytes, is_whole: bool = True) -> Tray:
    with write():
        return receive(understand(octets, is_whole=is_whole))


if __name__ == "__main__":
    parts.MAX_DEPTH = parts.MAX_PARTS = 10**6
    answers.take_mail = _take_in_transaction
    main()
