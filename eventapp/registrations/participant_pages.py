"""What the organisers' pages about participants show: choices, links, answers in the form's words."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from eventapp.core import formatting as fmt
from eventapp.events.hosted import Scope
from eventapp.events.kinds import Audience
from eventapp.events.models import Event
from eventapp.events.presentation import mode_label, session_title_of, shown
from eventapp.messages.models import ReceivedMessage
from eventapp.registrations.form_fields import eligibility_text, slot_label
from eventapp.registrations.labels import answer_text, role_label, status_label, yes_or_no
from eventapp.registrations.models import Registration, RegistrationStatus
from eventapp.registrations.participant_labels import calendar_label
from eventapp.registrations.participants import ParticipantFilter
from eventapp.registrations.references import reference_of


def list_links(scope: Scope, chosen: ParticipantFilter) -> dict[str, Any]:
    """Return options, links and chosen things of the list's page."""
    here = _list_url(scope.event, ParticipantFilter())
    return {
        "here": here,
        "status_options": [
            ("", _("Alla")),
            *((each.value, status_label(each)) for each in RegistrationStatus),
        ],
        "host_options": _host_options(scope),
        "to_do_options": [("", _("Alla")), *_to_do_labels().items()],
        "to_do_url": lambda what: _list_url(scope.event, ParticipantFilter(to_do=what)),
        "sort_options": list(_sort_labels().items()),
        "chosen_links": [
            (text, _list_url(scope.event, chosen.without(name)))
            for name, text in _chosen_texts(scope, chosen)
        ],
        "sort_url": lambda sort: _list_url(scope.event, chosen.sorted_by(sort)),
        "page_url": lambda page: _list_url(scope.event, chosen, sida=page),
    }


def describe_answers(registration: Registration, event: Event) -> list[tuple[str, str]]:
    """Return what somebody answered, in the form's order and words, without needs, food and the nameless question."""
    rows = [
        (_("E-postadress"), registration.email),
        (_("Referens"), reference_of(registration.public_id)),
        (_("Var arbetar du?"), registration.organisation),
        (_("Vilken roll har du?"), role_label(registration.role) if registration.role else ""),
    ]
    if len(event.hosts) > 1:
        federation = registration.federation
        rows.insert(
            2, (_("Vilket förbund hör du till?"), federation.short_name if federation else _("Annat"))
        )
    if event.audience is not Audience.OPEN:
        rows.append((eligibility_text(event), yes_or_no(registration.is_eligible)))
    rows.append((_("Hur vill du delta?"), mode_label(registration.mode)))
    titles = {choice.slot: session_title_of(choice.session) for choice in registration.choices}
    rows += [(slot_label(event, slot.number), titles.get(slot.number, "")) for slot in event.slots]
    values = {answer.question_id: answer.values for answer in registration.answers}
    rows += [
        (shown(question, "label").text, answer_text(question, values.get(question.id, [])))
        for question in event.questions
    ]
    entry = registration.calendar_entry
    rows.append((_("Anmäld den"), fmt.table_moment(registration.created_at, event.timezone)))
    rows.append((_("Svar i kalendern"), calendar_label(entry.partstat if entry else None)))
    return [(label, value or "–") for label, value in rows]


def describe_last_answer(received: ReceivedMessage | None) -> list[tuple[str, str]]:
    """Return what somebody wrote beside their last answer in the calendar, nothing where they wrote nothing."""
    return [(_("Skrev i kalendern"), received.comment)] if received is not None and received.comment else []


def _list_url(event: Event, chosen: ParticipantFilter, **values: int) -> str:
    address: dict[str, Any] = {**chosen.address_values(), **values}
    return url_for("registrations_manage.list_participants", public_id=event.public_id, **address)


def _sort_labels() -> dict[str, str]:
    return {
        "namn": _("Namn"),
        "anmald": _("Senast anmäld först"),
        "status": _("Status"),
        "ko": _("Plats i kön"),
    }


def _to_do_labels() -> dict[str, str]:
    return {"studsar": _("Mejl studsar"), "ring": _("Ska ringas")}


def _host_options(scope: Scope) -> list[tuple[str, str]]:
    hosts = [host.federation for host in scope.event.hosts if scope.includes(host.federation_id)]
    if len(hosts) < 2:
        return []
    return [("", _("Alla")), *((host.slug, host.short_name) for host in hosts)]


def _chosen_texts(scope: Scope, chosen: ParticipantFilter) -> list[tuple[str, str]]:
    hosts = {host.federation.slug: host.federation.short_name for host in scope.event.hosts}
    texts = {
        "q": chosen.search,
        "status": status_label(chosen.status) if chosen.status else "",
        "forbund": hosts.get(chosen.federation, chosen.federation),
        "visa": _to_do_labels().get(chosen.to_do, ""),
    }
    return [(name, text) for name, text in texts.items() if text]
