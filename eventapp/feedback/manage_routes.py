"""The pages for organisers with what has been told about an event, and about the site."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from eventapp.core.paging import page_number
from eventapp.events.hosted import get_scope
from eventapp.federations.access import allowed_federations, requires
from eventapp.federations.models import Role
from eventapp.federations.queries import list_operators
from eventapp.feedback.queries import list_feedback_on, list_site_reports

blueprint = Blueprint("feedback_manage", __name__, url_prefix="/arrangor")


@blueprint.get("/evenemang/<public_id>/synpunkter")
@requires(Role.VIEWER)
def list_feedback(public_id: str) -> ResponseReturnValue:
    # Every host reads all of it: it names nobody, so there is nobody to keep it from.
    event = get_scope(public_id, allowed_federations()).event
    return render_template(
        "feedback/manage/list_feedback.html", event=event, found=list_feedback_on(event.id, page_number())
    )


@blueprint.get("/webbplatsen")
@requires(Role.VIEWER)
def list_reports() -> ResponseReturnValue:
    # Reports about the site are for who runs it.
    if allowed_federations().isdisjoint(operator.id for operator in list_operators()):
        abort(403)
    return render_template("feedback/manage/list_reports.html", found=list_site_reports(page_number()))
