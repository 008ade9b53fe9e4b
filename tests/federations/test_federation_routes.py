"""A federation's own page: who reads and who saves, what is missing, versions that are not overwritten."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from eventapp.audit.models import AuditEntry
from eventapp.audit.services import SYSTEM
from eventapp.core.extensions import db
from eventapp.federations.commitments import Point, list_versions, save_commitment
from eventapp.federations.contact import reply_address_of
from eventapp.federations.models import Federation, Role
from eventapp.federations.queries import latest_commitment
from tests.support.builders import make_event, make_federation, registration_of, sign_up
from tests.support.forms import hidden_fields
from tests.support.organisers import OrganiserBrowser, make_organiser
from tests.support.queries import count_queries

pytestmark = pytest.mark.both_databases


@pytest.fixture
def federation(session):
    return make_federation(slug="haninge", name="Samordningsförbundet Haninge", short_name="Haninge")


@pytest.fixture
def owner(app, federation):
    return OrganiserBrowser(app, make_organiser((federation, Role.OWNER)))


@pytest.fixture
def administrator(app, session):
    return OrganiserBrowser(app, make_organiser(is_administrator=True))


def fields_of(browser, **changed):
    """What the form would send as it stands, with these changes."""
    hidden = hidden_fields(browser.get("/arrangor/forbund/haninge").text)
    whole = {
        "name": "Samordningsförbundet Haninge",
        "short_name": "Haninge",
        "phone": "08-465 004 20",
        "office_email": "kansli@haninge.example",
        "retention_decision": "Dnr 1/2026",
        "answers": "site",
    }
    return {"version": hidden["version"]} | whole | changed


def save(browser, **changed):
    return browser.post("/arrangor/forbund/haninge", **fields_of(browser, **changed))


def read():
    return db.session.scalars(
        sa.select(Federation).where(Federation.slug == "haninge").execution_options(populate_existing=True)
    ).one()


def test_owner_saves_and_everybody_reads_it(owner, client):
    answer = save(
        owner,
        help_line="08-465 004 21",
        office_address="Exempelgatan 1\r\n136 40 Haninge",
        member_parties="Arbetsförmedlingen och Region Stockholm",
        is_signer="y",
        signed_on="2021-06-21",
        signatory="Kim Exempel, förbundschef 2021",
    )
    assert answer.status_code == 303
    page = client.get("/forbund/haninge").text
    for text in ("08-465 004 21", "Exempelgatan 1, 136 40 Haninge", "Region Stockholm", "juni 2021"):
        assert text in page
    assert "08-465 004 21" in client.get("/kontakt").text


def test_number_for_protected_identities_stands_on_the_form(session, client):
    event = make_event(hosts=[make_federation(phone="08-1", help_line="08-2")])
    assert "Ring 08-2 så hjälper vi dig" in client.get(f"/evenemang/{event.slug}/anmalan").text
    other = make_event(hosts=[make_federation(phone="08-1")])
    assert "Ring 08-1 så hjälper vi dig" in client.get(f"/evenemang/{other.slug}/anmalan").text


def test_page_says_on_top_what_is_missing(app, session):
    federation = make_federation(slug="tomt", phone="", retention_decision="")
    text = OrganiserBrowser(app, make_organiser((federation, Role.VIEWER))).get("/arrangor/forbund/tomt").text
    assert "Innan något kan publiceras behövs: telefonnummer, gallringsbeslut." in text


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_who_is_no_owner_reads_and_saves_nothing(app, federation, role):
    browser = OrganiserBrowser(app, make_organiser((federation, role)))
    text = browser.get("/arrangor/forbund/haninge").text
    assert "En ägare i förbundet kan ändra dem." in text
    assert "Spara uppgifterna" not in text
    assert browser.post("/arrangor/forbund/haninge", name="Kapat", version="1").status_code == 403
    assert read().name == "Samordningsförbundet Haninge"


def test_second_of_two_is_told_and_keeps_what_was_typed(owner):
    fields = fields_of(owner, phone="08-111")
    assert save(owner, phone="08-222").status_code == 303
    answer = owner.post("/arrangor/forbund/haninge", **fields)
    assert "Någon annan har ändrat uppgifterna" in answer.text
    assert 'value="08-111"' in answer.text
    assert read().phone == "08-222"
    again = fields | {"version": hidden_fields(answer.text)["version"]}
    assert owner.post("/arrangor/forbund/haninge", **again).status_code == 303
    assert read().phone == "08-111"


def test_faults_are_named_and_what_was_typed_is_kept(owner):
    answer = save(
        owner,
        name="",
        site_url="javascript:alert(1)",
        signed_on="midsommar",
        answers="own",
        office_email="fel",
    )
    assert answer.status_code == 200
    for sentence in (
        "Skriv förbundets namn",
        "Skriv hela adressen, till exempel https://exempel.se",
        "Skriv dagen med siffror",
        "Skriv adressen som tar emot svaren",
        "Skriv hela e-postadressen",
    ):
        assert sentence in answer.text
    assert 'value="javascript:alert(1)"' in answer.text
    assert read().version == 1


def test_trail_has_before_and_after_and_no_persons_name(owner):
    save(owner, phone="08-333", signatory="Kim Exempel")
    changed = db.session.scalars(
        sa.select(AuditEntry.details).where(AuditEntry.action == "edit_federation")
    ).one()
    assert changed["changed"]["phone"] == ["08-123 45 67", "08-333"]
    assert changed["changed"]["signatory"] == ["before", "after"]
    assert "name" not in changed["changed"]


def test_what_an_owner_writes_is_no_sample_any_more(app, session):
    federation = make_federation(
        slug="haninge",
        name="Samordningsförbundet Haninge",
        short_name="Haninge",
        provenance={"contact": "sample", "retention": "sample"},
        retention_decision="Dnr 1/2026",
    )
    owner = OrganiserBrowser(app, make_organiser((federation, Role.OWNER)))
    save(owner, phone="08-444", office_email=federation.office_email)
    assert read().provenance == {"retention": "sample"}


def test_other_reply_address_is_for_new_entries_only(owner, federation):
    event = make_event(hosts=[federation])
    sign_up(event)
    save(owner, answers="own", reply_address="svar@haninge.example")
    assert reply_address_of(read()) == "svar@haninge.example"
    assert registration_of(event).calendar_entry.organizer == "svar@anmalan.example"
    sign_up(event, "ny@example.se")
    assert registration_of(event, "ny@example.se").calendar_entry.organizer == "svar@haninge.example"
    save(owner, answers="nobody", reply_address="svar@haninge.example")
    assert (read().reads_answers, read().reply_address) == (False, None)


def test_each_save_of_the_commitment_is_a_version(owner, client):
    path = "/arrangor/forbund/haninge/atagande"
    first = {"title": "Åtagande", "text_1": "Vi lyssnar.", "done_1": "Två råd.", "text_2": "Vi delar."}
    for fields in (first, first | {"text_1": "Vi lyssnar mer."}):
        hidden = hidden_fields(owner.get(path).text)
        sent = fields | {"version": hidden["version"], "rows": "2"}
        assert owner.post(path, **sent).status_code == 303
    assert "Vi lyssnar mer." in client.get("/forbund/haninge").text
    assert "Vi lyssnar." in owner.get(f"{path}/1").text
    assert owner.get(f"{path}/3").status_code == 404


def test_commitment_saved_unchanged_makes_no_version(federation):
    for known in (0, 1):
        save_commitment(federation.id, known, title="A", full_text="", points=[Point("Ett")], actor=SYSTEM)
    assert len(list_versions(federation.id)) == 1


def test_commitment_that_another_has_saved_is_not_overwritten(owner, federation):
    path = "/arrangor/forbund/haninge/atagande"
    version = hidden_fields(owner.get(path).text)["version"]
    save_commitment(federation.id, 0, title="Annans", full_text="", points=[], actor=SYSTEM)
    answer = owner.post(path, title="Mitt", rows="2", version=version)
    assert "Någon annan har ändrat uppgifterna" in answer.text
    assert latest_commitment(federation.id).title == "Annans"


def test_points_are_moved_and_added_without_being_saved(owner, federation):
    path = "/arrangor/forbund/haninge/atagande"
    fields = {
        "title": "A",
        "text_1": "Första",
        "text_2": "Andra",
        "done_2": "Gjort",
        "rows": "2",
        "version": "0",
    }
    moved = owner.post(path, step="up-2", **fields).text
    assert moved.index("Andra") < moved.index("Gjort") < moved.index("Första")
    assert 'id="text_4"' in owner.post(path, step="add", **fields).text
    for step in ("up-1", "up-99", "up-", "nonsense", "up-" + "9" * 50):
        assert owner.post(path, step=step, **fields).status_code == 200
    assert latest_commitment(federation.id) is None


def test_what_was_done_needs_its_point(owner):
    path = "/arrangor/forbund/haninge/atagande"
    answer = owner.post(path, title="A", done_2="Gjort", rows="2", version="0")
    assert "Skriv vad ni har åtagit er i punkt 2" in answer.text


def test_administrator_adds_federations_with_slugs_that_do_not_collide(administrator):
    def add(name, short_name):
        return administrator.post("/arrangor/forbund/nytt", name=name, short_name=short_name)

    slugs = [
        add("Förbundet Östra Södertörn", "Östra Södertörn"),
        add("Förbundet Östra södertörn två", "Östra  Södertörn"),
        add("Förbundet Nytt", "Nytt"),
        add("Förbundet Other", "Other"),
        add("Förbundet 東京", "東京"),
    ]
    assert [answer.location.split("/")[3] for answer in slugs] == [
        "ostra-sodertorn",
        "ostra-sodertorn-2",
        "nytt-2",
        "other-2",
        "forbund",
    ]
    assert "Det finns redan ett förbund" in add("FÖRBUNDET  Nytt", "Igen").text


def test_name_later_changes_and_slug_does_not(owner):
    save(owner, short_name="Nynäshamn")
    assert read().slug == "haninge"


def test_list_is_ones_own_or_all_for_the_administrator(app, administrator, federation, owner):
    other = make_federation(name="Samordningsförbundet Nacka", phone="")
    assert owner.get("/arrangor/forbund/").location == "/arrangor/forbund/haninge"
    text = administrator.get("/arrangor/forbund/").text
    assert "Samordningsförbundet Nacka" in text
    assert "Saknas: telefonnummer" in text
    both = OrganiserBrowser(app, make_organiser((federation, Role.EDITOR), (other, Role.DOOR)))
    text = both.get("/arrangor/forbund/").text
    assert "/arrangor/forbund/haninge" in text
    assert f"/arrangor/forbund/{other.slug}" not in text


def test_list_asks_as_much_for_one_federation_as_for_many(administrator, federation):
    counts = []
    for _ in range(2):
        administrator.get("/arrangor/forbund/")
        with count_queries() as queries:
            administrator.get("/arrangor/forbund/")
        counts.append(len(queries))
        for _ in range(5):
            make_federation()
    assert counts[0] == counts[1]
