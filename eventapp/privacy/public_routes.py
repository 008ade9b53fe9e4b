"""One's own data, behind the mailed link: see, download, erase."""

from __future__ import annotations

import json

from flask import Blueprint, Response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from eventapp.core.request import is_sent
from eventapp.core.transactions import write
from eventapp.core.web import PUBLIC_CACHE
from eventapp.invitations.queries import find_by_token as find_invitee
from eventapp.invitations.queries import find_registration
from eventapp.messages.queries import delivery_of
from eventapp.privacy.own_data import kept_until, list_log, own_data
from eventapp.privacy.services import erase, erase_invited
from eventapp.registrations import participant_labels
from eventapp.registrations.models import Registration
from eventapp.registrations.own_page import describe
from eventapp.registrations.queries import find_by_token

blueprint = Blueprint("privacy_public", __name__)


class DeadLink(Exception):
    """The personal link opens nothing."""


@blueprint.get("/anmalan/<token>/uppgifter")
def show_data(token: str) -> str:
    return _render("privacy/public/show_data.html", token)


@blueprint.get("/anmalan/<token>/uppgifter.html")
def download_page(token: str) -> Response:
    page = _render("privacy/public/data_file.html", token)
    return _file(page, "text/html; charset=utf-8", "mina-uppgifter.html")


@blueprint.get("/anmalan/<token>/uppgifter.json")
def download_json(token: str) -> Response:
    text = json.dumps(own_data(_get(token)), ensure_ascii=False, indent=2)
    return _file(text, "application/json; charset=utf-8", "mina-uppgifter.json")


@blueprint.route("/anmalan/<token>/uppgifter/ta-bort", methods=["GET", "POST"])
def erase_data(token: str) -> AnyResponse | str:
    registration = _get(token)
    if not is_sent():
        own = describe(registration)
        return render_template(
            "privacy/public/erase_data.html", registration=registration, own=own, token=token
        )
    registration_id = registration.id
    with write():
        erase(registration_id)
    return redirect(url_for("privacy_public.data_erased"), 303)


@blueprint.route("/inbjudan/<token>/ta-bort", methods=["GET", "POST"])
def erase_invitation(token: str) -> AnyResponse | str:
    invitee = find_invitee(token)
    if invitee is None:
        raise DeadLink
    if find_registration(invitee) is not None:
        return redirect(url_for("invitations_public.show_invitation", token=token))
    if not is_sent():
        return render_template("privacy/public/erase_invitation.html", invitee=invitee, token=token)
    invitee_id = invitee.id
    with write():
        erase_invited(invitee_id)
    return redirect(url_for("privacy_public.data_erased"), 303)


@blueprint.get("/personuppgifter/borttagna")
def data_erased() -> Response:
    response = Response(render_template("privacy/public/data_erased.html"))
    response.headers["Cache-Control"] = PUBLIC_CACHE
    return response


@blueprint.errorhandler(DeadLink)
def show_dead_link(_error: DeadLink) -> tuple[str, int]:
    return render_template("registrations/public/dead_link.html"), 404


def _get(token: str) -> Registration:
    registration = find_by_token(token)
    if registration is None:
        raise DeadLink
    return registration


def _render(template: str, token: str) -> str:
    registration = _get(token)
    return render_template(
        template,
        registration=registration,
        own=describe(registration),
        data=own_data(registration),
        mails=delivery_of(registration.public_id),
        log=list_log(registration),
        kept_until=kept_until(registration),
        words=participant_labels,
        token=token,
    )


def _file(content: str, content_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, content_type=content_type, headers=headers)
