"""A new organiser makes the joint day from an empty database, publishes it, and somebody signs up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa

from eventapp.core.extensions import db
from eventapp.events.kinds import EventStatus, PoolKind
from eventapp.events.models import Event
from eventapp.events.part_models import SeatPool
from eventapp.federations.commands import create_organiser
from eventapp.messages.models import OutboxMessage
from eventapp.registrations.doctor import find_seat_problems
from tests.registrations.reading import read
from tests.support.builders import registration_of
from tests.support.forms import hidden_fields, shown_values
from tests.support.organisers import OrganiserBrowser

pytestmark = pytest.mark.both_databases

HOSTS = ("Sundbyberg", "Nacka", "Botkyrka", "Sollentuna", "Stockholm", "Södertälje")
PASSWORD = {"password": "en lång mening till", "again": "en lång mening till"}
WORKSHOPS = {"Att lyssna": "12", "Att leda samtal": "12", "Bemötande": "20"}
#: Fewer pages and fields than anybody would give up over.
MOST_PAGES, MOST_FIELDS = 13, 63


@dataclass
class Office:
    """An organiser at a browser without script, with what is counted: pages opened and fields filled in."""

    browser: OrganiserBrowser
    pages: int = 0
    fields: int = 0

    def fill(self, path: str, **fields: Any) -> str:
        """Open a page, fill in its form, send it; returns where that leads."""
        opened = self.browser.get(path)
        assert opened.status_code == 200, path
        self.pages += 1
        self.fields += len(fields)
        answer = self.browser.client.post(path, data=shown_values(opened.text) | fields)
        faults = re.findall(r'class="field-error"[^>]*>([^<]*)', answer.text)
        assert answer.status_code == 303, (path, faults)
        return str(answer.location)


def link_in(text):
    return re.search(r"http://localhost(/arrangor/lank/\S+)", text).group(1)


def newest_mail():
    db.session.rollback()
    return read(db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(1)).one())


def open_for_the_first_time(app, text):
    """Sign in with a one-time link and choose a password."""
    browser = OrganiserBrowser(app)
    browser.post(link_in(text))
    assert browser.post("/arrangor/losenord", **PASSWORD).status_code == 302
    return browser


def add_federations(app):
    """Let the administrator add the federations, and each one's owner fill in what publishing needs."""
    administrator = open_for_the_first_time(
        app, create_organiser("drift@example.se", None, None, is_administrator=True)
    )
    owners = {}
    for name in HOSTS:
        added = administrator.post(
            "/arrangor/forbund/nytt", name=f"Samordningsförbundet {name}", short_name=name
        )
        slug = added.location.split("/")[3]
        administrator.post(added.location, email=f"kim@{slug}.example", name="Kim Exempel", role="owner")
        owners[slug] = Office(open_for_the_first_time(app, newest_mail().text))
        owners[slug].fill(
            f"/arrangor/forbund/{slug}",
            phone="08-465 004 70",
            office_email=f"kansli@{slug}.example",
            retention_decision="Dnr 1/2026, 2026-03-01",
        )
    return owners


def write_the_day(office):
    """Make the event with its texts, time, place and answers on accessibility; returns its address."""
    there = office.fill("/arrangor/evenemang/nytt", title="Demokratidagen", kind="democracy_day")
    event = there.removesuffix("/redigera")
    office.fill(f"{event}/redigera/uppgifter", summary="En dag om demokrati.", description="**Välkommen!**")
    office.fill(
        f"{event}/redigera/tid-och-plats",
        start_day="2027-11-08",
        start_clock="09:00",
        end_day="2027-11-08",
        end_clock="16:00",
        attendance="on_site",
        venue_name="Stadshuset",
        venue_address="Exempeltorget 1",
    )
    offered = dict.fromkeys(("captions", "sign_language", "step_free", "hearing_loop", "quiet_room"), "yes")
    office.fill(f"{event}/redigera/tillganglighet", **offered, is_recorded="no")
    return event


