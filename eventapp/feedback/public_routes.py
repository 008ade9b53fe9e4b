"""Telling something without an account and without a name: of an event, or of the site."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response as AnyResponse

from eventapp.core.extensions import csrf
from eventapp.core.limits import TooManyAttempts, requesting_network
from eventapp.core.locale import current_language
from eventapp.core.open_forms import read_sent_form, refuse_unsaved, retry_later
from eventapp.core.request import is_sent
from eventapp.core.transactions import CANNOT_WRITE, write
from eventapp.events.queries import get_public_event
from eventapp.federations.queries import list_operators
from eventapp.feedback.forms import EventFeedbackForm, SiteReportForm, TellForm
from eventapp.feedback.models import FeedbackKind
from eventapp.feedback.services import Told, report_site, tell_hosts

blueprint = Blueprint("feedback_public", __name__)


class Keep(Protocol):
    """A service that takes what was told."""

    def __call__(self, told: Told, *, form_id: str, network: str) -> None:
        """Keep it."""


# The forms check their own CSRF token, so that an old page comes back with everything kept.
@blueprint.route("/evenemang/<slug>/synpunkt", methods=["GET", "POST"])
@csrf.exempt
def leave_feedback(slug: str) -> AnyResponse | str:
    event, form = get_public_event(slug), EventFeedbackForm()
    show = partial(render_template, "feedback/public/leave_feedback.html", event=event, form=form)
    if not is_sent():
        form.begin(FeedbackKind.WRONG if request.args.get("om") == "fel" else FeedbackKind.OPINION)
        return show()
    thanks = url_for("feedback_public.feedback_left", slug=slug)
    phone = event.coordinating_host.phone
    return _receive(form, show, partial(tell_hosts, event.id), thanks=thanks, phone=phone)


@blueprint.get("/evenemang/<slug>/synpunkt/tack")
def feedback_left(slug: str) -> str:
    return render_template("feedback/public/feedback_left.html", event=get_public_event(slug))


@blueprint.route("/tillganglighet/rapportera", methods=["GET", "POST"])
@csrf.exempt
def report() -> AnyResponse | str:
    form, operators = SiteReportForm(), list_operators()
    show = partial(render_template, "feedback/public/report.html", form=form)
    if not is_sent():
        form.begin(FeedbackKind.OTHER_FORM if request.args.get("om") == "format" else FeedbackKind.FAULT)
        return show()
    phone = operators[0].phone if operators else ""
    return _receive(form, show, report_site, thanks=url_for("feedback_public.reported"), phone=phone)


@blueprint.get("/tillganglighet/rapportera/tack")
def reported() -> str:
    return render_template("feedback/public/reported.html")


def _receive(
    form: TellForm, show: Callable[[], str], keep: Keep, *, thanks: str, phone: str
) -> AnyResponse | str:
    """Take a sent form: thanks, or the form again with all that was typed and what to do."""
    form_id = read_sent_form(
        form,
        _("Vi kunde inte ta emot det. Dina svar finns kvar. Skicka igen, eller ring %(phone)s.", phone=phone),
    )
    if form_id is None:
        return show()
    try:
        with write():
            keep(form.told(current_language()), form_id=form_id, network=requesting_network())
    except TooManyAttempts as error:
        form.form_errors = [error.sentence]
        return retry_later(show(), 429, error.minutes * 60)
    except CANNOT_WRITE as error:
        refuse_unsaved(form, error)
        return retry_later(show(), 503, 10)
    except IntegrityError:
        # The same form came twice at once, and the other one has been kept.
        current_app.logger.info("a form came twice at once")
    return redirect(thanks, 303)
