"""What goes by its own age, whatever event it was about: contents of mails, outcomes of forms, counts, sign-ins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from eventapp.core import clock
from eventapp.core.database import Base
from eventapp.core.extensions import db
from eventapp.core.limits import LimitHit
from eventapp.federations.models import SignIn, SignInLink
from eventapp.invitations.models import Invitee
from eventapp.messages.models import OutboxMessage, ReceivedMessage
from eventapp.privacy.models import What
from eventapp.privacy.protocol import write_down
from eventapp.privacy.removal import emptied_mail, emptied_reply, has_reply_words, is_last_mail
from eventapp.registrations.models import FormSubmission, Registration


@dataclass(frozen=True)
class Outdated:
    """One class of rows: how long they are kept, which those are, and what is done to them."""

    what: What
    kept: timedelta
    table: type[Base]
    is_old: Callable[[datetime], sa.ColumnElement[bool]]
    #: Values to write instead; None: the row is deleted.
    emptied: Callable[[], dict[str, object]] | None = None

    def count(self) -> int:
        """Return how many there are now."""
        query = sa.select(sa.func.count()).select_from(self.table).where(self._condition())
        return db.session.scalar(query) or 0

    def take_away(self) -> int:
        """Take them away, with a line in the protocol; returns how many."""
        statement: sa.Update | sa.Delete = sa.delete(self.table)
        if self.emptied is not None:
            statement = sa.update(self.table).values(self.emptied())
        statement = statement.where(self._condition())
        result = db.session.execute(statement, execution_options={"synchronize_session": False})
        number = int(getattr(result, "rowcount", 0))
        write_down(self.what, number, days=-(-self.kept // timedelta(days=1)))
        return number

    def _condition(self) -> sa.ColumnElement[bool]:
        return self.is_old(clock.now() - self.kept)


def _is_nobodys(before: datetime) -> sa.ColumnElement[bool]:
    """Find mails to people of whom nothing else is kept: their last ones at once, others when they are old."""
    is_somebodys = sa.or_(
        sa.exists().where(Registration.public_id == OutboxMessage.about),
        sa.exists().where(Invitee.public_id == OutboxMessage.about),
    )
    return sa.and_(
        OutboxMessage.recipient != "",
        OutboxMessage.finished_at.is_not(None),
        sa.or_(is_last_mail(), sa.and_(OutboxMessage.finished_at < before, ~is_somebodys)),
    )


OUTDATED = (
    Outdated(
        What.MAIL_CONTENT,
        timedelta(days=14),
        OutboxMessage,
        lambda before: sa.and_(OutboxMessage.payload.is_not(None), OutboxMessage.finished_at < before),
        lambda: {"payload": None},
    ),
    Outdated(What.MAIL_ADDRESSES, timedelta(days=14), OutboxMessage, _is_nobodys, emptied_mail),
    Outdated(
        What.REPLIES,
        timedelta(days=30),
        ReceivedMessage,
        lambda before: sa.and_(has_reply_words(), ReceivedMessage.received_at < before),
        emptied_reply,
    ),
    # A form can be sent for a day after it was opened; a repeated one is recognised for another.
    Outdated(
        What.FORMS, timedelta(days=2), FormSubmission, lambda before: FormSubmission.created_at < before
    ),
    # 24 hours are promised, and the worker comes once an hour.
    Outdated(What.LIMITS, timedelta(hours=23), LimitHit, lambda before: LimitHit.at < before),
    Outdated(What.SIGN_INS, timedelta(days=30), SignIn, lambda before: SignIn.last_seen_at < before),
    Outdated(What.SIGN_INS, timedelta(days=30), SignInLink, lambda before: SignInLink.expires_at < before),
)
