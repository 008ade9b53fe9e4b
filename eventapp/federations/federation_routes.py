"""The federations' own pages: what each tells of itself, and adding one."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.audit.services import organiser_actor
from eventapp.core.errors import DomainError
from eventapp.core.markdown import render_below_heading
from eventapp.core.paging import cut_page, page_number
from eventapp.core.request import is_sent
from eventapp.core.transactions import write
from eventapp.federations.access import (
    administrator_only,
    allowed_federations,
    requires,
    signed_in,
    signed_in_only,
)
from eventapp.federations.commitments import get_version, list_versions, save_commitment
from eventapp.federations.contact import installation_reply_address
from eventapp.federations.details import add_federation, save_details
from eventapp.federations.federation_forms import (
    DetailsForm,
    NewFederationForm,
    commitment_form,
    details_form,
)
from eventapp.federations.manage_routes import blueprint
from eventapp.federations.models import Federation, Role
from eventapp.federations.queries import (
    get_federation_by_slug,
    latest_commitment,
    owners_by_federation,
)
from eventapp.federations.queries import (
    list_federations as all_federations,
)
from eventapp.federations.readiness import missing_of


@blueprint.get("/forbund/")
@signed_in_only
def list_federations() -> ResponseReturnValue:
    organiser, readable = signed_in()[0], allowed_federations(Role.VIEWER)
    seen = allowed_federations(Role.DOOR)
    federations = [each for each in all_federations() if organiser.is_administrator or each.id in seen]
    if len(federations) == 1 and not organiser.is_administrator and federations[0].id in readable:
        return redirect(url_for(".edit_federation", slug=federations[0].slug))
    return render_template(
        "federations/manage/list_federations.html",
        found=cut_page(federations, page_number()),
        owners=owners_by_federation(),
        missing_of=missing_of,
        readable={each.id for each in federations} if organiser.is_administrator else readable,
        is_administrator=organiser.is_administrator,
    )


@blueprint.route("/forbund/nytt", methods=["GET", "POST"])
@administrator_only
def create_federation() -> ResponseReturnValue:
    form, actor = NewFederationForm(), organiser_actor(signed_in()[0].id)
    if form.validate_on_submit():
        try:
            with write():
                slug = add_federation(form.values, actor).slug
        except DomainError as error:
            form.name.errors = [error.sentence]
        else:
            flash(_("Förbundet är upplagt. Bjud in den som ska bli ägare."), "success")
            return redirect(url_for(".list_members", slug=slug), 303)
    return render_template("federations/manage/create_federation.html", form=form)


@blueprint.get("/forbund/<slug>")
@requires(Role.VIEWER, or_administrator=True)
def edit_federation(slug: str) -> ResponseReturnValue:
    federation = own_federation(slug)
    return _details_page(federation, details_form(federation))


@blueprint.post("/forbund/<slug>")
@requires(Role.OWNER, or_administrator=True)
def save_federation(slug: str) -> ResponseReturnValue:
    federation = own_federation(slug)
    form = details_form(federation)
    if not form.validate():
        return _details_page(federation, form)
    id_, actor = federation.id, organiser_actor(signed_in()[0].id)
    try:
        with write():
            save_details(id_, form.known_version, form.values, actor)
    except DomainError as error:
        federation = own_federation(slug)
        form.form_errors, form.version.data = [error.sentence], str(federation.version)
        return _details_page(federation, form)
    flash(_("Uppgifterna är sparade."), "success")
    return redirect(url_for(".edit_federation", slug=slug), 303)


@blueprint.route("/forbund/<slug>/atagande", methods=["GET", "POST"])
@requires(Role.OWNER, or_administrator=True)
def edit_commitment(slug: str) -> ResponseReturnValue:
    federation = own_federation(slug)
    form = commitment_form(latest_commitment(federation.id))
    if is_sent() and not request.form.get("step") and form.validate():
        id_, actor, known = federation.id, organiser_actor(signed_in()[0].id), form.known_version
        said = {"title": form.title.data, "full_text": form.full_text.data, "points": form.points}
        try:
            with write():
                version = save_commitment(id_, known, actor=actor, **said).version
        except DomainError as error:
            last = latest_commitment(id_)
            form.form_errors, form.version.data = [error.sentence], str(last.version if last else 0)
        else:
            flash(_("Åtagandet är sparat som version %(number)s.", number=version), "success")
            return redirect(url_for(".edit_commitment", slug=slug), 303)
    federation = own_federation(slug)
    return render_template(
        "federations/manage/edit_commitment.html",
        federation=federation,
        form=form,
        versions=list_versions(federation.id),
    )


@blueprint.get("/forbund/<slug>/atagande/<int(max=100000):version>")
@requires(Role.VIEWER, or_administrator=True)
def show_commitment(slug: str, version: int) -> ResponseReturnValue:
    federation = own_federation(slug)
    return render_template(
        "federations/manage/show_commitment.html",
        federation=federation,
        commitment=get_version(federation.id, version),
        versions=list_versions(federation.id),
        may_edit=_may_edit(federation),
        render_below_heading=render_below_heading,
    )


def own_federation(slug: str) -> Federation:
    """Return a federation in which one has the role that the page asks for, any for an administrator let in.

    Raises NotFound for others'.
    """
    federation = get_federation_by_slug(slug)
    if federation.id not in allowed_federations() and not signed_in()[0].is_administrator:
        abort(404)
    return federation


def _may_edit(federation: Federation) -> bool:
    return federation.id in allowed_federations(Role.OWNER) or signed_in()[0].is_administrator


def _details_page(federation: Federation, form: DetailsForm) -> str:
    last = latest_commitment(federation.id)
    return render_template(
        "federations/manage/edit_federation.html",
        federation=federation,
        form=form,
        missing=missing_of(federation),
        may_edit=_may_edit(federation),
        commitment=last,
        site_address=installation_reply_address(),
    )
