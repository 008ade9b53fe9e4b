"""The story in Chromium: a participant from the calendar to the queue, an organiser from the link to the list."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.events.kinds import Attendance, EventKind, QuestionKind
from eventapp.events.models import Event
from tests.support.builders import make_event, make_federation, make_question, make_session, sign_up
from tests.support.mail_server import MailServer
from tests.support.processes import RunningProcess, RunningServer

pytestmark = pytest.mark.usefixtures("session")

Picture = Callable[[Any, str], None]


@pytest.fixture
def democracy_day() -> Event:
    """A joint day with one seat, workshops and a question of the organiser's own."""
    hosts = [
        make_federation(name="Samordningsförbundet HBS"),
        make_federation(name="Samordningsförbundet Östra"),
    ]
    event = make_event(
        hosts=hosts,
        seats=1,
        title="Demokratidagen",
        kind=EventKind.DEMOCRACY_DAY,
        attendance=Attendance.HYBRID,
        venue_name="Folkets hus",
        serves_food=True,
        meeting_url="https://mote.example/1",
    )
    make_session(event, slot=1, seats=5, title="Tjänstedesign")
    make_session(event, slot=1, seats=5, title="Tillgänglighet i praktiken")
    make_question(event, QuestionKind.YES_NO, label="Vill du vara med på gruppbilden?")
    db.session.commit()
    return event


def own_link(server: MailServer, address: str) -> str:
    """Return the personal link of the first mail to an address; fails after 20 seconds."""
    deadline = time.monotonic() + 20
    while not server.to(address):
        assert time.monotonic() < deadline, "no mail has come"
        time.sleep(0.05)
    text = server.to(address)[0].message.get_body(("plain",)).get_content()
    return re.search(r"http\S+/anmalan/[a-z0-9]+-[a-z0-9]+", text).group(0)


def test_a_participant_signs_up_changes_cancels_and_comes_back_to_the_queue(
    page: Any,
    picture: Picture,
    serve: Callable[..., RunningServer],
    smtp_server: MailServer,
    democracy_day: Event,
) -> None:
    address = f"{serve(worker=True).url}/"
    event_id = democracy_day.id
    page.goto(address)
    picture(page, "story-home")
    page.get_by_role("heading", name="Demokratidagen", exact=True).get_by_role("link").click()
    page.get_by_role("heading", level=1, name="Demokratidagen", exact=True).wait_for()
    picture(page, "story-event")
    page.get_by_role("link", name="Anmäl dig", exact=True).click()

    page.get_by_role("button", name="Skicka anmälan").click()
    page.locator("#fel:focus").wait_for()
    assert page.title().startswith("Fel: Anmäl dig till Demokratidagen")
    picture(page, "story-errors")
    page.get_by_role("link", name="Skriv ditt namn eller det namn du vill använda").click()
    page.locator("[name=name]:focus").wait_for()

    page.keyboard.type("Kim Åkesson Öberg")
    page.get_by_label("E-postadress").fill("kim@example.se")
    page.get_by_label("Östra").or_(page.get_by_label("Provkommun")).first.check()
    page.get_by_label("På plats").check()
    page.get_by_label("Tjänstedesign").check()
    page.get_by_label("Behöver du något för att kunna delta?").fill("Hörslinga\noch plats längst fram")
    picture(page, "story-filled")
    page.get_by_role("button", name="Skicka anmälan").click()
    page.get_by_role("heading", level=1, name="Du är anmäld", exact=True).wait_for()
    picture(page, "story-done")
    page.goto(address)

    own = own_link(smtp_server, "kim@example.se")
    page.goto(own)
    page.get_by_role("heading", level=1, name="Din anmälan", exact=True).wait_for()
    picture(page, "story-own")
    page.get_by_role("link", name="Ändra anmälan").click()
    page.get_by_role("heading", level=1, name="Ändra anmälan", exact=True).wait_for()
    page.get_by_label("Tillgänglighet i praktiken").check()
    picture(page, "story-change")
    page.get_by_role("button", name="Spara ändringen").click()
    page.get_by_text("Ändringen är sparad").wait_for()
    page.get_by_text("Tillgänglighet i praktiken").wait_for()

    with write():
        sign_up(db.session.get_one(Event, event_id), "next@example.se")
    page.get_by_role("link", name="Avboka").click()
    page.get_by_role("button", name="Ja, avboka").wait_for()
    picture(page, "story-cancel")
    page.get_by_role("button", name="Ja, avboka").click()
    page.get_by_text("Du är avbokad").wait_for()
    picture(page, "story-cancelled")
    page.get_by_role("button", name="Anmäl mig igen").click()
    page.get_by_text("Du har plats 1 i kön").wait_for()
    picture(page, "story-queue")


def test_an_organiser_signs_in_by_link_reads_the_list_and_takes_it_along(
    page: Any,
    picture: Picture,
    serve: Callable[..., RunningServer],
    start_process: Callable[..., RunningProcess],
    democracy_day: Event,
    tmp_path: Any,
) -> None:
    for number in range(3):
        sign_up(
            democracy_day, f"person.{number}@example.se", name=f"Exempelperson {number + 1}", needs="Tolk"
        )
    slug = democracy_day.coordinating_host.slug
    db.session.commit()
    server = serve()
    arguments = ("create-organiser", "kansli@example.se", "--federation", slug, "--role", "owner")
    made = start_process(*arguments, EVENTAPP_BASE_URL=server.url)
    assert made.process.wait(30) == 0

    page.goto(re.search(r"http\S+", made.printed).group(0))
    picture(page, "story-link")
    page.get_by_role("button", name="Logga in").click()
    page.get_by_role("heading", level=1, name="Evenemang", exact=True).wait_for()
    picture(page, "story-organiser")
    page.get_by_role("link", name=re.compile("Demokratidagen")).first.click()
    page.get_by_role("heading", level=1, name="Demokratidagen").wait_for()
    picture(page, "story-organiser-event")
    page.get_by_role("link", name=re.compile("Deltagare")).first.click()
    page.get_by_role("row").nth(3).wait_for()
    assert page.get_by_role("row").count() == 4
    picture(page, "story-participants")
    page.get_by_role("link", name="Exempelperson 2").click()
    page.get_by_role("button", name="Visa behov").click()
    page.get_by_text("Tolk", exact=True).wait_for()
    picture(page, "story-person")
    page.get_by_role("link", name="Deltagare").first.click()
    page.get_by_role("row").nth(3).wait_for()
    page.get_by_role("link", name=re.compile("Hämta")).first.click()
    page.get_by_role("heading", level=1, name="Hämta deltagarlista").wait_for()
    picture(page, "story-export")
    with page.expect_download() as download:
        page.get_by_role("button", name="Hämta för Excel").click()
    path = tmp_path / "list.xlsx"
    download.value.save_as(path)
    names = [row[0].value for row in openpyxl.load_workbook(path).active.iter_rows(min_row=2)]
    assert names == ["Exempelperson 1", "Exempelperson 2", "Exempelperson 3"]
    page.get_by_role("button", name="Logga ut").click()
    page.get_by_role("heading", level=1, name="Logga in som arrangör").wait_for()
    page.goto(f"{server.url}/arrangor/")
    page.get_by_role("heading", level=1, name="Logga in som arrangör", exact=True).wait_for()
