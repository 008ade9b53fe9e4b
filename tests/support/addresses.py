"""Values for the variable parts of all addresses, so that tests can open every page there is.

A new variable gets its line in `VALUES`; where its name means different things on different pages, write
`blueprint.variable` or `blueprint.view.variable`. One that names a person, or what a host has written to its people,
also goes into `PERSONAL`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from eventapp.audit.services import SYSTEM
from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.tokens import Purpose, make_token
from eventapp.events.models import Event
from eventapp.events.part_models import EventImage
from eventapp.exports.disclosures import start_disclosure
from eventapp.federations.access import is_for_organisers
from eventapp.federations.commitments import save_commitment
from eventapp.federations.models import Federation, Role
from eventapp.invitations.links import invitation_url
from eventapp.messages.models import OutboxMessage, ReceivedMessage
from eventapp.registrations.links import join_token, own_token
from eventapp.registrations.models import Registration
from eventapp.registrations.own_feeds import feed_url, find_feed, send_feed
from tests.support.builders import (
    make_contributor,
    make_invitee,
    make_mailing,
    make_question,
    make_series,
    make_session,
    make_topic,
    registration_of,
    sign_up,
)
from tests.support.organisers import make_organiser
from tests.support.pictures import make_picture

_number = itertools.count(1)
#: Stands in the name and the address of everybody whom `values_for` makes, so that tests can look for them.
MARK = "Kännspak"


def _registration(event: Event, host: Federation) -> str:
    email = f"{MARK}-{host.slug}@exempel.se".lower()
    sign_up(event, email=email, name=f"{MARK} {host.slug}", federation_id=host.id)
    return registration_of(event, email).public_id


def _person(event: Event, host: Federation) -> Registration:
    query = sa.select(Registration).where(Registration.public_id == _registration(event, host))
    return db.session.scalars(query).one()


def _feed_token(event: Event, host: Federation) -> str:
    person = _person(event, host)
    send_feed(person)
    feed = find_feed(person.email_key)
    assert feed is not None
    return feed_url(feed, "sv").rpartition("/")[2].removesuffix(".ics")


def _invitation_token(event: Event, host: Federation) -> str:
    address = f"inbjuden-{host.slug}-{next(_number)}@lank.example"
    invitee = make_invitee(event, address, name=f"{MARK} {host.slug}", federation_id=host.id)
    return invitation_url(invitee).rpartition("/")[2]


def _contributor_token(event: Event, _host: Federation) -> str:
    contributor = make_contributor(event, email="talare@exempel.se")
    return make_token(Purpose.CONTRIBUTOR, contributor.public_id, contributor.link_version)


def _image(event: Event, _host: Federation) -> str:
    event.image = EventImage(
        public_id=f"bild{next(_number)}",
        media_type="image/webp",
        width=60,
        height=40,
        is_decorative=True,
        content=make_picture("WEBP"),
    )
    db.session.flush()
    return event.image.public_id


def _mail(event: Event, host: Federation) -> str:
    about = _registration(event, host)
    query = sa.select(OutboxMessage.public_id).where(OutboxMessage.about == about).order_by(OutboxMessage.id)
    return db.session.scalars(query).all()[0]


def _double(event: Event, host: Federation) -> str:
    email = f"{MARK}-{host.slug}@annan.example".lower()
    sign_up(event, email=email, name=f"{MARK} {host.slug}", federation_id=host.id)
    return registration_of(event, email).public_id


def _invitee(event: Event, host: Federation) -> str:
    email = f"{MARK}-{host.slug}@inbjuden.example".lower()
    return make_invitee(event, email, name=f"{MARK} {host.slug}", federation_id=host.id).public_id


def _answer(event: Event, host: Federation) -> str:
    now, number = clock.now(), next(_number)
    received = ReceivedMessage(
        public_id=f"svar{number}",
        fingerprint=f"{MARK}{number}",
        kind="calendar",
        action="hold",
        why="other_sender",
        received_at=now,
        about=_registration(event, host),
        event_id=event.id,
        answer="DECLINED",
        comment=f"{MARK} {host.slug}",
    )
    db.session.add(received)
    db.session.flush()
    return received.public_id


def _mailing(event: Event, host: Federation) -> str:
    return make_mailing(event, host, text=f"Hej {MARK}").public_id


def _member(_event: Event, host: Federation) -> int:
    return make_organiser((host, Role.OWNER)).memberships[0].id


def _commitment(_event: Event, host: Federation) -> int:
    commitment = save_commitment(host.id, 0, title="Åtagande", full_text="", points=[], actor=SYSTEM)
    return commitment.version


#: Variable -> what makes its value, for an event and one of its hosts.
VALUES: Mapping[str, Callable[[Event, Federation], Any]] = {
    "public_id": lambda event, _host: event.public_id,
    "slug": lambda _event, host: host.slug,
    "registration_id": _registration,
    "other_id": _double,
    "mail_id": _mail,
    "file_format": lambda _event, _host: "csv",
    "disclosure_id": lambda event, host: start_disclosure(event.id, host.id, "", SYSTEM).public_id,
    "secret": lambda _event, _host: "finns-inte",
    "contributor_id": lambda event, _host: make_contributor(event).public_id,
    "host_slug": lambda _event, host: host.slug,
    "question_id": lambda event, _host: make_question(event).id,
    "session_id": lambda event, _host: make_session(event).public_id,
    "mailing_id": _mailing,
    "mail_kind": lambda _event, _host: "reminder",
    "member_id": _member,
    "federations_manage.show_commitment.version": _commitment,
    "invitee_id": _invitee,
    "answer_id": _answer,
    "year": lambda _event, _host: 2026,
    "events_public.slug": lambda event, _host: event.slug,
    "registrations_public.slug": lambda event, _host: event.slug,
    "feedback_public.slug": lambda event, _host: event.slug,
    "events_public.feed_federation.slug": lambda _event, host: host.slug,
    "events_public.feed_topic.slug": lambda _event, _host: make_topic().slug,
    "events_public.feed_series.slug": lambda _event, _host: make_series().slug,
    "events_public.show_series.slug": lambda _event, _host: make_series().slug,
    "token": lambda event, host: own_token(_person(event, host)),
    "registrations_public.own_feed.token": _feed_token,
    "webinars_public.token": lambda event, host: join_token(_person(event, host)),
    "invitations_public.token": _invitation_token,
    "privacy_public.erase_invitation.token": _invitation_token,
    "events_public.token": _contributor_token,
    "image_id": _image,
    "ending": lambda _event, _host: "webp",
    "filename": lambda _event, _host: "css/base.css",
}

#: Variables whose values belong to one host: other hosts of the same event get 404, but for the coordinating one.
PERSONAL = frozenset({"answer_id", "invitee_id", "mail_id", "mailing_id", "other_id", "registration_id"})


def manage_rules(app: Flask) -> list[Rule]:
    """Return the rules of all pages for organisers, read from the URL map."""
    return [rule for rule in app.url_map.iter_rules() if is_for_organisers(blueprint_of(rule), rule.rule)]


def blueprint_of(rule: Rule) -> str | None:
    """Return the name of the blueprint that a rule belongs to, None for the application's own."""
    return rule.endpoint.rpartition(".")[0] or None


def find_key(rule: Rule, variable: str) -> str | None:
    """Return under which name the variable of a page has its value: the nearest there is, None where none is."""
    names = (f"{rule.endpoint}.{variable}", f"{blueprint_of(rule)}.{variable}", variable)
    return next((name for name in names if name in VALUES), None)


def values_for(
    app: Flask, event: Event, host: Federation, rules: Iterable[Rule] | None = None
) -> dict[str, Any]:
    """Make a value for every variable of these pages, or of all for organisers: of this event and this host of it."""
    chosen = manage_rules(app) if rules is None else rules
    needed = {find_key(rule, variable) for rule in chosen for variable in rule.arguments}
    return {name: make(event, host) for name, make in VALUES.items() if name in needed}


def path_of(app: Flask, rule: Rule, values: Mapping[str, Any]) -> str:
    """Return the address of a page with these values."""
    arguments = {variable: values[find_key(rule, variable) or ""] for variable in rule.arguments}
    path: str = app.url_map.bind("localhost").build(rule.endpoint, arguments)
    return path
