"""Organisers' pages about the list of invited: who has answered what, inviting, reminding, taking people off it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp.audit.services import Actor, organiser_actor
from eventapp.core import clock
from eventapp.core.errors import DomainError
from eventapp.core.paging import cut_page, page_number
from eventapp.core.request import is_sent
from eventapp.core.tokens import new_public_id
from eventapp.core.transactions import write
from eventapp.events.hosted import Scope, get_scope, scope_on
from eventapp.federations.access import allowed_federations, requires, signed_in
from eventapp.federations.models import Federation, Role
from eventapp.invitations import labels, services
from eventapp.invitations.forms import SendForm
from eventapp.invitations.list_page import (
    InviteeFilter,
    count_states,
    days_between_reminders,
    list_groups,
    list_to_invite,
    list_to_remind,
    state_of,
)
from eventapp.invitations.mail import preview
from eventapp.invitations.models import Invitee
from eventapp.invitations.queries import Person, failed_mails, get_invitee, list_people
from eventapp.invitations.services import BATCH
from eventapp.messages.html_part import is_part_asked_for, part_url, show_part
from eventapp.registrations.participant_labels import calendar_label

blueprint = Blueprint("invitations_manage", __name__, url_prefix="/arrangor")

#: Writes to some people and says how many.
Write = Callable[[int, Collection[int], Actor, str], int]


@blueprint.get("/evenemang/<public_id>/inbjudna")
@requires(Role.VIEWER)
def list_invitees(public_id: str) -> ResponseReturnValue:
    scope = invitee_scope(public_id)
    chosen = InviteeFilter.from_address(request.args)
    people = list_people(scope)
    found = cut_page([person for person in people if chosen.fits(person)], page_number())
    may_edit = not scope_on(scope.event, allowed_federations(Role.EDITOR)).is_empty
    return render_template(
        "invitations/manage/list_invitees.html",
        event=scope.event,
        chosen=chosen,
        people=people,
        counts=count_states(people),
        groups=list_groups(people),
        found=found,
        failed=failed_mails([person.public_id for person in found.rows]),
        may_edit=may_edit,
        is_open=services.is_invitable(scope.event),
        to_invite=list_to_invite(people, chosen),
        to_remind=list_to_remind(people, chosen),
        words=labels,
        state_of=state_of,
        calendar_label=calendar_label,
        **_links(scope, chosen, people),
    )


@blueprint.route("/evenemang/<public_id>/inbjudna/bjud-in", methods=["GET", "POST"])
@requires(Role.EDITOR)
def invite(public_id: str) -> ResponseReturnValue:
    return _write_to(public_id, "invitation", list_to_invite, services.invite_people)


@blueprint.route("/evenemang/<public_id>/inbjudna/paminn", methods=["GET", "POST"])
@requires(Role.EDITOR)
def remind(public_id: str) -> ResponseReturnValue:
    return _write_to(public_id, "invitation_reminder", list_to_remind, services.remind_people)


@blueprint.route("/evenemang/<public_id>/inbjudna/<invitee_id>/ta-bort", methods=["GET", "POST"])
@requires(Role.EDITOR)
def remove_invitee(public_id: str, invitee_id: str) -> ResponseReturnValue:
    scope = invitee_scope(public_id)
    invitee = get_invitee(scope, invitee_id)
    if not is_sent():
        return render_template("invitations/manage/remove_invitee.html", event=scope.event, invitee=invitee)
    _remove(scope, [invitee.id])
    flash(_("Personen är borttagen från listan."), "success")
    return redirect(url_for(".list_invitees", public_id=public_id), 303)


@blueprint.route("/evenemang/<public_id>/inbjudna/ta-bort", methods=["GET", "POST"])
@requires(Role.EDITOR)
def delete_list(public_id: str) -> ResponseReturnValue:
    scope = invitee_scope(public_id)
    people = list_people(scope)
    if not is_sent():
        return render_template("invitations/manage/delete_list.html", event=scope.event, people=people)
    number = _remove(scope, [person.id for person in people])
    flash(ngettext("%(num)d person är borttagen.", "%(num)d personer är borttagna.", number), "success")
    return redirect(url_for(".list_invitees", public_id=public_id), 303)


def invitee_scope(public_id: str) -> Scope:
    """Return an event and whose list of it may be seen, in the role that the page asks for; 403 for nobody's."""
    scope = get_scope(public_id, allowed_federations())
    if scope.is_empty:
        abort(403)
    return scope


