"""One's own account: name, password, where one is signed in; and back in without the password."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.core.limits import TooManyAttempts
from eventapp.core.transactions import write
from eventapp.federations import services
from eventapp.federations.access import open_to_anyone, signed_in, signed_in_only
from eventapp.federations.federation_forms import whole_number
from eventapp.federations.known_browsers import place_of
from eventapp.federations.lost_passwords import send_password_link
from eventapp.federations.manage_routes import blueprint
from eventapp.federations.member_forms import LostPasswordForm, NameForm
from eventapp.federations.queries import list_sign_ins


@blueprint.route("/glomt-losenord", methods=["GET", "POST"])
@open_to_anyone
def ask_for_password() -> ResponseReturnValue:
    form, is_sent, code = LostPasswordForm(), False, 200
    if form.validate_on_submit():
        place = place_of(form.email.data)
        try:
            with write():
                send_password_link(form.email.data, place)
            is_sent = True
        except TooManyAttempts as error:
            form.form_errors, code = [error.sentence], 429
    return render_template("federations/manage/ask_for_password.html", form=form, is_sent=is_sent), code


@blueprint.route("/konto", methods=["GET", "POST"])
@signed_in_only
def show_account() -> ResponseReturnValue:
    organiser, current = signed_in()
    form = NameForm(name=organiser.name)
    if form.validate_on_submit():
        organiser_id, name = organiser.id, form.name.data
        with write():
            services.rename_organiser(organiser_id, name)
        flash(_("Namnet är sparat."), "success")
        return redirect(url_for(".show_account"), 303)
    return render_template(
        "federations/manage/show_account.html",
        form=form,
        organiser=organiser,
        current=current,
        sign_ins=list_sign_ins(organiser.id),
    )


@blueprint.post("/konto/logga-ut-andra")
@signed_in_only
def end_other_sign_ins() -> ResponseReturnValue:
    organiser, current = signed_in()
    organiser_id, keep, only = organiser.id, current.id, whole_number(request.form.get("session"))
    with write():
        services.end_sign_ins(organiser_id, keep=keep, only=only)
    flash(_("Du är utloggad där.") if only else _("Du är utloggad på alla andra ställen."), "success")
    return redirect(url_for(".show_account"), 303)
