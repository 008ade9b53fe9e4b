"""Pages for handing out a list as a public record, row by row; owners only."""

from __future__ import annotations

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventapp.audit.services import organiser_actor, record_action
from eventapp.core.request import is_sent
from eventapp.core.transactions import write
from eventapp.events.hosted import Scope, get_scope
from eventapp.events.models import Event
from eventapp.exports import disclosures
from eventapp.exports.csv_file import write_csv
from eventapp.exports.forms import CaseForm, DecisionForm, build_decision_form
from eventapp.exports.manage_routes import blueprint
from eventapp.exports.models import Disclosure, Verdict
from eventapp.federations.access import allowed_federations, requires, signed_in
from eventapp.federations.models import Role
from eventapp.registrations.models import Registration


@blueprint.get("/evenemang/<public_id>/utlamnande")
@requires(Role.OWNER)
def list_disclosures(public_id: str) -> ResponseReturnValue:
    return _list_page(_scope(public_id), CaseForm())


@blueprint.post("/evenemang/<public_id>/utlamnande")
@requires(Role.OWNER)
def start_disclosure(public_id: str) -> ResponseReturnValue:
    scope, form = _scope(public_id), CaseForm()
    if not form.validate():
        return _list_page(scope, form)
    event_id, host_id, actor = scope.event.id, _deciding_host(scope.event), organiser_actor(signed_in()[0].id)
    with write():
        case_number = form.case_number.data or ""
        started = disclosures.start_disclosure(event_id, host_id, case_number, actor).public_id
    return redirect(url_for(".review_disclosure", public_id=public_id, disclosure_id=started), 303)


@blueprint.route("/evenemang/<public_id>/utlamnande/<disclosure_id>", methods=["GET", "POST"])
@requires(Role.OWNER)
def review_disclosure(public_id: str, disclosure_id: str) -> ResponseReturnValue:
    scope, disclosure = _review(public_id, disclosure_id)
    asked = request.args.get("anmalan")
    person = disclosures.get_row(scope, asked) if asked else disclosures.find_next(scope, disclosure)
    if person is None:
        return redirect(url_for(".show_disclosure", public_id=public_id, disclosure_id=disclosure_id), 303)
    form = _form(disclosure, person)
    if not is_sent() or not asked or not form.validate():
        return _review_page(scope, disclosure, person, form)
    actor, row, review = organiser_actor(signed_in()[0].id), person.public_id, disclosure.id
    with write():
        person = disclosures.get_row(scope, row)
        verdict = Verdict(form.verdict.data)
        disclosures.decide(review, person, verdict, form.masked.data or [], form.reason.data or "", actor)
    return redirect(url_for(".review_disclosure", public_id=public_id, disclosure_id=disclosure_id), 303)


@blueprint.get("/evenemang/<public_id>/utlamnande/<disclosure_id>/lista")
@requires(Role.OWNER)
def show_disclosure(public_id: str, disclosure_id: str) -> ResponseReturnValue:
    scope, disclosure = _review(public_id, disclosure_id)
    return render_template(
        "exports/manage/show_disclosure.html",
        event=scope.event,
        disclosure=disclosure,
        progress=disclosures.count_progress(scope, disclosure),
        decided=disclosures.list_decided(scope, disclosure),
        labels_of_fields=disclosures.field_labels(),
    )


@blueprint.post("/evenemang/<public_id>/utlamnande/<disclosure_id>.csv")
@requires(Role.OWNER)
def download_disclosure(public_id: str, disclosure_id: str) -> ResponseReturnValue:
    scope, disclosure = _review(public_id, disclosure_id)
    handed_out = [cells for _, _, cells in disclosures.list_decided(scope, disclosure) if cells]
    rows = [[cell.value for cell in cells] for cells in handed_out]
    file = b"".join(write_csv([label for _, label in disclosures.field_labels()], [rows]))
    actor, event_id = organiser_actor(signed_in()[0].id), scope.event.id
    with write():
        record = ("disclosure", disclosure_id)
        record_action(actor, "hand_out", record=record, event_id=event_id, details={"count": len(rows)})
    name = f"utlamnande-{disclosure_id}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(file, content_type="text/csv; charset=utf-8", headers=headers)


def _scope(public_id: str) -> Scope:
    return get_scope(public_id, allowed_federations())


def _review(public_id: str, disclosure_id: str) -> tuple[Scope, Disclosure]:
    """Return a review of one's own, with the people whom its host may see. Raises NotFound."""
    disclosure = disclosures.get_disclosure(disclosure_id, allowed_federations())
    scope = get_scope(public_id, {disclosure.federation_id})
    return (scope, disclosure) if scope.event.id == disclosure.event_id else abort(404)


def _deciding_host(event: Event) -> int:
    """Return which host begins a review: the coordinating one, or else the first, of those that one owns."""
    hosts = [event.coordinating_host, *event.federations]
    return next(host.id for host in hosts if host.id in allowed_federations())


def _list_page(scope: Scope, form: CaseForm) -> str:
    return render_template(
        "exports/manage/list_disclosures.html",
        event=scope.event,
        form=form,
        disclosures=disclosures.list_disclosures(scope.event.id, allowed_federations()),
    )


def _form(disclosure: Disclosure, person: Registration) -> DecisionForm:
    """Return the form with what was sent, or with what was decided before."""
    decision = disclosures.find_decision(disclosure, person)
    if decision is None:
        return build_decision_form()()
    before = {"verdict": decision.verdict.value, "masked": decision.masked, "reason": decision.reason}
    return build_decision_form()(data=before)


def _review_page(scope: Scope, disclosure: Disclosure, person: Registration, form: DecisionForm) -> str:
    return render_template(
        "exports/manage/review_disclosure.html",
        event=scope.event,
        disclosure=disclosure,
        person=person,
        fields=disclosures.describe_row(scope, person),
        progress=disclosures.count_progress(scope, disclosure),
        form=form,
    )
