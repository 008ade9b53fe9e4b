"""One's own calendar: its address for programs, and the buttons of the own page that ask for, renew and stop it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from eventapp.core.transactions import write
from eventapp.events.feed_routes import feed_response
from eventapp.registrations.models import Registration
from eventapp.registrations.own_feeds import (
    find_by_feed_token,
    read_own_feed,
    renew_feed,
    send_feed,
    stop_feed,
)
from eventapp.registrations.public_routes import blueprint
from eventapp.registrations.queries import find_by_token


@blueprint.get("/kalender/<token>.ics")
def own_feed(token: str) -> Response:
    feed = find_by_feed_token(token)
    if feed is None:
        raise NotFound
    return feed_response(read_own_feed(feed), is_private=True)


@blueprint.post("/anmalan/<token>/kalender")
def ask_for_feed(token: str) -> AnyResponse:
    return _do(token, send_feed, _("Vi har mejlat adressen till din kalender."))


@blueprint.post("/anmalan/<token>/kalender/fornya")
def renew_own_feed(token: str) -> AnyResponse:
    return _do(token, renew_feed, _("Vi har mejlat en ny adress. Den gamla gäller inte längre."))


@blueprint.post("/anmalan/<token>/kalender/stoppa")
def stop_own_feed(token: str) -> AnyResponse:
    return _do(token, stop_feed, _("Din kalender är borttagen. Adressen gäller inte längre."))


def _do(token: str, service: Callable[[Registration], None], sentence: str) -> AnyResponse:
    registration = find_by_token(token)
    if registration is None:
        raise NotFound
    with write():
        again = find_by_token(token)
        if again is not None:
            service(again)
    flash(sentence, "success")
    return redirect(url_for(".show_registration", token=token), 303)
