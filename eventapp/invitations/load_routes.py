"""Organisers' pages that take in a list of staff: a file or pasted addresses, and the report on every row."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from werkzeug.exceptions import RequestEntityTooLarge

from eventapp.audit.services import organiser_actor
from eventapp.core.errors import DomainError
from eventapp.core.extensions import csrf
from eventapp.core.transactions import write
from eventapp.events.hosted import Scope
from eventapp.federations.access import allowed_federations, requires, signed_in
from eventapp.federations.models import Federation, Role
from eventapp.invitations import labels
from eventapp.invitations.errors import sentence_for
from eventapp.invitations.file_kinds import LARGEST_FILE, MB
from eventapp.invitations.forms import FileForm, LoadForm, PasteForm, build_form
from eventapp.invitations.intake import Remark, check_rows, federation_words
from eventapp.invitations.manage_routes import blueprint, invitee_scope
from eventapp.invitations.reading import read_file, read_pasted
from eventapp.invitations.report import correction_text
from eventapp.invitations.rows import FoundRows
from eventapp.invitations.services import add_invitees

#: A file and the form around it; whatever is larger is not read.
LARGEST_REQUEST = LARGEST_FILE + MB
#: Of what is too large, so much is still taken off the line: a browser that cannot send shows no answer.
DRAINED = 100 * MB


@dataclass(frozen=True)
class Report:
    """What became of a list."""

    found: FoundRows
    added: int
    faults: list[Remark]
    settled: list[Remark]

    @property
    def is_clean(self) -> bool:
        """Whether there is nothing to tell but a number."""
        return not (self.faults or self.settled or self.found.has_only_addresses or self.found.hidden)


@blueprint.route("/evenemang/<public_id>/inbjudna/ladda", methods=["GET", "POST"])
@requires(Role.EDITOR)
@csrf.exempt  # The form checks its own token: reading it any earlier would refuse a large file with a bare page.
def load_file(public_id: str) -> ResponseReturnValue:
    scope, hosts = _hosts_to_invite_for(public_id)
    request.max_content_length = LARGEST_REQUEST
    try:
        form = build_form(FileForm, hosts)()
        is_sent = form.validate_on_submit()
    except RequestEntityTooLarge:
        _drain()
        return _show_too_large(scope, hosts), 413
    if not is_sent:
        return _show_form("load_file", scope, form)
    try:
        report = _take_in(scope, hosts, form.host_id(hosts), read_file(form["file"].data.read()))
    except DomainError as error:
        form["file"].errors = [error.sentence]
        return _show_form("load_file", scope, form)
    return _tell(scope, hosts, form, report)


@blueprint.route("/evenemang/<public_id>/inbjudna/klistra", methods=["GET", "POST"])
@requires(Role.EDITOR)
def paste_addresses(public_id: str) -> ResponseReturnValue:
    scope, hosts = _hosts_to_invite_for(public_id)
    form = build_form(PasteForm, hosts)()
    if not form.validate_on_submit():
        return _show_form("paste_addresses", scope, form)
    try:
        report = _take_in(scope, hosts, form.host_id(hosts), read_pasted(form["people"].data))
    except DomainError as error:
        form["people"].errors = [error.sentence]
        return _show_form("paste_addresses", scope, form)
    return _tell(scope, hosts, form, report)


def _hosts_to_invite_for(public_id: str) -> tuple[Scope, list[Federation]]:
    """Return the event and the hosts that a list can be for, one's own first."""
    scope = invitee_scope(public_id)
    own = allowed_federations()
    hosts = [host for host in scope.event.federations if scope.includes(host.id)]
    return scope, sorted(hosts, key=lambda host: host.id not in own)


def _take_in(scope: Scope, hosts: list[Federation], host_id: int, found: FoundRows) -> Report:
    words = federation_words(
        [(host.id, (host.slug, host.short_name, host.name, host.name_en or "")) for host in hosts]
    )
    checked = check_rows(found.rows, words, host_id)
    event_id, actor = scope.event.id, organiser_actor(signed_in()[0].id)
    with write():
        added = add_invitees(event_id, checked.candidates, actor, scope.federation_ids)
    remarks = sorted([*checked.remarks, *added.remarks], key=lambda remark: remark.row.line)
    return Report(
        found=found,
        added=added.number,
        faults=[remark for remark in remarks if remark.is_fault],
        settled=[remark for remark in remarks if not remark.is_fault],
    )


def _tell(scope: Scope, hosts: list[Federation], form: LoadForm, report: Report) -> ResponseReturnValue:
    """Go on to the list, or, where there is more to tell, show every row that it is about."""
    public_id = scope.event.public_id
    if report.is_clean:
        flash(
            ngettext("%(num)d person är med på listan.", "%(num)d personer är med på listan.", report.added),
            "success",
        )
        return redirect(url_for(".list_invitees", public_id=public_id), 303)
    chosen = form["federation"].data if "federation" in form else ""
    # What was read before the list was written is gone from the session.
    scope, hosts = _hosts_to_invite_for(public_id)
    correction = build_form(PasteForm, hosts)(
        formdata=None, data={"federation": chosen, "people": correction_text(report.faults)}
    )
    return render_template(
        "invitations/manage/show_report.html",
        event=scope.event,
        report=report,
        form=correction,
        words=labels,
        is_own=scope.federation_ids is not None,
    )


def _show_form(page: str, scope: Scope, form: LoadForm) -> str:
    return render_template(f"invitations/manage/{page}.html", event=scope.event, form=form)


def _show_too_large(scope: Scope, hosts: list[Federation]) -> str:
    form = build_form(FileForm, hosts)(formdata=None)
    form["file"].errors = [sentence_for("too_large")]
    return _show_form("load_file", scope, form)


def _drain() -> None:
    """Read what is left of the request and forget it."""
    stream, left = request.environ["wsgi.input"], min(request.content_length or 0, DRAINED)
    while left > 0:
        piece = stream.read(min(left, 64 * 1024))
        if not piece:
            return
        left -= len(piece)
