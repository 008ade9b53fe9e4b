"""The page on which somebody who is procured confirms what is required of them; its link is all it takes."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from eventapp.core.transactions import write
from eventapp.events import contributors
from eventapp.events.contributor_forms import ConfirmRequirementForm
from eventapp.events.public_routes import blueprint
from eventapp.events.requirement import confirmation_text, requirement_text


@blueprint.route("/medverkan/<token>", methods=["GET", "POST"])
def confirm_requirement(token: str) -> AnyResponse | str | tuple[str, int]:
    found = contributors.find_by_link(token)
    if found is None:
        return render_template("events/public/dead_requirement_link.html"), 404
    contributor, event = found
    form = ConfirmRequirementForm(data={"name": contributor.name})
    if form.validate_on_submit():
        contributor_id, name = contributor.id, form.name.data
        with write():
            contributors.confirm_requirement(contributor_id, name)
        return redirect(url_for(".confirm_requirement", token=token), 303)
    return render_template(
        "events/public/confirm_requirement.html",
        contributor=contributor,
        event=event,
        form=form,
        requirement=requirement_text(),
        confirmation=confirmation_text(),
    )
