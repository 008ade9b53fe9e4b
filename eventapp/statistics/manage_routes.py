"""Pages for organisers with the numbers of an event and of a federation's year."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import selectinload

from eventapp.core import clock
from eventapp.events.hosted import get_scope
from eventapp.events.models import Event
from eventapp.events.seating import event_seats
from eventapp.federations.access import allowed_federations, requires
from eventapp.federations.models import Federation, Role
from eventapp.federations.queries import get_federation_by_slug, list_federations
from eventapp.statistics.event_numbers import read_event_numbers
from eventapp.statistics.queries import SWEDEN, list_years
from eventapp.statistics.year_numbers import read_year_numbers

blueprint = Blueprint("statistics_manage", __name__, url_prefix="/arrangor")


@blueprint.get("/evenemang/<public_id>/siffror")
@requires(Role.VIEWER)
def show_event_numbers(public_id: str) -> ResponseReturnValue:
    scope = get_scope(public_id, allowed_federations(), selectinload(Event.pools))
    return render_template(
        "statistics/manage/show_event_numbers.html",
        event=scope.event,
        numbers=read_event_numbers(scope),
        seats=event_seats(scope.event) if scope.federation_ids is None else None,
    )


@blueprint.get("/statistik")
@requires(Role.VIEWER)
def show_this_year() -> ResponseReturnValue:
    this_year = clock.now().astimezone(SWEDEN).year
    return redirect(url_for(".show_year", slug=_own_federations()[0].slug, year=this_year))


@blueprint.get("/statistik/<slug>/<int(fixed_digits=4):year>")
@requires(Role.VIEWER)
def show_year(slug: str, year: int) -> ResponseReturnValue:
    federation = _own_federation(slug)
    if not 2000 <= year <= 2200:
        abort(404)
    return render_template(
        "statistics/manage/show_year.html",
        federation=federation,
        year=year,
        years=sorted({*list_years(federation.id), year}, reverse=True),
        numbers=read_year_numbers(federation.id, year),
        own_federations=_own_federations(),
    )


def _own_federations() -> list[Federation]:
    return [federation for federation in list_federations() if federation.id in allowed_federations()]


def _own_federation(slug: str) -> Federation:
    federation = get_federation_by_slug(slug)
    if federation.id not in allowed_federations():
        abort(404)
    return federation
