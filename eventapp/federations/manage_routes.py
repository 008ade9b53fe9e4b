"""Signing in and out, and choosing a password."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.core.transactions import write
from eventapp.federations import services
from eventapp.federations.access import local_path, open_to_anyone, remember, signed_in, signed_in_only
from eventapp.federations.carried_forms import FIELD, CarriedForm, open_carried
from eventapp.federations.errors import LinkExpired, TooManyTries, WrongCurrentPassword, WrongPassword
from eventapp.federations.forms import PasswordForm, SignInForm
from eventapp.federations.passwords import hash_password, is_outdated, password_fits

blueprint = Blueprint("federations_manage", __name__, url_prefix="/arrangor")


@blueprint.route("/logga-in", methods=["GET", "POST"])
@open_to_anyone
def sign_in() -> ResponseReturnValue:
    form, code, carried = SignInForm(), 200, request.form.get(FIELD)
    if form.validate_on_submit():
        try:
            organiser_id = _sign_in_by_password(form)
            return _go_on(open_carried(carried, organiser_id))
        except (WrongPassword, TooManyTries) as error:
            form.form_errors.append(str(error.sentence))
            code = 429 if isinstance(error, TooManyTries) else 200
    return render_template("federations/manage/sign_in.html", form=form, carried=carried), code


@blueprint.route("/lank/<secret>", methods=["GET", "POST"])
@open_to_anyone
def sign_in_by_link(secret: str) -> ResponseReturnValue:
    if request.method == "POST":
        try:
            with write():
                value = services.sign_in_by_link(secret)
        except LinkExpired:
            return render_template("federations/manage/link_expired.html"), 410
        remember(value)
        return redirect(local_path(request.args.get("next"), url_for("events_manage.list_events")))
    if services.find_link_owner(secret) is None:
        return render_template("federations/manage/link_expired.html"), 410
    return render_template("federations/manage/sign_in_by_link.html")


@blueprint.post("/logga-ut")
@signed_in_only
def sign_out() -> ResponseReturnValue:
    organiser, current = signed_in()
    ended = (current.id, organiser.id)
    with write():
        services.sign_out(*ended)
    session.clear()
    return redirect(url_for("federations_manage.sign_in"))


@blueprint.route("/losenord", methods=["GET", "POST"])
@signed_in_only
def set_password() -> ResponseReturnValue:
    organiser, current = signed_in()
    form = PasswordForm()
    if current.is_by_link or organiser.password_hash is None:
        del form.current
    if form.validate_on_submit():
        try:
            _set_password(form)
            flash(_("Ditt nya lösenord är sparat."), "success")
            return redirect(url_for("events_manage.list_events"))
        except WrongCurrentPassword as error:
            form.current.errors = [str(error.sentence)]
    return render_template("federations/manage/set_password.html", form=form)


def _go_on(carried: CarriedForm | None) -> ResponseReturnValue:
    """Go on to the page that was asked for, or offer to send what was typed before the session ended."""
    if carried is None:
        return redirect(local_path(request.args.get("next"), url_for("events_manage.list_events")))
    return render_template("federations/manage/carry_on.html", carried=carried)


def _sign_in_by_password(form: SignInForm) -> int:
    """Begin a session in this browser and return whose; raises `TooManyTries` and `WrongPassword`."""
    with write():
        services.count_try(form.email.data, request.remote_addr or "")
    organiser = services.find_organiser(form.email.data)
    stored = organiser.password_hash if organiser else None
    # The hash takes its time on purpose: outside the write transaction, and for unknown addresses too.
    if not password_fits(stored, form.password.data) or organiser is None or stored is None:
        with write():
            services.count_failure(request.remote_addr or "")
        raise WrongPassword
    renewed = hash_password(form.password.data) if is_outdated(stored) else None
    organiser_id = organiser.id
    with write():
        value = services.sign_in(organiser_id, renewed_hash=renewed)
    remember(value)
    return organiser_id


def _set_password(form: PasswordForm) -> None:
    """Store the new password; raises `WrongCurrentPassword`."""
    organiser, current = signed_in()
    if form.current and not password_fits(organiser.password_hash, form.current.data):
        raise WrongCurrentPassword
    password_hash = hash_password(form.password.data)
    organiser_id, sign_in_id = organiser.id, current.id
    with write():
        services.set_password(organiser_id, password_hash, keep_sign_in=sign_in_id)
