"""Every page that the demo's data make can be opened, in both languages."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from eventapp.core.transactions import write
from eventapp.demo.services import load_demo_data
from eventapp.events.models import Event, Series
from eventapp.federations.declaration import declaration_notice
from eventapp.federations.models import Federation
from tests.support.client import SeparateClient


@pytest.fixture
def demo(session: scoped_session[Session]) -> scoped_session[Session]:
    with write():
        load_demo_data()
    return session


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_page_of_the_demo_answers(
    demo: scoped_session[Session], client: SeparateClient, prefix: str
) -> None:
    addresses = [
        "/",
        "/forbund/",
        *(f"/evenemang/{slug}" for slug in demo.scalars(sa.select(Event.slug))),
        *(f"/serie/{slug}" for slug in demo.scalars(sa.select(Series.slug))),
        *(f"/forbund/{slug}" for slug in demo.scalars(sa.select(Federation.slug))),
    ]

    failed = {
        address: status
        for address in addresses
        if (status := client.get(prefix + address).status_code) != 200
    }

    assert failed == {}


def test_every_event_shows_its_hosts_notice_once(
    demo: scoped_session[Session], client: SeparateClient
) -> None:
    for event in demo.scalars(sa.select(Event)):
        text = client.get(f"/evenemang/{event.slug}").get_data(as_text=True)
        assert text.count(declaration_notice(event.federations)) == 1, event.slug
        assert "Exempeluppgift" in text


def test_the_calendar_names_no_sensitive_theme(demo: scoped_session[Session], client: SeparateClient) -> None:
    text = client.get("/").get_data(as_text=True)

    assert "Kunskapsseminarium med samordningsförbundet" in text
    assert "våld" not in text.lower()
