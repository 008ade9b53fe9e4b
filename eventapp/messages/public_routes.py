"""Whether the installation is well, for whoever watches over it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Blueprint
from sqlalchemy.exc import SQLAlchemyError

from eventapp.core.extensions import db
from eventapp.messages.mailbox_health import mailbox_health
from eventapp.messages.queries import oldest_due_mail_seconds, worker_silent_seconds
from eventapp.messages.queue_health import is_well, mail_word

blueprint = Blueprint("messages_public", __name__)

Health = tuple[dict[str, Any], int]


@blueprint.get("/halsa")
def health() -> Health:
    """Tell the state of database, mail, mailbox and worker; 503 where somebody must look."""
    try:
        waits, silent = oldest_due_mail_seconds(), worker_silent_seconds()
        mail, mailbox = mail_word(), mailbox_health()
    except SQLAlchemyError:
        return _database_gone()
    well = is_well(waits, silent) and mail != "refused" and mailbox.is_well
    return {
        "status": "ok" if well else "error",
        "database": "ok",
        "mail": mail,
        "oldest_due_mail_seconds": waits,
        "worker_silent_seconds": silent,
        "mailbox": mailbox.word,
        "mailbox_read_seconds": mailbox.seconds,
    }, 200 if well else 503


@blueprint.get("/halsa/webb")
def web_health() -> Health:
    """Tell whether this process answers and reaches its database."""
    try:
        db.session.execute(sa.select(1))
    except SQLAlchemyError:
        return _database_gone()
    return {"status": "ok", "database": "ok"}, 200


def _database_gone() -> Health:
    return {"status": "error", "database": "error"}, 503
