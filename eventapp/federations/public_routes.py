"""The public pages about the federations."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from eventapp.core.markdown import render_below_heading
from eventapp.core.web import PUBLIC_CACHE
from eventapp.federations.declaration import name_of
from eventapp.federations.provenance import is_sample
from eventapp.federations.queries import get_federation_by_slug, latest_commitment
from eventapp.federations.queries import list_federations as all_federations

blueprint = Blueprint("federations_public", __name__, url_prefix="/forbund")


@blueprint.after_request
def let_caches_ask(response: Response) -> Response:
    """Let browsers keep the page and ask each time whether it still holds."""
    response.headers["Cache-Control"] = PUBLIC_CACHE
    return response


@blueprint.get("/")
def list_federations() -> str:
    return render_template(
        "federations/public/list_federations.html", federations=all_federations(), name_of=name_of
    )


@blueprint.get("/<slug>")
def show_federation(slug: str) -> str:
    federation = get_federation_by_slug(slug)
    return render_template(
        "federations/public/show_federation.html",
        federation=federation,
        name=name_of(federation),
        commitment=latest_commitment(federation.id),
        is_sample=is_sample,
        render_below_heading=render_below_heading,
    )
