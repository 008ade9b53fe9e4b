"""The page that shows every component in all its states; in development only."""

from __future__ import annotations

from flask import Blueprint, flash, render_template

from eventapp.pages.samples import blank_form, wrong_form

blueprint = Blueprint("pages_dev", __name__, url_prefix="/dev")

TONES = ("success", "waiting", "error", "info")


@blueprint.get("/komponenter")
def list_components() -> str:
    """Show what pages are made of: macros of `templates/components/`, one section each."""
    for tone in TONES:
        flash(f"Ett besked efter en knapptryckning ({tone}).", tone)
    return render_template("pages/dev/components.html", blank=blank_form(), wrong=wrong_form(), tones=TONES)
