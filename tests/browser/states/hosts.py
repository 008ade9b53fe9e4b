"""The organisers' page about hosts and their seats."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from eventapp.audit.services import SYSTEM
from eventapp.changes.hosts import HostsWanted, HostWanted, change_hosts
from eventapp.core.clock import now
from eventapp.core.extensions import db
from eventapp.events.models import Event
from eventapp.events.queries import lock_event
from eventapp.federations.models import Federation
from tests.browser.inventory import organiser_state, send
from tests.browser.states.organisers import manage, own_event, own_federation
from tests.support.builders import make_event, make_federation, sign_up

PAGE = "/redigera/varder"


def others() -> list[Federation]:
    """Return two federations besides one's own."""
    found = db.session.scalars(sa.select(Federation).where(Federation.slug.in_(("medvard-1", "medvard-2"))))
    known = {one.slug: one for one in found}
    return [
        known.get(slug) or make_federation(slug=slug, short_name=f"Medvärd {slug[-1]}")
        for slug in ("medvard-1", "medvard-2")
    ]


def joint_event(title: str) -> Event:
    """Make an event with three hosts, of whom two have shares."""
    event = own_event(others=others(), title=title, seats=30)
    share = {0: 10, 1: 8}
    wanted = HostsWanted(
        hosts=tuple(
            HostWanted(
                federation_id=host.federation_id,
                share=share.get(place),
                released_at=now() + timedelta(days=7) if place == 1 else None,
            )
            for place, host in enumerate(event.hosts)
        ),
        coordinating_id=own_federation().id,
    )
    change_hosts(lock_event(event.id), wanted, SYSTEM)
    return event


def guarantee_too_many(page: Any) -> None:
    """Ask for more seats than there are, and for a day that has been."""
    page.locator("[name=share_medvard-2]").fill("999")
    page.locator("[name=day_medvard-1]").fill("2020-01-01")
    send_hosts(page)


def give_up_share(page: Any) -> None:
    """Make a share common that others wait for."""
    page.locator("[name=share_kansliet]").fill("8")
    send_hosts(page)


def send_hosts(page: Any) -> None:
    """Press the form's own button."""
    page.get_by_role("button", name="Spara värdar").click()


@organiser_state("changes_manage.edit_hosts")
def hosts_one() -> str:
    return manage(own_event(title="En värd"), PAGE)


@organiser_state("changes_manage.edit_hosts")
def hosts_several() -> str:
    return manage(joint_event("Tre värdar"), PAGE)


@organiser_state("changes_manage.edit_hosts")
def hosts_with_people() -> str:
    event = joint_event("Tre värdar och en anmäld")
    sign_up(event, federation_id=own_federation().id)
    return manage(event, PAGE)


@organiser_state("changes_manage.edit_hosts", action=send)
def hosts_saved() -> str:
    return manage(own_event(title="Sparas"), PAGE)


@organiser_state("changes_manage.edit_hosts", action=guarantee_too_many)
def hosts_errors() -> str:
    return manage(joint_event("För många"), PAGE)


@organiser_state("changes_manage.edit_hosts", action=give_up_share)
def hosts_to_confirm() -> str:
    event = joint_event("Någon får plats")
    for number in range(13):
        sign_up(event, f"person-{number}@example.se", federation_id=others()[1].id)
    return manage(event, PAGE)


@organiser_state("changes_manage.edit_hosts")
def hosts_to_read() -> str:
    return manage(make_event(hosts=[others()[0], own_federation()], title="Andra samordnar"), PAGE)
