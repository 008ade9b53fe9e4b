"""An event's texts and answers on accessibility: saved at once, drafts with their faults, and nobody overwritten."""

import pytest
import sqlalchemy as sa

from eventapp.audit.models import AuditEntry
from eventapp.core.extensions import db
from eventapp.events.editing import list_unfinished
from eventapp.events.kinds import Attendance, Audience, EventStatus, Offered
from eventapp.events.models import Event, Series
from eventapp.events.topics import set_up_topics
from eventapp.messages.models import OutboxMessage
from tests.support.builders import make_event, make_federation, make_series, sign_up, swedish
from tests.support.editing import Editor, path_of
from tests.support.queries import count_queries

ANSWERS = {"captions": "yes", "sign_language": "on_request", "is_recorded": "no"}


@pytest.fixture
def host(session):
    set_up_topics()
    return make_federation()


@pytest.fixture
def editor(app, host):
    return Editor(app, host)


@pytest.fixture
def draft(host):
    return make_event(hosts=[host], status=EventStatus.DRAFT, title="Utkast")


@pytest.fixture
def published(host):
    return make_event(hosts=[host], title="Publicerat", published_at=None)


def read(event):
    return db.session.get(Event, event.id, populate_existing=True)


def test_everything_on_the_page_is_saved(editor, draft):
    fields = {
        "kind": "seminar",
        "audience": "members",
        "title": "Delaktighet",
        "title_en": "Involvement",
        "summary": "Kort.",
        "description": "## Rubrik\n\nText med **fetstil**.",
        "purpose": "Mer kunskap",
        "purpose_en": "More knowledge",
        "new_series": "Våra samtal",
        "new_series_en": "Our talks",
        "grounds": ["kon", "alder"],
        "tags": ["delaktighet"],
        "serves_food": "1",
        "asks_advance_question": "1",
        "retention_days": "400",
        "retention_reason": "EU-fonden vill se vilka som var med.",
    }
    assert editor.edit(draft, "uppgifter", **fields).status_code == 303
    event = read(draft)
    kept = {name: getattr(event, name) for name in fields.keys() & Event.__table__.columns.keys()}
    assert kept == {name: fields[name] for name in kept} | {
        "serves_food": True,
        "asks_advance_question": True,
        "retention_days": 400,
    }
    assert {topic.slug for topic in event.topics} == {"kon", "alder", "delaktighet"}
    assert (event.series.slug, event.series.title_en, event.slug) == (
        "vara-samtal",
        "Our talks",
        "delaktighet",
    )


def test_sending_the_page_as_it_stands_changes_nothing_and_is_not_logged(editor, published):
    editor.edit(published, "uppgifter", grounds=["kon"])
    before = {name: getattr(read(published), name) for name in ("title", "description", "retention_days")}
    editor.edit(published, "uppgifter")
    assert {name: getattr(read(published), name) for name in before} == before
    assert db.session.scalar(sa.select(sa.func.count()).where(AuditEntry.action == "event_edited")) == 1


def test_series_that_is_there_is_chosen_and_one_of_the_same_name_is_not_made_again(editor, draft, session):
    series = make_series(slug="samtal", title="Samtal")
    editor.edit(draft, "uppgifter", series="samtal")
    assert read(draft).series_id == series.id
    editor.edit(draft, "uppgifter", series="", new_series="Samtal")
    assert read(draft).series_id == series.id
    assert session.scalar(sa.select(sa.func.count(Series.id))) == 1


def test_what_changed_is_in_the_log_before_and_after(editor, published):
    editor.edit(published, "uppgifter", title="Rättat")
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "event_edited")).one()
    assert entry.details["changed"]["title"] == ["Publicerat", "Rättat"]
    assert entry.event_id == published.id


def test_published_event_shows_the_edit_at_once_and_nobody_is_written_to(app, editor, published, client):
    sign_up(published)
    mails = db.session.scalar(sa.select(sa.func.count(OutboxMessage.id)))
    page = f"/evenemang/{published.slug}"
    assert "Publicerat" in client.get(page).text
    before = read(published).changed_at
    editor.edit(published, "uppgifter", title="Rättat", audience="members", purpose="Nytt syfte")
    assert all(text in client.get(page).text for text in ("Rättat", "Nytt syfte"))
    assert read(published).changed_at > before
    assert db.session.scalar(sa.select(sa.func.count(OutboxMessage.id))) == mails


def test_faults_on_a_published_event_are_refused_and_all_that_was_typed_is_kept(editor, published):
    answer = editor.edit(published, "uppgifter", title="", summary="Nyskrivet", description="x" * 20_001)
    assert answer.status_code == 200
    assert "<title>Fel:" in answer.text
    assert "Skriv en rubrik" in answer.text
    assert "Nyskrivet" in answer.text
    assert read(published).summary == ""
    assert list_unfinished(published.id) == {}


def test_draft_is_saved_with_its_faults_until_they_are_right(editor, draft):
    answer = editor.edit(draft, "uppgifter", title="", summary="Halvfärdigt", is_sensitive="1")
    assert answer.status_code == 200
    assert "Utkastet är sparat. 2 saker behöver rättas" in answer.text
    assert read(draft).title == "Utkast"
    assert "2 fel att rätta" in editor.page(draft)
    again = editor.page(draft, "uppgifter")
    assert all(text in again for text in ("Halvfärdigt", "Skriv en rubrik", "Skriv en neutral rubrik"))
    assert "csrf" not in again.partition("error-summary__list")[2].partition("</ul>")[0]
    saved = editor.send(draft, "uppgifter", again, title="Färdigt", neutral_title="Seminarium")
    assert saved.status_code == 303
    assert (read(draft).title, read(draft).summary) == ("Färdigt", "Halvfärdigt")
    assert list_unfinished(draft.id) == {}


