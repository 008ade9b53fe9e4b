"""Answering an invitation in the development inbox, by the same entrance as real answers; in development only."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from eventapp.calendars.models import PartStat
from eventapp.core.transactions import write
from eventapp.invitations.dev_answers import write_answer
from eventapp.invitations.replies import receive
from eventapp.invitations.understanding import understand
from eventapp.messages.dev_mails import get_kept

blueprint = Blueprint("invitations_dev", __name__, url_prefix="/dev")

ANSWERS = frozenset({PartStat.ACCEPTED.value, PartStat.DECLINED.value, PartStat.TENTATIVE.value})


@blueprint.post("/mail/<mail_id>/svar")
def answer_mail(mail_id: str) -> Response:
    """Answer for whoever the mail is to."""
    partstat = request.form.get("partstat", "")
    if partstat not in ANSWERS:
        abort(400)
    try:
        octets = write_answer(get_kept(mail_id).calendar, partstat)
    except ValueError:
        abort(404)
    mail = understand(octets)
    with write():
        receive(mail)
    flash(_("Svaret är mottaget, som om det hade kommit från kalendern. Nya mejl syns i listan."), "success")
    return redirect(url_for("messages_dev.list_mail"), 303)
