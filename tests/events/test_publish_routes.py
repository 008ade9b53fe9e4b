"""Publishing: not before everything is there, with a reason where one is needed, not back over people's heads."""

import pytest
import sqlalchemy as sa

from eventapp.audit.models import AuditEntry
from eventapp.core.clock import now
from eventapp.core.extensions import db
from eventapp.core.tokens import new_public_id
from eventapp.events.editing import keep_unfinished, list_unfinished
from eventapp.events.kinds import Attendance, ContributorKind, EventStatus, Offered
from eventapp.events.models import Event
from eventapp.events.part_models import Contributor
from eventapp.federations.models import Role
from tests.support.builders import make_event, make_federation, make_session, sign_up
from tests.support.editing import Editor
from tests.support.forms import hidden_fields
from tests.support.queries import count_queries

READY = {
    "status": EventStatus.DRAFT,
    "captions": Offered.YES,
    "sign_language": Offered.ON_REQUEST,
    "is_recorded": False,
    "meeting_url": "https://mote.example/1",
}


@pytest.fixture
def host(session):
    return make_federation()


@pytest.fixture
def editor(app, host):
    return Editor(app, host)


@pytest.fixture
def ready(host):
    return make_event(hosts=[host], **READY | {"title": "Demokratin nu", "slug": "utkast"})


def press(editor, event, button, **fields):
    page = hidden_fields(editor.page(event))
    return editor.post(f"/arrangor/evenemang/{event.public_id}/{button}", version=page["version"], **fields)


def read(event):
    return db.session.get(Event, event.id, populate_existing=True)


def test_ready_event_is_published_under_its_title_and_can_be_seen_at_once(editor, ready, client):
    assert client.get("/evenemang/demokratin-nu").status_code == 404
    assert press(editor, ready, "publicera").status_code == 303
    event = read(ready)
    assert (event.status, event.slug) == (EventStatus.PUBLISHED, "demokratin-nu")
    assert event.published_at is not None
    assert client.get("/evenemang/demokratin-nu").status_code == 200
    assert "Demokratin nu" in client.get("/").text


def test_address_and_first_day_stay_when_it_is_taken_back_and_published_again(editor, ready, client):
    press(editor, ready, "publicera")
    first = read(ready).published_at
    assert press(editor, ready, "avpublicera").status_code == 303
    assert client.get("/evenemang/demokratin-nu").status_code == 404
    editor.edit(ready, "uppgifter", title="Något annat")
    press(editor, ready, "publicera")
    assert (read(ready).slug, read(ready).published_at) == ("demokratin-nu", first)


LACKS = [
    ({"starts_at": None}, "Skriv när evenemanget är, eller en period"),
    ({"ends_at": None}, "Skriv när evenemanget slutar"),
    ({"meeting_url": None}, "Lägg in länken till det digitala mötet"),
    ({"attendance": Attendance.ON_SITE}, "Skriv var evenemanget är"),
    ({"captions": None}, "Svara på alla frågor om tillgänglighet"),
    ({"attendance": Attendance.ON_SITE, "venue_name": "Salen"}, "Svara på alla frågor om tillgänglighet"),
    ({"is_recorded": None}, "Svara på om mötet spelas in"),
    ({"is_sensitive": True}, "Skriv den neutrala rubrik"),
    ({"retention_days": 400}, "Skriv varför uppgifterna sparas längre än 90 dagar"),
]


@pytest.mark.parametrize(("values", "sentence"), LACKS)
def test_what_is_missing_stops_it_and_is_said(editor, host, values, sentence):
    event = make_event(hosts=[host], **READY | values)
    assert sentence in editor.page(event)
    answer = press(editor, event, "publicera")
    assert (answer.status_code, read(event).status) == (200, EventStatus.DRAFT)
    assert "Evenemanget kan inte publiceras än" in answer.text
    assert sentence in answer.text


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"phone": ""}, "Lägg in ett telefonnummer"),
        ({"office_email": ""}, "Lägg in kansliets e-postadress"),
        ({"retention_decision": ""}, "Lägg in gallringsbeslutet"),
    ],
)
def test_nothing_is_published_while_a_host_lacks_what_its_people_need(app, host, values, sentence):
    other = make_federation(**values)
    event = make_event(hosts=[host, other], **READY)
    editor = Editor(app, host)
    assert f"{sentence} för {other.name}" in press(editor, event, "publicera").text
    assert read(event).status is EventStatus.DRAFT


def test_unfinished_page_stops_it(editor, ready):
    keep_unfinished(ready.id, "details", {"title": [""]}, 1)
    assert "Rätta det som är fel i delen Rubrik och texter" in press(editor, ready, "publicera").text


def test_workshop_needs_no_limit(editor, ready):
    make_session(ready, slot=1, title="Samtal")
    press(editor, ready, "publicera")
    assert read(ready).status is EventStatus.PUBLISHED


def test_what_is_unfinished_can_be_thrown_away_with_all_of_its_section(editor, ready):
    for page in ("questions:new", "questions:12", "details"):
        keep_unfinished(ready.id, page, {"title": [""]}, 1)
    version = hidden_fields(editor.page(ready))["version"]
    drop = f"/arrangor/evenemang/{ready.public_id}/redigera/kasta"
    editor.post(drop, section="questions", version=version)
    assert list_unfinished(ready.id) == {"details": 1}
    editor.post(drop, section="details", version=version)
    assert list_unfinished(ready.id) == {"details": 1}
    assert "Någon annan har ändrat evenemanget" in editor.page(ready)


