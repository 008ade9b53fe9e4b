"""Signing in and out, and choosing a password."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.core.request import is_sent
from eventapp.core.transactions import write
from eventapp.federations import services
from eventapp.federations.access import local_path, open_to_anyone, remember, signed_in, signed_in_only
from eventapp.federations.carried_forms import FIELD, CarriedForm, open_carried
from eventapp.federations.errors import (
    LinkExpired,
    SessionEnded,
    TooManyTries,
    WrongCurrentPassword,
    WrongPassword,
)
from eventapp.federations.forms import PasswordForm, SignInForm
from eventapp.federations.known_browsers import place_of, remember_browser
from eventapp.federations.passwords import hash_password, is_outdated, password_fits
from eventapp.federations.sign_in_limits import Place, count_failure, count_try, forget_tries

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
    if is_sent():
        try:
            with write():
                value, email = services.sign_in_by_link(secret)
                forget_tries(email, place_of(email))
        except LinkExpired:
            return render_template("federations/manage/link_expired.html"), 410
        remember(value)
        remember_browser(email)
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
    form, code = PasswordForm(), 200
    if current.is_by_link or organiser.password_hash is None:
        del form.current
    if form.validate_on_submit():
        try:
            _set_password(form)
            flash(_("Ditt nya lösenord är sparat."), "success")
            return redirect(url_for("events_manage.list_events"))
        except WrongCurrentPassword as error:
            form.current.errors = [str(error.sentence)]
        except (TooManyTries, SessionEnded) as error:
            form.form_errors.append(str(error.sentence))
            code = 429 if isinstance(error, TooManyTries) else 403
    return render_template("federations/manage/set_password.html", form=form), code


def _go_on(carried: CarriedForm | None) -> ResponseReturnValue:
    """Go on to the page that was asked for, or offer to send what was typed before the session ended."""
    if carried is None:
        return redirect(local_path(request.args.get("next"), url_for("events_manage.list_events")))
    return render_template("federations/manage/carry_on.html", carried=carried)


def _sign_in_by_password(form: SignInForm) -> int:
    """Begin a session in this browser and return whose; raises `TooManyTries` and `WrongPassword`."""
    place = place_of(form.email.data)
    with write():
        count_try(form.email.data, place)
    organiser = services.find_organiser(form.email.data)
    stored = organiser.password_hash if organiser else None
    # The hash takes its time on purpose: outside the write transaction, and for unknown addresses too.
    if not password_fits(stored, form.password.data) or organiser is None or stored is None:
        with write():
            count_failure(place)
        raise WrongPassword
    renewed = hash_password(form.password.data) if is_outdated(stored) else None
    organiser_id, email = organiser.id, organiser.email
    with write():
        value = services.sign_in_by_password(organiser_id, stored, renewed)
        forget_tries(email, place)
    remember(value)
    remember_browser(email)
    return organiser_id


def _set_password(form: PasswordForm) -> None:
    """Store the new password; raises `WrongCurrentPassword`, `TooManyTries` and `SessionEnded`."""
    organiser, current = signed_in()
    organiser_id, sign_in_id = organiser.id, current.id
    if form.current:
        _require_current(organiser.email, sign_in_id, form.current.data)
    password_hash = hash_password(form.password.data)
    with write():
        services.set_password(organiser_id, password_hash, keep_sign_in=sign_in_id)


def _require_current(email: str, sign_in_id: int, typed: str) -> None:
    """Raise `WrongCurrentPassword`; tries are counted as at the sign-in, by session, which nobody can change."""
    place = Place(f"session {sign_in_id}", is_network=False)
    with write():
        count_try(email, place)
    if not password_fits(signed_in()[0].password_hash, typed):
        raise WrongCurrentPassword
    with write():
        forget_tries(email, place)
