"""An event's own questions: what the form asks, in which order, and what becomes of answers."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from eventapp.audit.models import AuditEntry
from eventapp.audit.services import SYSTEM
from eventapp.core.extensions import db
from eventapp.events import questions
from eventapp.events.editing import find_unfinished
from eventapp.events.kinds import EventStatus, QuestionKind
from eventapp.events.models import Event
from eventapp.events.never_asked import find_delicate_words
from eventapp.events.part_models import Question
from eventapp.events.questions import KindIsAnswered, QuestionContent
from eventapp.federations.models import Role
from eventapp.registrations.links import own_token
from tests.support.builders import make_event, make_federation, make_question, registration_of, sign_up
from tests.support.forms import fill_in
from tests.support.organisers import OrganiserBrowser, make_organiser
from tests.support.queries import count_queries

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("session")]

WHOLE = {
    "kind": "one_choice",
    "label": "Vilken grupp vill du vara i?",
    "options": "Grön\nBlå",
    "purpose": "Vi delar in grupperna.",
}


@pytest.fixture
def host():
    return make_federation()


@pytest.fixture
def event(host):
    return make_event(hosts=[host])


@pytest.fixture
def browser(app, host):
    return OrganiserBrowser(app, make_organiser((host, Role.EDITOR)))


def address(event: Event, rest: str = "") -> str:
    return f"/arrangor/evenemang/{event.public_id}/redigera/formular{rest}"


def save(browser, event: Event, rest: str = "/ny", **fields: str):
    db.session.refresh(event)
    return browser.post(address(event, rest), version=str(event.version), **WHOLE | fields)


def labels(event: Event) -> list[str]:
    db.session.expire_all()
    return [question.label for question in event.questions]


def content(**values) -> QuestionContent:
    return QuestionContent(
        **{"kind": QuestionKind.TEXT, "label": "Vad vill du lära dig?", "purpose": "Planering"} | values
    )


def test_question_is_asked_with_why_and_for_how_long(browser, event, client):
    assert save(browser, event, is_required="y", retention_days="20").status_code == 303

    form = client.get(f"/evenemang/{event.slug}/anmalan").text
    assert "Vilken grupp vill du vara i?" in form
    assert "Vi delar in grupperna." in form
    assert "Vi tar bort svaret 20 dagar efter evenemanget." in form


def test_list_names_what_is_asked_anyhow_in_a_constant_number_of_queries(browser, event):
    make_question(event)
    counts = []
    for _round in range(2):
        page = browser.get(address(event)).text
        with count_queries() as statements:
            browser.get(address(event))
        counts.append(len(statements))
        for _more in range(5):
            make_question(event)
    assert "E-postadress" in page
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"label": ""}, "Skriv frågan"),
        ({"purpose": ""}, "Skriv vad ni ska använda svaren till"),
        ({"kind": ""}, "Välj hur man svarar"),
        ({"options": "Grön"}, "Skriv två till 50 svarsalternativ"),
        ({"options": "Grön\ngrön"}, "Skriv varje svarsalternativ en gång"),
        ({"options": "Grön\n" + "x" * 201}, "Korta alternativet som börjar"),
        ({"options_en": "Green"}, "Skriv lika många rader som på svenska. Där är det 2, här 1."),
        ({"retention_days": "91"}, "Skriv högst 90 dagar"),
        ({"retention_days": "0"}, "Skriv ett heltal från 1"),
        ({"retention_days": "snart"}, "Skriv ett heltal från 1"),
        ({"label": "Vilket kön har du?"}, "något vi aldrig frågar om (kön)"),
    ],
)
def test_what_needs_correcting_is_said_and_what_was_typed_is_kept(browser, event, fields, sentence):
    answer = save(browser, event, **fields)
    assert answer.status_code == 200
    assert sentence in answer.text
    assert next(iter((WHOLE | fields).values())) in answer.text
    assert labels(event) == []


def test_faults_of_a_draft_are_there_the_next_time_and_gone_when_it_is_whole(browser, host):
    event = make_event(hosts=[host], status=EventStatus.DRAFT)
    assert "Utkastet är sparat. 1 sak behöver rättas" in save(browser, event, purpose="").text

    again = browser.get(address(event, "/ny")).text
    assert "Vilken grupp vill du vara i?" in again
    assert "Skriv vad ni ska använda svaren till" in again

    save(browser, event)
    assert find_unfinished(event.id, "questions:new") is None


def test_published_event_keeps_no_faults(browser, event):
    save(browser, event, purpose="")
    assert find_unfinished(event.id, "questions:new") is None


def test_question_about_what_is_never_asked_passes_when_confirmed_and_is_logged(browser, event):
    save(browser, event, label="Vilken ålder har du?", is_confirmed="y")
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "add_question")).one()
    assert labels(event) == ["Vilken ålder har du?"]
    assert entry.details["confirmed"] == ["ålder"]


@pytest.mark.parametrize(
    ("swedish", "english", "words"),
    [
        ("Vilket kön?", "Your gender, your AGE?", ["kön", "gender", "age"]),
        ("Hur gammal är du? Personnummer?", "", ["hur gammal", "personnummer"]),
        ("Vad tror du om sex förbund i en partikel?", "Participation in the agency's stage", []),
        ("Din partitillhörighet, din etniska bakgrund", "", ["partitillhörighet", "etniska"]),
        ("Har du en diagnos eller allergier?", "", ["diagnos", "allergier"]),
    ],
)
def test_words_that_point_at_what_is_never_asked(swedish, english, words):
    assert find_delicate_words(swedish, english) == words


def test_second_of_two_who_edit_is_told_and_nothing_is_lost(browser, event):
    version = str(event.version)
    save(browser, event, label="Den första")
    answer = browser.post(address(event, "/ny"), version=version, **WHOLE)
    assert "Någon annan har ändrat evenemanget medan du skrev." in answer.text
    assert "Vilken grupp vill du vara i?" in answer.text
    assert labels(event) == ["Den första"]
    assert f'value="{event.version}"' in answer.text


def test_order_changes_one_step_at_a_time_and_stays_at_the_ends(browser, event):
    ids = [make_question(event, label=label).id for label in ("A", "B", "C")]
    for question_id, way in [(ids[2], "upp"), (ids[0], "upp"), (ids[0], "ner"), (ids[1], "ner")]:
        db.session.refresh(event)
        path = address(event, f"/{question_id}/flytta")
        assert browser.post(path, riktning=way, version=str(event.version)).status_code == 303
    assert labels(event) == ["C", "A", "B"]


def test_move_on_an_old_page_moves_nothing(browser, event):
    ids = [make_question(event, label=label).id for label in ("A", "B")]
    browser.post(address(event, f"/{ids[0]}/flytta"), riktning="ner", version="99")
    assert labels(event) == ["A", "B"]


def test_deleting_says_how_many_have_answered_and_takes_their_answers(browser, event):
    going, staying = make_question(event), make_question(event)
    sign_up(event, answers={going.id: ["Ja"], staying.id: ["Nej"]})
    path = address(event, f"/{going.id}/ta-bort")
    assert "1 person har svarat. Svaret tas bort" in browser.get(path).text

    browser.post(path, version=str(event.version))

    assert labels(event) == [staying.label]
    assert [answer.question_id for answer in registration_of(event).answers] == [staying.id]


def test_old_answers_stay_readable_when_the_choices_change(browser, event):
    question = make_question(event, QuestionKind.ONE_CHOICE, options=["Grön", "Blå"])
    sign_up(event, answers={question.id: ["Grön"]})
    save(browser, event, f"/{question.id}", options="Röd\nBlå")

    page = f"/arrangor/evenemang/{event.public_id}/deltagare/{registration_of(event).public_id}"
    assert "Grön" in browser.get(page).text


@pytest.mark.parametrize(
    ("kind", "chosen"), [(QuestionKind.ONE_CHOICE, ["Grön"]), (QuestionKind.SEVERAL_CHOICES, ["Grön", "Blå"])]
)
def test_old_answer_is_kept_when_its_owner_changes_something_else(event, client, kind, chosen):
    question = make_question(event, kind, options=["Grön", "Blå"])
    sign_up(event, answers={question.id: chosen})
    question.options = ["Röd", "Blå"]
    path = f"/anmalan/{own_token(registration_of(event))}/andra"
    assert "Grön" in client.get(path).text

    fill_in(client, path, name="Kim", **{f"question_{question.id}": chosen})

    registration = registration_of(event)
    assert (registration.name, registration.answers[0].values) == ("Kim", chosen)


def test_way_of_answering_stays_once_somebody_has_answered(event):
    question = make_question(event, QuestionKind.YES_NO)
    sign_up(event, answers={question.id: ["yes"]})
    with pytest.raises(KindIsAnswered):
        questions.change_question(event, question.id, content(), SYSTEM)


def test_sign_up_that_began_before_a_question_went_is_saved_without_its_answer(event):
    question = make_question(event)
    stays = make_question(event)
    questions.delete_question(event, question.id, SYSTEM)
    sign_up(event, answers={question.id: ["Ja"], stays.id: ["Nej"]})
    assert [answer.values for answer in registration_of(event).answers] == [["Nej"]]


def test_question_of_another_event_cannot_be_reached(browser, event):
    other = make_question(make_event())
    assert browser.get(address(event, f"/{other.id}")).status_code == 404
    assert browser.post(address(event, f"/{other.id}/flytta"), version="1").status_code == 404
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Question)) == 1