@pytest.mark.parametrize("fault", [{}, {"title": ""}])
def test_second_of_two_is_told_and_may_save_again(editor, draft, fault):
    page = editor.page(draft, "uppgifter")
    editor.edit(draft, "uppgifter", title="Den förstas")
    answer = editor.send(draft, "uppgifter", page, **{"title": "Den andras", "summary": "Min text"} | fault)
    assert "Någon annan har ändrat evenemanget" in answer.text
    assert "Min text" in answer.text
    assert read(draft).title == "Den förstas"
    assert list_unfinished(draft.id) == {}
    assert editor.send(draft, "uppgifter", answer.text, title="Den andras").status_code == 303
    assert read(draft).title == "Den andras"


def test_sensitive_theme_needs_a_neutral_title_and_gets_the_shortest_time(editor, published):
    assert "Skriv en neutral rubrik" in editor.edit(published, "uppgifter", is_sensitive="1").text
    editor.edit(published, "uppgifter", is_sensitive="1", neutral_title="Seminarium", retention_days="100")
    assert (read(published).retention_days, read(published).retention_reason) == (14, "")


def test_page_that_turns_sensitive_gets_an_address_that_does_not_name_the_theme(editor, host, client):
    event = make_event(hosts=[host], title="Våld", slug="vald", published_at=swedish("2027-01-01 12:00"))
    editor.edit(event, "uppgifter", is_sensitive="1", neutral_title="Kunskapsseminarium")
    assert read(event).slug == "kunskapsseminarium"
    assert client.get("/evenemang/vald").status_code == 404


@pytest.mark.parametrize(
    ("days", "reason", "fault"),
    [
        ("91", "", "Skriv varför uppgifterna sparas längre"),
        ("", "", "Skriv antal dagar"),
        ("snart", "", "Skriv ett heltal från 1 till 3660"),
        ("3661", "EU", "Skriv ett heltal från 1 till 3660"),
    ],
)
def test_longer_time_needs_a_reason(editor, published, days, reason, fault):
    assert fault in editor.edit(published, "uppgifter", retention_days=days, retention_reason=reason).text


def test_who_has_signed_up_keeps_the_time_that_was_promised(editor, published):
    sign_up(published)
    answer = editor.edit(published, "uppgifter", retention_days="400", retention_reason="EU")
    assert "Skriv högst 90 dagar. De som redan har anmält sig" in answer.text
    assert read(published).retention_days == 90
    assert editor.edit(published, "uppgifter", retention_days="30").status_code == 303


def test_reason_for_the_longer_time_is_on_the_form(editor, published, client):
    editor.edit(published, "uppgifter", retention_days="400", retention_reason="EU-fonden kräver det.")
    page = client.get(f"/evenemang/{published.slug}/anmalan").text
    assert "400 dagar" in page
    assert "EU-fonden kräver det." in page


def test_answers_on_accessibility_are_unanswered_until_they_are_given(editor, draft):
    assert "checked" not in editor.page(draft, "tillganglighet").partition("<form")[2]
    answer = editor.edit(draft, "tillganglighet", captions="yes")
    assert "Utkastet är sparat. 2 saker behöver rättas" in answer.text
    assert read(draft).captions is None
    assert editor.edit(draft, "tillganglighet", **ANSWERS).status_code == 303
    event = read(draft)
    assert (event.captions, event.sign_language, event.is_recorded) == (
        Offered.YES,
        Offered.ON_REQUEST,
        False,
    )


def test_questions_about_a_place_are_asked_only_where_there_is_one(editor, host, draft):
    assert "hörslinga" not in editor.page(draft, "tillganglighet")
    hall = make_event(hosts=[host], status=EventStatus.DRAFT, attendance=Attendance.HYBRID)
    assert "2 saker" not in editor.edit(hall, "tillganglighet", **ANSWERS).text
    place = {"hearing_loop": "yes", "step_free": "no", "quiet_room": "on_request"}
    assert editor.edit(hall, "tillganglighet", **ANSWERS, **place).status_code == 303
    assert read(hall).step_free is Offered.NO


def test_events_of_others_are_not_found(app, draft):
    stranger = Editor(app, make_federation())
    for section in ("", "uppgifter", "tillganglighet"):
        assert stranger.get(path_of(draft, section)).status_code == 404


def test_co_hosts_edit_as_equals(app, host, draft):
    other = make_federation()
    event = make_event(hosts=[host, other], status=EventStatus.DRAFT)
    assert Editor(app, other).edit(event, "uppgifter", audience="open").status_code == 303
    assert read(event).audience is Audience.OPEN


@pytest.mark.both_databases
def test_number_of_queries_is_constant(app, session):
    host = make_federation()
    event, editor = make_event(hosts=[host]), Editor(app, host)
    editor.page(event, "uppgifter")
    with count_queries() as few:
        editor.page(event, "uppgifter")
    for number in range(10):
        make_series(title=f"Serie {number}")
    set_up_topics()
    with count_queries() as many:
        editor.page(event, "uppgifter")
    assert len(few) == len(many) <= 8
