"""Who works for a federation: the list, inviting, changing and taking away a role."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.audit.services import Actor, organiser_actor
from eventapp.core.errors import DomainError
from eventapp.core.paging import page_number
from eventapp.core.request import is_sent
from eventapp.core.transactions import write
from eventapp.federations import members
from eventapp.federations.access import allowed_federations, requires, signed_in
from eventapp.federations.federation_routes import own_federation
from eventapp.federations.manage_routes import blueprint
from eventapp.federations.member_forms import InviteMemberForm, RoleForm
from eventapp.federations.models import Federation, Role
from eventapp.federations.queries import Member, get_member, has_owner_inside
from eventapp.federations.queries import list_members as read_members

PAGE = "/forbund/<slug>/medarbetare"


@blueprint.route(PAGE, methods=["GET", "POST"])
@requires(Role.OWNER, or_administrator=True)
def list_members(slug: str) -> ResponseReturnValue:
    federation = own_federation(slug)
    form = InviteMemberForm(role=None if read_members(federation.id).total else Role.OWNER.value)
    if is_sent() and _must_manage(federation) and form.validate():
        asked = {"email": form.email.data, "name": form.name.data, "role": Role(form.role.data)}
        federation_id, (actor, invited_by) = federation.id, _who()
        try:
            with write():
                members.invite_member(federation_id, actor=actor, invited_by=invited_by, **asked)
        except DomainError as error:
            form.form_errors = [error.sentence]
        else:
            flash(_("%(name)s är inbjuden. Mejlet är på väg.", name=asked["name"]), "success")
            return redirect(url_for(".list_members", slug=slug), 303)
    federation = own_federation(slug)
    return render_template(
        "federations/manage/list_members.html",
        federation=federation,
        form=form,
        found=read_members(federation.id, page_number()),
        may_manage=_may_manage(federation),
    )


@blueprint.route(f"{PAGE}/<int(max=2147483647):member_id>", methods=["GET", "POST"])
@requires(Role.OWNER, or_administrator=True)
def edit_member(slug: str, member_id: int) -> ResponseReturnValue:
    federation = own_federation(slug)
    member = get_member(federation.id, member_id)
    form = RoleForm(role=member.role.value)
    if is_sent() and _must_manage(federation) and form.validate():
        federation_id, role, actor = federation.id, Role(form.role.data), _who()[0]
        try:
            with write():
                members.change_role(federation_id, member_id, role, actor)
        except DomainError as error:
            form.role.errors = [error.sentence]
        else:
            flash(_("Rollen är ändrad. Den gäller redan."), "success")
            return redirect(url_for(".list_members", slug=slug), 303)
    return _member_page(own_federation(slug), member, form)


@blueprint.post(f"{PAGE}/<int(max=2147483647):member_id>/bjud-in-igen")
@requires(Role.OWNER, or_administrator=True)
def invite_again(slug: str, member_id: int) -> ResponseReturnValue:
    federation = own_federation(slug)
    member = get_member(federation.id, member_id)
    _must_manage(federation)
    federation_id, (actor, invited_by) = federation.id, _who()
    try:
        with write():
            members.invite_again(federation_id, member_id, actor=actor, invited_by=invited_by)
    except DomainError as error:
        return _refused(slug, member, error)
    flash(
        _(
            "En ny inbjudan är på väg till %(email)s. Den gamla länken gäller inte längre.",
            email=member.email,
        ),
        "success",
    )
    return redirect(url_for(".list_members", slug=slug), 303)


@blueprint.post(f"{PAGE}/<int(max=2147483647):member_id>/ta-bort")
@requires(Role.OWNER, or_administrator=True)
def remove_member(slug: str, member_id: int) -> ResponseReturnValue:
    federation = own_federation(slug)
    member = get_member(federation.id, member_id)
    _must_manage(federation)
    federation_id, (actor, _name) = federation.id, _who()
    try:
        with write():
            members.remove_member(federation_id, member_id, actor)
    except DomainError as error:
        return _refused(slug, member, error)
    flash(
        _("%(name)s är borttagen och kommer inte åt förbundet längre.", name=member.name or member.email),
        "success",
    )
    is_own = member.organiser_id == actor.id
    return redirect(url_for(".list_federations") if is_own else url_for(".list_members", slug=slug), 303)


def _may_manage(federation: Federation) -> bool:
    """Tell whether one may change who works there: owners, and the administrator until an owner has come in."""
    if federation.id in allowed_federations(Role.OWNER):
        return True
    return signed_in()[0].is_administrator and not has_owner_inside(federation.id)


def _must_manage(federation: Federation) -> bool:
    return _may_manage(federation) or abort(403)


def _who() -> tuple[Actor, str]:
    organiser = signed_in()[0]
    return organiser_actor(organiser.id), organiser.name or organiser.email


def _refused(slug: str, member: Member, error: DomainError) -> str:
    form = RoleForm(formdata=None, role=member.role.value)
    form.form_errors = [error.sentence]
    return _member_page(own_federation(slug), member, form)


def _member_page(federation: Federation, member: Member, form: RoleForm) -> str:
    return render_template(
        "federations/manage/edit_member.html",
        federation=federation,
        member=member,
        form=form,
        may_manage=_may_manage(federation),
    )
