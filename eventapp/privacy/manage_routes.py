"""What goes when, and the protocol of what has gone, for the events of one's own federation."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from eventapp.core.paging import page_number
from eventapp.federations.access import allowed_federations, requires
from eventapp.federations.models import Role
from eventapp.privacy.labels import what_label
from eventapp.privacy.queries import list_hosted_ids, list_planned, list_records

blueprint = Blueprint("privacy_manage", __name__, url_prefix="/arrangor")


@blueprint.get("/gallring")
@requires(Role.EDITOR)
def show_retention() -> ResponseReturnValue:
    mine = list_hosted_ids(allowed_federations())
    return render_template(
        "privacy/manage/show_retention.html",
        planned=list_planned(mine) if mine else [],
        found=list_records(mine, page_number()),
        what_label=what_label,
        page_url=lambda number: url_for("privacy_manage.show_retention", sida=number),
    )