def share_it(office, event, slugs):
    """Take the other federations in as hosts, limit the seats, and give each host its share."""
    office.fill(f"{event}/redigera/varder", hosts=slugs)
    office.fill(f"{event}/redigera/platser", total="100")
    shares = {f"share_{slug}": "10" for slug in slugs} | {f"day_{slug}": "2027-11-01" for slug in slugs}
    office.fill(
        f"{event}/redigera/varder", hosts=slugs, **shares, **{f"clock_{slug}": "12:00" for slug in slugs}
    )


def plan_it(office, event):
    """Make the programme with three workshops in one slot, and two questions."""
    programme = f"{event}/redigera/program/ny"
    office.fill(programme, title="Välkommen", starts="09:00", ends="09:30", slot="all")
    for title, seats in WORKSHOPS.items():
        slot = "0" if title == "Att lyssna" else "1"
        office.fill(programme, title=title, starts="13:00", ends="14:00", slot=slot, seats=seats)
    for label in ("Vad vill du lära dig?", "Hur länge har du arbetat hos oss?"):
        office.fill(
            f"{event}/redigera/formular/ny", label=label, kind="text", purpose="Vi planerar efter det"
        )


def test_the_joint_day_from_an_empty_database(app, session, client, at):
    at("2027-08-02 09:00")
    owners = add_federations(app)
    slugs = list(owners)
    office = owners[slugs[0]]
    office.pages = office.fields = 0

    event_path = write_the_day(office)
    share_it(office, event_path, slugs)
    plan_it(office, event_path)
    overview = office.browser.get(f"{event_path}/redigera").text
    assert "saknas innan du kan publicera" not in overview
    published = office.browser.post(f"{event_path}/publicera", version=hidden_fields(overview)["version"])
    assert published.status_code == 303
    assert (office.pages <= MOST_PAGES, office.fields <= MOST_FIELDS) == (True, True), office

    db.session.rollback()
    event = db.session.scalars(sa.select(Event)).one()
    assert event.status is EventStatus.PUBLISHED
    assert {host.federation.slug for host in event.hosts} == set(slugs)
    assert event.coordinating_host.slug == slugs[0]
    page = client.get(f"/evenemang/{event.slug}").text
    for shown in (*WORKSHOPS, "några platser kvar", "<strong>Välkommen!</strong>"):
        assert shown in page

    sign_up(client, event, slugs[1])
    kim = registration_of(event)
    pools = db.session.scalars(sa.select(SeatPool).where(SeatPool.taken == 1)).all()
    assert {pool.kind for pool in pools} == {PoolKind.SESSION, PoolKind.SHARE}
    assert kim.federation.slug == slugs[1]
    assert [choice.session.title for choice in kim.choices] == ["Att lyssna"]
    assert len(kim.answers) == 2
    assert find_seat_problems() == []
    mail = newest_mail()
    assert (mail.method, mail.sender[0]) == ("REQUEST", "Samordningsförbundet Sundbyberg")
    assert "Att lyssna" in mail.description

    seen = {slug: "Kim Åkesson" in owners[slug].browser.get(f"{event_path}/deltagare").text for slug in slugs}
    assert [slug for slug, is_seen in seen.items() if is_seen] == slugs[:2]


def sign_up(client, event, slug):
    """Sign a person up with a workshop and answers to both questions."""
    path = f"/evenemang/{event.slug}/anmalan"
    opened = client.get(path).text
    workshop = next(one for one in event.sessions if one.title == "Att lyssna")
    sent = shown_values(opened) | {
        "name": "Kim Åkesson",
        "email": "kim@example.se",
        "federation": slug,
        "session_1": workshop.public_id,
        "eligible": "1",
    }
    answers = {f"question_{question.id}": "Ett svar" for question in event.questions}
    answer = client.post(path, data=sent | answers)
    assert answer.status_code == 303, answer.text