def test_event_with_a_period_needs_no_place_yet(editor, host):
    event = make_event(
        hosts=[host], **READY | {"starts_at": None, "period": "Hösten 2027", "meeting_url": None}
    )
    assert press(editor, event, "publicera").status_code == 303


@pytest.fixture
def lecturer(ready, session):
    ready.contributors.append(
        Contributor(
            public_id=new_public_id(),
            position=0,
            kind=ContributorKind.LECTURER,
            name="Robin Ek",
            is_procured=True,
        )
    )
    session.flush()
    return ready.contributors[0]


def test_procured_contributor_who_has_not_confirmed_takes_a_reason_that_is_kept(editor, ready, lecturer):
    sentence = "Robin Ek har inte bekräftat kravet på inkludering. Skriv varför du publicerar ändå."
    assert sentence in editor.page(ready)
    answer = press(editor, ready, "publicera", reason=" ")
    assert (answer.status_code, read(ready).status) == (200, EventStatus.DRAFT)
    assert answer.text.count(sentence) >= 2
    press(editor, ready, "publicera", reason="Avtalet skrivs i morgon.")
    assert (read(ready).status, read(ready).unconfirmed_reason) == (
        EventStatus.PUBLISHED,
        "Avtalet skrivs i morgon.",
    )
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "event_published")).one()
    assert entry.details["reason"] == "Avtalet skrivs i morgon."


def test_who_has_confirmed_takes_none(editor, ready, lecturer):
    lecturer.confirmed_at = now()
    assert "kravet på inkludering" not in editor.page(ready)
    assert press(editor, ready, "publicera").status_code == 303


def test_published_event_with_people_is_not_taken_back(editor, host, client):
    event = make_event(hosts=[host], **READY | {"status": EventStatus.PUBLISHED})
    page = hidden_fields(editor.page(event))
    sign_up(event)
    assert "Avpublicera" not in editor.page(event).partition("Publicering")[2].partition("</section>")[
        0
    ].replace("avpublicera", "")
    editor.post(f"/arrangor/evenemang/{event.public_id}/avpublicera", version=page["version"])
    assert "Ställ in evenemanget i stället" in editor.page(event)
    assert read(event).status is EventStatus.PUBLISHED


@pytest.mark.both_databases
def test_old_page_publishes_nothing(app, session):
    host = make_federation()
    event, editor = make_event(hosts=[host], **READY), Editor(app, host)
    version = hidden_fields(editor.page(event))["version"]
    editor.edit(event, "uppgifter", title="Ändrat")
    answer = editor.post(f"/arrangor/evenemang/{event.public_id}/publicera", version=version)
    assert "Någon annan har ändrat evenemanget" in answer.text
    assert read(event).status is EventStatus.DRAFT


def test_cancelled_event_is_not_published(editor, host):
    event = make_event(hosts=[host], **READY | {"status": EventStatus.CANCELLED})
    answer = editor.post(f"/arrangor/evenemang/{event.public_id}/publicera", version="1")
    assert "redan publicerat eller inställt" in answer.text


def test_preview_shows_the_draft_as_the_page_will_be_and_to_nobody_else(app, editor, ready, client):
    path = f"/arrangor/evenemang/{ready.public_id}/forhandsgranska"
    text = editor.get(path).text
    assert all(
        part in text for part in ("Förhandsgranskning", "Demokratin nu", 'content="noindex"', "Anmäl dig")
    )
    assert client.get(path).status_code == 302
    assert Editor(app, make_federation()).get(path).status_code == 404
    assert (
        "Sign up" in editor.get(f"{path}?sprak=en").text or "Register" in editor.get(f"{path}?sprak=en").text
    )
    form = editor.get(f"{path}/anmalan").text
    assert "Förhandsgranskning" in form
    assert "<button" not in form.partition("<main")[2].partition("</main>")[0]


def test_viewers_may_preview_but_not_edit(app, host, ready):
    viewer = Editor(app, host, Role.VIEWER)
    own = f"/arrangor/evenemang/{ready.public_id}"
    assert viewer.get(f"{own}/forhandsgranska").status_code == 200
    assert viewer.get(f"{own}/redigera").status_code == 403
    assert "Redigera" not in viewer.get(own).text


@pytest.mark.both_databases
def test_number_of_queries_is_constant(app, session):
    hosts = [make_federation() for _ in range(6)]
    editor = Editor(app, hosts[0])
    small = make_event(hosts=hosts[:1], **READY)
    large = make_event(hosts=hosts, **READY)
    for number in range(12):
        make_session(large, slot=number % 3 + 1, seats=10)
    counts = []
    for event in (small, large):
        for path in ("redigera", "forhandsgranska"):
            editor.get(f"/arrangor/evenemang/{event.public_id}/{path}")
            with count_queries() as asked:
                editor.get(f"/arrangor/evenemang/{event.public_id}/{path}")
            counts.append(len(asked))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 10
