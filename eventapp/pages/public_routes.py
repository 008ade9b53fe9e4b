"""Pages that explain: the commitment, personal data, cookies, accessibility, conduct and contact."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, render_template

from eventapp.core.web import PUBLIC_CACHE
from eventapp.federations.declaration import declaration_notice, name_of
from eventapp.federations.known_browsers import cookie_name
from eventapp.federations.provenance import is_sample
from eventapp.federations.queries import list_federations
from eventapp.pages.personal_data import PRIVACY_VERSION
from eventapp.pages.statement import read_statement

blueprint = Blueprint("pages_public", __name__)


@blueprint.after_request
def let_caches_ask(response: Response) -> Response:
    """Let browsers keep the page and ask each time whether it still holds."""
    response.headers["Cache-Control"] = PUBLIC_CACHE
    return response


@blueprint.get("/atagandet")
def commitment() -> str:
    signers = [federation for federation in list_federations() if federation.is_signer]
    return render_template(
        "pages/public/commitment.html",
        signers=signers,
        notice=declaration_notice(signers),
        name_of=name_of,
    )


@blueprint.get("/personuppgifter")
def personal_data() -> str:
    return render_template(
        "pages/public/personal_data.html",
        federations=list_federations(),
        needs_basis=current_app.config["NEEDS_BASIS"],
        version=PRIVACY_VERSION,
        name_of=name_of,
        is_sample=is_sample,
    )


@blueprint.get("/kakor")
def cookies() -> str:
    return render_template(
        "pages/public/cookies.html",
        cookie_name=current_app.config["SESSION_COOKIE_NAME"],
        browser_cookie_name=cookie_name(),
    )


@blueprint.get("/tillganglighet")
def accessibility() -> str:
    return render_template(
        "pages/public/accessibility.html",
        federations=list_federations(),
        name_of=name_of,
        is_sample=is_sample,
        statement=read_statement(),
    )


@blueprint.get("/lamna-sidan")
def quick_exit() -> str:
    return render_template("pages/public/quick_exit.html")


@blueprint.get("/samtalsregler")
def conduct() -> str:
    return render_template("pages/public/conduct.html")


@blueprint.get("/kontakt")
def contact() -> str:
    return render_template(
        "pages/public/contact.html", federations=list_federations(), name_of=name_of, is_sample=is_sample
    )
