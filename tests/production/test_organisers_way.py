"""An organiser's whole way in production behind TLS: from an empty database and a mailed link to the exported list."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa
from PIL import Image

from eventapp.core.extensions import db
from eventapp.events.models import Event
from tests.browser.test_workspace_story import ACCESS, PASSWORD, Visitor, come_in, fill_in_federation
from tests.production.engines.chromium import Chromium
from tests.production.site import Site
from tests.production.waiting import wait_until_sent
from tests.support.processes import start

pytestmark = [pytest.mark.heavy, pytest.mark.usefixtures("session"), pytest.mark.timeout(900)]

OPERATOR, OWNER, KIM, ROBIN = (
    "drift@person.example",
    "kansli@person.example",
    "kim@person.example",
    "robin@person.example",
)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A picture of three megabytes, as a camera makes it; proxies take one unless told otherwise."""
    path = tmp_path / "picture.png"
    Image.effect_noise((1800, 1800), 100).save(path)
    assert path.stat().st_size > 2_000_000
    return path


def administer(visitor: Visitor, link: str) -> None:
    """The operator signs in by the printed link, adds a federation and invites its owner."""
    come_in(visitor, link)
    visitor.menu("Förbundet")
    visitor.click("Lägg upp ett förbund")
    visitor.send("Lägg upp", name="Samordningsförbundet Sundbyberg", short_name="Sundbyberg")
    visitor.send("Bjud in", name="Kim Exempel", email=OWNER, role="owner")
    visitor.page.get_by_role("button", name="Logga ut").click()
    visitor.page.get_by_role("heading", level=1, name="Logga in").wait_for()


def publish(owner: Visitor, picture: Path) -> str:
    """The owner makes an event with a picture and publishes it; returns its page's path."""
    owner.menu("Förbundet")
    fill_in_federation(owner, "sundbyberg")
    owner.menu("Evenemang")
    owner.click("Nytt evenemang")
    owner.send("Skapa", title="Frukostwebbinarium", kind="webinar")
    path = owner.page.url.removesuffix("/redigera")
    owner.click("Rubrik och texter")
    owner.send("Spara", summary="En timme om demokrati.", description="**Välkommen!**")
    owner.click("Tid och plats")
    owner.send(
        "Spara",
        start_day="2027-11-08",
        start_clock="08:00",
        end_clock="09:00",
        attendance="online",
        meeting_url="https://mote.example/1",
    )
    owner.click("Tillgänglighet")
    owner.send("Spara", **dict.fromkeys(ACCESS[:2], "yes"), is_recorded="no")
    owner.open(f"{path}/redigera/bild")
    owner.page.locator("[type=file]").set_input_files(picture)
    owner.send("Spara", is_decorative="1", credit="Kim Exempel")
    assert owner.page.url.endswith("/redigera"), owner.page.content()
    owner.open(f"{path}/redigera")
    owner.send("Publicera")
    return path


def invite(owner: Visitor, path: str) -> None:
    """Paste two addresses and invite both."""
    owner.open(f"{path}/inbjudna/klistra")
    owner.send("Lägg till på listan", people=f"{KIM}, {ROBIN}")
    owner.open(f"{path}/inbjudna/bjud-in")
    owner.send("Bjud in 2")


def accept(visitor: Visitor, link: str) -> None:
    """An invited person says yes by the form."""
    visitor.open(link.removesuffix("/ja").removesuffix("/nej"))
    visitor.click("Tacka ja")
    visitor.send("Skicka anmälan", name="Kim Åkesson")


def change_and_write(owner: Visitor, path: str) -> None:
    """Move the event, see first what it does, then write to everybody, with a proof to oneself."""
    owner.open(f"{path}/redigera/tid-och-plats")
    owner.send("Spara", start_clock="08:30", end_clock="09:30")
    owner.page.locator("main form button").first.click()
    owner.page.wait_for_load_state()
    owner.open(f"{path}/utskick/nytt")
    owner.send("Spara och granska", subject="Kaffe", text="Ta med en kopp.")
    owner.send("Skicka prov till mig")
    owner.send("Skicka till 1")


def export(owner: Visitor, path: str, file: Path) -> list[str]:
    """Take the list along and return the names in it."""
    owner.open(f"{path}/deltagare/hamta")
    with owner.page.expect_download() as download:
        owner.page.get_by_role("button", name="Hämta för Excel").click()
    download.value.save_as(file)
    return [str(row[0].value) for row in openpyxl.load_workbook(file).active.iter_rows(min_row=2)]


def sign_out_and_in(owner: Visitor, url: str) -> None:
    """Sign out, in with the password, and out again."""
    for _time in range(2):
        owner.page.get_by_role("button", name="Logga ut").click()
        owner.page.get_by_role("heading", level=1, name="Logga in").wait_for()
        owner.open(f"{url}/arrangor/logga-in")
        owner.send("Logga in", email=OWNER, password=PASSWORD)
        owner.page.get_by_role("heading", level=1, name="Evenemang").wait_for()


@pytest.mark.both_databases
@pytest.mark.parametrize("mail_kind", ["whole"], indirect=True)
def test_an_organiser_makes_publishes_invites_changes_writes_and_exports(
    engine: Chromium, site: Site, settings: dict[str, str], picture: Path, tmp_path: Path
) -> None:
    made = start(["create-organiser", OPERATOR, "--administrator"], settings, tmp_path / "made.log")
    assert made.process.wait(60) == 0, made.printed
    link = re.search(r"https?://\S+", made.printed)
    assert link is not None
    assert link.group().startswith(site.url)
    visitor = Visitor(engine.page)

    administer(visitor, link.group())
    come_in(visitor, site.mail_to(OWNER, "/arrangor/lank/"))
    path = publish(visitor, picture)
    invite(visitor, path)
    accept(visitor, site.mail_to(KIM, "/inbjudan/"))
    site.mail_to(ROBIN, "/inbjudan/")
    change_and_write(visitor, path)
    assert export(visitor, path, tmp_path / "list.xlsx") == ["Kim Åkesson"]
    sign_out_and_in(visitor, site.url)

    wait_until_sent()
    for address in (OPERATOR, OWNER, KIM, ROBIN):
        site.check_mails(address)
    subjects = [str(message["Subject"]) for message in site.mail.delivered_to(KIM)]
    assert any("Kaffe" in subject for subject in subjects), subjects
    event = db.session.scalars(sa.select(Event)).one()
    assert event.starts_at.minute == 30
    assert event.image is not None
    assert engine.messages == []
    assert {each for each in engine.requests if not each.startswith((f"{site.url}/", "data:"))} == set()
    assert "Traceback" not in site.server.printed
