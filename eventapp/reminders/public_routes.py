"""Choosing one's reminders, behind the mailed link."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from eventapp.core.request import is_sent
from eventapp.core.transactions import write
from eventapp.registrations import services
from eventapp.registrations.limits import remember_owner
from eventapp.registrations.models import RegistrationStatus
from eventapp.registrations.queries import find_by_token
from eventapp.reminders.queries import list_rules_for

blueprint = Blueprint("reminders_public", __name__)


@blueprint.route("/anmalan/<token>/paminnelser", methods=["GET", "POST"])
def choose_reminders(token: str) -> AnyResponse | str:
    registration = find_by_token(token)
    if registration is None or registration.status is not RegistrationStatus.CONFIRMED:
        return redirect(url_for("registrations_public.show_registration", token=token))
    rules = list_rules_for(registration)
    if not is_sent():
        return render_template(
            "reminders/public/choose_reminders.html",
            registration=registration,
            rules=rules,
            texts=rule_texts(),
            token=token,
        )
    wanted = set(request.form.getlist("reminder"))
    with write():
        services.set_muted_reminders(registration.id, [rule.key for rule in rules if rule.key not in wanted])
        remember_owner(registration)
    flash(_("Ändringen är sparad"), "success")
    return redirect(url_for("registrations_public.show_registration", token=token), 303)


def rule_texts() -> dict[str, str]:
    """Return what each rule is called on the page."""
    return {
        "week": _("En vecka innan"),
        "day": _("En dag innan"),
        "hour": _("En timme innan, med länken till mötet"),
    }
