"""Downloading the list of participants."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import selectinload

from eventapp.audit.services import organiser_actor, record_action
from eventapp.core import clock
from eventapp.core.transactions import write
from eventapp.events.hosted import Scope, get_scope
from eventapp.events.models import Event
from eventapp.exports.csv_file import write_csv
from eventapp.exports.filenames import filename_of
from eventapp.exports.forms import ExportForm, SensitiveExportForm
from eventapp.exports.rows import Rows
from eventapp.exports.xlsx_file import CONTENT_TYPE, send_chunks, write_xlsx
from eventapp.federations.access import allowed_federations, requires, signed_in
from eventapp.federations.models import Role
from eventapp.registrations.participants import ParticipantFilter, count_participants

blueprint = Blueprint("exports_manage", __name__, url_prefix="/arrangor")


@blueprint.get("/evenemang/<public_id>/deltagare/hamta")
@requires(Role.EDITOR)
def choose_export(public_id: str) -> ResponseReturnValue:
    scope = _scope(public_id)
    return _page(scope, _form(scope.event))


@blueprint.post("/evenemang/<public_id>/deltagare.<any(csv, xlsx):file_format>")
@requires(Role.EDITOR)
def export_participants(public_id: str, file_format: str) -> ResponseReturnValue:
    scope = _scope(public_id)
    form = _form(scope.event)
    if not form.validate_on_submit():
        return _page(scope, form)
    chosen = ParticipantFilter.from_address(request.args)
    rows = Rows(scope, chosen)
    response = _csv(rows) if file_format == "csv" else _xlsx(rows)
    name = filename_of(scope.event, file_format, clock.now())
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    _record(scope, chosen, {"format": file_format, **_reason(form)})
    return response


def _csv(rows: Rows) -> Response:
    return Response(write_csv(rows.headings, rows.batches()), content_type="text/csv; charset=utf-8")


def _xlsx(rows: Rows) -> Response:
    file = write_xlsx(_("Deltagare"), rows.headings, rows.batches())
    response = Response(send_chunks(file), content_type=CONTENT_TYPE)
    response.call_on_close(file.close)
    return response


def _scope(public_id: str) -> Scope:
    """Return the event with what its form asks, and the people whom an editor may take along."""
    parts = (Event.slots, Event.sessions, Event.questions)
    return get_scope(public_id, allowed_federations(), *(selectinload(part) for part in parts))


def _form(event: Event) -> ExportForm:
    return SensitiveExportForm() if event.is_sensitive else ExportForm()


def _page(scope: Scope, form: ExportForm) -> str:
    chosen = ParticipantFilter.from_address(request.args)
    return render_template(
        "exports/manage/choose_export.html",
        event=scope.event,
        form=form,
        chosen=chosen,
        number=count_participants(scope, chosen),
    )


def _reason(form: ExportForm) -> dict[str, Any]:
    return {"reason": form.reason.data} if isinstance(form, SensitiveExportForm) else {}


def _record(scope: Scope, chosen: ParticipantFilter, details: dict[str, Any]) -> None:
    """Note who took how many along, and how it was narrowed; never the words searched for."""
    actor, event = organiser_actor(signed_in()[0].id), scope.event
    record, event_id = ("event", event.public_id), event.id
    narrowed = sorted(chosen.without("sortera").address_values())
    details |= {"count": count_participants(scope, chosen), "narrowed_by": narrowed}
    with write():
        record_action(actor, "export", record=record, event_id=event_id, details=details)
