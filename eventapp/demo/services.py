"""Loads the demo's content; what is there already is left alone, and no mail is made."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.demo.archive import past_events
from eventapp.demo.content import EventContent, FederationContent
from eventapp.demo.democracy_day import coming_democracy_day
from eventapp.demo.event_rows import build_event
from eventapp.demo.federations import FEDERATIONS
from eventapp.demo.named_events import named_events
from eventapp.demo.people import people_of
from eventapp.demo.registration_rows import add_registrations
from eventapp.demo.series import SERIES
from eventapp.demo.webinars import sample_webinars
from eventapp.events.models import Event, Series
from eventapp.events.topics import set_up_topics
from eventapp.federations.models import (
    Commitment,
    CommitmentPoint,
    Federation,
    Membership,
    Organiser,
    Role,
)
from eventapp.federations.provenance import Origin

#: Besides the municipalities; the same in all six.
MEMBER_PARTIES = "Arbetsförmedlingen, Försäkringskassan och Region Stockholm"


@dataclass(frozen=True, kw_only=True)
class LoadedDemo:
    """How many rows were added; all zero when everything was there."""

    federations: int
    events: int
    registrations: int


def load_demo_data() -> LoadedDemo:
    """Add the demo's federations, events, organisers and participants where they are missing.

    Rows are found by slug, organisers by address. Nothing is enqueued, so nobody is written to.
    """
    federations = sum(_add_federation(content) for content in FEDERATIONS)
    _add_series_and_topics()
    events = registrations = 0
    for content in all_events():
        added = _add_event(content)
        events += added is not None
        registrations += added or 0
    db.session.flush()
    return LoadedDemo(federations=federations, events=events, registrations=registrations)


def all_events() -> tuple[EventContent, ...]:
    """Return every event of the demo, as of the clock's today."""
    return (*past_events(), coming_democracy_day(), *named_events(), *sample_webinars())


def _add_federation(content: FederationContent) -> bool:
    if db.session.scalar(sa.select(Federation.id).where(Federation.slug == content.slug)):
        return False
    federation = Federation(
        slug=content.slug,
        name=content.name,
        short_name=content.short_name,
        municipalities=content.municipalities,
        member_parties=MEMBER_PARTIES,
        site_url=content.site_url,
        is_signer=True,
        signed_on=content.signed_on,
        signatory=content.signatory,
        phone=content.phone,
        help_line=content.help_line,
        office_address=f"Exempelgatan 1, {content.short_name.partition(',')[0].partition(' –')[0]}",
        office_email=f"kansli@{content.slug}.example",
        data_protection_officer=f"dataskyddsombud@{content.slug}.example",
        retention_decision="Exempeluppgift: dnr 1921, 2021-09-01",
        provenance={
            "name": Origin.SEED.value,
            "municipalities": content.municipalities_origin,
            "parties": Origin.SEED.value,
            "site": Origin.PUBLIC.value,
            "signing": Origin.SEED.value,
            "contact": Origin.SAMPLE.value,
            "retention": Origin.SAMPLE.value,
        },
    )
    db.session.add(federation)
    db.session.flush()
    _add_commitment(federation, content)
    _add_organiser(federation)
    return True


def _add_commitment(federation: Federation, content: FederationContent) -> None:
    points = [
        CommitmentPoint(position=position, text=point.text, done=point.done, is_done_sample=point.is_sample)
        for position, point in enumerate(content.points, start=1)
    ]
    db.session.add(
        Commitment(
            federation_id=federation.id,
            title=content.commitment_title,
            created_at=clock.now(),
            points=points,
        )
    )


def _add_organiser(federation: Federation) -> None:
    """Add the federation's organiser, who has no password: signing in goes by one-time link."""
    email = f"arrangor@{federation.slug}.example"
    organiser = db.session.scalar(sa.select(Organiser).where(Organiser.email == email))
    if organiser is None:
        organiser = Organiser(
            email=email, name=f"Exempelarrangör {federation.short_name}", created_at=clock.now()
        )
        db.session.add(organiser)
    organiser.memberships.append(Membership(federation_id=federation.id, role=Role.OWNER))


def _add_series_and_topics() -> None:
    series = set(db.session.scalars(sa.select(Series.slug)))
    db.session.add_all(
        Series(
            slug=content.slug,
            title=content.title,
            title_en=content.title_en,
            summary=content.summary,
            summary_en=content.summary_en,
        )
        for content in SERIES
        if content.slug not in series
    )
    set_up_topics()


def _add_event(content: EventContent) -> int | None:
    """Add an event with its participants and return how many; None where its slug is taken."""
    if db.session.scalar(sa.select(Event.id).where(Event.slug == content.slug)):
        return None
    event = build_event(content)
    db.session.add(event)
    db.session.flush()
    people = people_of(content)
    add_registrations(event, people)
    return len(people)