def _write_to(
    public_id: str, kind: str, choose: Callable[[Sequence[Person], InviteeFilter], list[Person]], send: Write
) -> ResponseReturnValue:
    """Show whom a button writes to and what; pressed, write to them, unless the number on it is another by now."""
    scope = invitee_scope(public_id)
    chosen = InviteeFilter.from_address(request.args).of_groups
    people, form = choose(list_people(scope), chosen), SendForm()
    if not form.validate_on_submit():
        return _show_sending(scope, kind, chosen, people, form)
    if form.number.data != str(len(people)):
        form.form_errors = [_("Listan har ändrats. Kontrollera antalet och skicka igen.")]
        return _show_sending(scope, kind, chosen, people, form)
    event_id, actor, batch = scope.event.id, organiser_actor(signed_in()[0].id), new_public_id()
    sent = 0
    try:
        for some in _in_batches([person.id for person in people]):
            with write():
                sent += send(event_id, some, actor, batch)
    except DomainError as error:
        flash(str(error.sentence), "error")
    if sent:
        text = ngettext("%(num)d mejl är på väg.", "%(num)d mejl är på väg.", sent)
        flash(text, "success")
    narrowed: dict[str, Any] = dict(chosen.address_values())
    return redirect(url_for(".list_invitees", public_id=public_id, **narrowed), 303)


def _show_sending(
    scope: Scope, kind: str, chosen: InviteeFilter, people: Sequence[Person], form: SendForm
) -> Response:
    form.number.data = str(len(people))
    seen = (
        preview(_example_of(scope, people[0]), scope.event, _inviter_of(scope, people[0]), kind)
        if people
        else None
    )
    if is_part_asked_for() and seen is not None:
        return show_part(seen.html)
    page = render_template(
        "invitations/manage/send_to_invitees.html",
        event=scope.event,
        kind=kind,
        chosen=chosen,
        people=people,
        form=form,
        seen=seen,
        first=people[0] if people else None,
        is_open=services.is_invitable(scope.event),
        days=days_between_reminders(),
        part_url=part_url(),
    )
    return make_response(page)


def _inviter_of(scope: Scope, person: Person) -> Federation:
    mine = (host for host in scope.event.federations if host.slug == person.federation_slug)
    return next(mine, scope.event.coordinating_host)


def _example_of(scope: Scope, person: Person) -> Invitee:
    """Return somebody to whom a mail can be shown: with a link that opens nothing, since theirs is nobody else's."""
    return Invitee(
        public_id="exempel",
        event_id=scope.event.id,
        federation_id=_inviter_of(scope, person).id,
        name=person.name,
        email=person.email,
        email_key="",
        language=person.language,
        created_at=clock.now(),
    )


def _remove(scope: Scope, ids: Sequence[int]) -> int:
    event_id, actor = scope.event.id, organiser_actor(signed_in()[0].id)
    removed = 0
    for some in _in_batches(ids):
        with write():
            removed += services.remove_invitees(event_id, some, actor)
    return removed


def _in_batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Give the ids in parts: one transaction for thousands of mails would keep others waiting."""
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def _links(scope: Scope, chosen: InviteeFilter, people: Sequence[Person]) -> dict[str, Any]:
    """Return options, addresses and chosen things of the list's page."""

    def address(**values: Any) -> str:
        return url_for(".list_invitees", public_id=scope.event.public_id, **values)

    hosts = {person.federation_slug: person.federation for person in people}
    texts = {
        "q": chosen.search,
        "svar": labels.state_label(chosen.answer) if chosen.answer else "",
        "enhet": chosen.unit,
        "forbund": hosts.get(chosen.federation, chosen.federation),
    }
    units = [group.unit for group in list_groups(people) if group.unit]
    return {
        "here": address(),
        "group_url": lambda group: address(enhet=group.unit) if group.unit else "",
        "chosen_links": [
            (text, address(**chosen.without(name).address_values())) for name, text in texts.items() if text
        ],
        "unit_options": [("", _("Alla")), *((unit, unit) for unit in dict.fromkeys(units))],
        "host_options": [("", _("Alla")), *hosts.items()] if len(hosts) > 1 else [],
        "page_url": lambda page: address(**chosen.address_values(), sida=page),
    }
