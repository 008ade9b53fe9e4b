"""The join page: the only place where the meeting's own link stands, and only when it is time."""

from __future__ import annotations

from flask import Blueprint, render_template

from eventapp.core.tokens import Purpose
from eventapp.registrations.queries import find_by_token
from eventapp.webinars.joining import join_state, meeting_address, opening_of

blueprint = Blueprint("webinars_public", __name__)


@blueprint.get("/delta/<token>")
def join(token: str) -> tuple[str, int] | str:
    registration = find_by_token(token, Purpose.JOIN)
    if registration is None:
        return render_template("registrations/public/dead_link.html"), 404
    return render_template(
        "webinars/public/join.html",
        event=registration.event,
        state=join_state(registration),
        opens_at=opening_of(registration.event),
        meeting_url=meeting_address(registration.event),
    )
