"""One's own calendar to subscribe to: what it holds, and its address, which is only ever mailed to its owner."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from eventapp.calendars.documents import revision_of
from eventapp.calendars.downloads import workshop_uid
from eventapp.calendars.feeds import FeedEntry, FeedHead, entry_of
from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.links import absolute_url
from eventapp.core.locale import current_language, in_language
from eventapp.core.tokens import Purpose, make_token, new_public_id, public_id_of, token_fits
from eventapp.events.facts import workshop_facts
from eventapp.events.feeds import BACK, Feed, feed_of
from eventapp.events.models import CoHost, Event
from eventapp.messages.installation import installation
from eventapp.registrations import mail
from eventapp.registrations.entry_facts import chosen_workshops, entry_facts
from eventapp.registrations.models import OwnFeed, Registration, RegistrationStatus


def find_feed(email_key: str) -> OwnFeed | None:
    """Return the feed of an address, None where it has none."""
    return db.session.scalar(sa.select(OwnFeed).where(OwnFeed.email_key == email_key))


def find_by_feed_token(token: str) -> OwnFeed | None:
    """Return the feed that an address opens, or None; compares in constant time."""
    public_id = public_id_of(token)
    feed = db.session.scalar(sa.select(OwnFeed).where(OwnFeed.public_id == public_id))
    version = feed.version if feed is not None else 0
    return feed if token_fits(token, Purpose.FEED, public_id, version) and feed else None


def feed_url(feed: OwnFeed, language: str) -> str:
    """Return the address of a feed; it stands in mails to its owner only."""
    token = make_token(Purpose.FEED, feed.public_id, feed.version)
    return absolute_url("registrations_public.own_feed", token=token, language=language)


def send_feed(registration: Registration) -> None:
    """Mail the owner of a registration the address of their calendar, which is made the first time."""
    if not registration.email_key:
        return
    feed = find_feed(registration.email_key) or _new_feed(registration.email_key)
    mail.own_feed(registration, feed_url(feed, registration.language), feed.version)


def renew_feed(registration: Registration) -> None:
    """Give the calendar another address and mail it; the former one opens nothing."""
    feed = find_feed(registration.email_key)
    if feed is not None:
        feed.version += 1
        send_feed(registration)


def stop_feed(registration: Registration) -> None:
    """Take the calendar away; its address opens nothing, also when one is made again."""
    db.session.execute(sa.delete(OwnFeed).where(OwnFeed.email_key == registration.email_key))


def read_own_feed(feed: OwnFeed) -> Feed:
    """Return all that its owner has a seat for, lately and to come, in each registration's language. Five queries."""
    registrations = db.session.scalars(
        sa.select(Registration)
        .join(Registration.event)
        .where(
            Registration.email_key == feed.email_key,
            Registration.status == RegistrationStatus.CONFIRMED,
            Registration.calendar_entry_id.is_not(None),
            Event.starts_at > clock.now() - BACK,
        )
        .options(
            joinedload(Registration.calendar_entry),
            selectinload(Registration.choices),
            joinedload(Registration.event).selectinload(Event.hosts).joinedload(CoHost.federation),
            joinedload(Registration.event).selectinload(Event.sessions),
        )
    ).all()
    head = FeedHead(name=mail.own_feed_name(), uid=f"{feed.public_id}@{installation().uid_domain}")
    changes = [
        moment
        for one in registrations
        if one.calendar_entry
        for moment in (one.calendar_entry.changed_at, one.event.changed_at)
    ]
    entries = [entry for registration in registrations for entry in _entries(registration)]
    return feed_of(head, entries, max(changes, default=feed.created_at))


def _entries(registration: Registration) -> list[FeedEntry]:
    """Return a registration's entry and its workshops' own ones."""
    entry, event = registration.calendar_entry, registration.event
    if entry is None:
        return []
    with in_language(registration.language):
        language = current_language()
        found = [entry_of(entry_facts(registration), revision_of(entry), language)]
        for workshop in chosen_workshops(registration):
            if workshop.starts_at is not None:
                facts = workshop_facts(event, workshop)
                found.append(entry_of(facts, revision_of(entry, workshop_uid(entry, facts)), language))
    return found


def _new_feed(email_key: str) -> OwnFeed:
    feed = OwnFeed(public_id=new_public_id(16), email_key=email_key, created_at=clock.now())
    db.session.add(feed)
    db.session.flush()
    return feed
