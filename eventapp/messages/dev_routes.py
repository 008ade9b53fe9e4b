"""The mails that went out, to be read in the browser; in development only."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from eventapp.messages.dev_mails import get_kept, list_kept
from eventapp.messages.html_part import show_part, with_frame

blueprint = Blueprint("messages_dev", __name__, url_prefix="/dev")


@blueprint.get("/mail")
def list_mail() -> str:
    """List the newest mails, of one recipient where asked for (`till`)."""
    recipient = request.args.get("till", "").strip()
    return render_template("messages/dev/list_mail.html", mails=list_kept(recipient), recipient=recipient)


@blueprint.get("/mail/<mail_id>")
def show_mail(mail_id: str) -> Response:
    """Show one mail: words, HTML in a frame, calendar part and source."""
    return with_frame(render_template("messages/dev/show_mail.html", mail=get_kept(mail_id)))


@blueprint.get("/mail/<mail_id>/html")
def show_html(mail_id: str) -> Response:
    """Show a mail's HTML as a mail program would, for the frame."""
    return show_part(get_kept(mail_id).html)


@blueprint.get("/mail/<mail_id>/kalender.ics")
def download_calendar(mail_id: str) -> Response:
    """Give the calendar part as a file."""
    return Response(
        get_kept(mail_id).calendar,
        mimetype="text/calendar",
        headers={"Content-Disposition": 'attachment; filename="inbjudan.ics"'},
    )


@blueprint.get("/mail/<mail_id>/kalla")
def show_source(mail_id: str) -> Response:
    """Show the mail as it came over the wire."""
    return Response(get_kept(mail_id).raw, mimetype="text/plain")
