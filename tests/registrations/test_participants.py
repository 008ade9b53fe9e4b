"""The organisers' list of participants and one person's page."""

import pytest
import sqlalchemy as sa

from eventapp.audit.models import AuditEntry
from eventapp.core.clock import now
from eventapp.core.extensions import db
from eventapp.events.hosted import Scope
from eventapp.events.kinds import Attendance, Mode, QuestionKind
from eventapp.federations.models import Role
from eventapp.registrations.models import Registration, RegistrationStatus, SessionChoice
from eventapp.registrations.participants import ParticipantFilter, list_participants
from eventapp.registrations.services import cancel_registration
from tests.support.builders import (
    make_event,
    make_federation,
    make_question,
    make_session,
    registration_of,
    sign_up,
)
from tests.support.organisers import OrganiserBrowser, make_organiser
from tests.support.queries import count_queries

pytestmark = pytest.mark.both_databases


@pytest.fixture
def event(session):
    return make_event(seats=3)


def join(event, *names, **values):
    for number, name in enumerate(names):
        sign_up(event, f"{number}-{name.split()[0].lower()}@example.se", name=name, **values)


def names(event, page=1, federation_ids=None, **chosen):
    found = list_participants(Scope(event, federation_ids), ParticipantFilter(**chosen), page)
    return [person.name for person in found.rows]


def test_names_stand_in_swedish_order_whatever_the_database(event):
    join(event, "Östen", "Åke", "Zeb")
    join(event, "ärla", "Eva", "Éric", "von Essen")
    assert names(event) == ["Éric", "Eva", "von Essen", "Zeb", "Åke", "ärla", "Östen"]


@pytest.mark.parametrize("search", ["ÅSA", "åsa", "0-åsa@", "PRAKTIKEN", "esse praktik", " åsa  von "])
def test_search_finds_name_address_and_organisation_in_any_case(event, search):
    sign_up(event, "0-åsa@example.se", name="Åsa von Essen", organisation="Insatsen i Praktiken")
    sign_up(event, "nisse@example.se", name="Nisse Asa")
    assert names(event, search=search) == ["Åsa von Essen"]


@pytest.mark.parametrize("search", ["%", "_", "\\", "'; DROP TABLE registration; --", "å%a"])
def test_search_takes_signs_of_the_database_as_they_are(event, search):
    join(event, "Åsa", "Kim")
    assert names(event, search=search) == []


def test_status_queue_place_and_order(event):
    join(event, "A", "B", "C", "D", "E", "F")
    cancel_registration(registration_of(event, "3-d@example.se").id)
    waiting = list_participants(
        Scope(event, None), ParticipantFilter(status=RegistrationStatus.WAITLISTED, sort="ko")
    )
    assert [(person.name, person.queue_place) for person in waiting.rows] == [("E", 1), ("F", 2)]
    assert names(event, sort="status") == ["A", "B", "C", "E", "F", "D"]
    assert names(event, sort="anmald")[0] == "F"


def test_unknown_choices_in_the_address_count_as_not_made():
    chosen = ParticipantFilter.from_address(
        {"status": "x", "sortera": "needs; --", "behov": "1", "q": "a" * 500}
    )
    assert (chosen.status, chosen.sort, len(chosen.search)) == (None, "namn", 200)


def test_signs_that_nobody_sees_are_not_searched_for():
    assert ParticipantFilter.from_address({"q": " a\x00b\n"}).search == "ab"


def test_page_beyond_the_last_is_the_first(event):
    join(event, "Kim")
    assert names(event, page=7) == ["Kim"]


@pytest.fixture
def joint(session):
    """A joint event of a coordinating host and another, with a person at each and one at neither."""
    hosts = [make_federation(slug="samordnar"), make_federation(slug="medvard")]
    event = make_event(hosts=hosts, attendance=Attendance.HYBRID)
    sign_up(event, "a@example.se", name="Person A", federation_id=hosts[0].id)
    sign_up(event, "b@example.se", name="Person B", federation_id=hosts[1].id, needs="hörslinga")
    sign_up(event, "c@example.se", name="Person C")
    return event


def seen_by(app, event, *roles, path=""):
    browser = OrganiserBrowser(app, make_organiser(*roles))
    text = browser.get(f"/arrangor/evenemang/{event.public_id}/deltagare{path}").text
    return {letter for letter in "ABC" if f"Person {letter}" in text}


def test_host_sees_those_who_chose_it_and_the_coordinating_host_all(app, joint):
    coordinating, other = joint.federations
    assert seen_by(app, joint, (coordinating, Role.VIEWER)) == set("ABC")
    assert seen_by(app, joint, (other, Role.VIEWER)) == {"B"}
    assert seen_by(app, joint, (other, Role.VIEWER), path="?forbund=samordnar") == set()
    assert seen_by(app, joint, (other, Role.VIEWER), path="?q=person") == {"B"}


def test_right_at_one_host_gives_none_at_another(app, joint):
    coordinating, other = joint.federations
    assert seen_by(app, joint, (coordinating, Role.DOOR), (other, Role.VIEWER)) == {"B"}


def test_person_of_another_host_cannot_be_opened_nor_one_of_another_event(app, joint):
    _, other = joint.federations
    browser = OrganiserBrowser(app, make_organiser((other, Role.OWNER)))
    elsewhere = make_event(hosts=[other])
    pages = {
        address: browser.get(
            f"/arrangor/evenemang/{event.public_id}/deltagare/{_id(joint, address)}"
        ).status_code
        for address, event in (("a@example.se", joint), ("b@example.se", joint), ("c@example.se", joint))
    }
    assert pages == {"a@example.se": 404, "b@example.se": 200, "c@example.se": 404}
    wrong = f"/arrangor/evenemang/{elsewhere.public_id}/deltagare/{_id(joint, 'b@example.se')}"
    assert browser.get(wrong).status_code == 404
    assert browser.post(f"{wrong}/behov").status_code == 404


def test_person_s_page_has_the_answers_in_the_form_s_words(app, session):
    host = make_federation()
    event = make_event(hosts=[host], attendance=Attendance.HYBRID)
    workshop = make_session(event, slot=1, title="Tjänstedesign")
    question = make_question(event, QuestionKind.YES_NO, label="Kommer du med tåg?")
    sign_up(event, sessions={1: workshop.id}, answers={question.id: ["yes"]}, organisation="O'Brien & Åse")
    text = _person(app, event, host, Role.VIEWER).get(_person_path(event)).text
    for words in (
        "Tjänstedesign",
        "Kommer du med tåg?",
        "<dd>ja</dd>",
        "O&#39;Brien &amp; Åse",
        "Bekräftelse",
    ):
        assert words in text


def test_needs_are_shown_by_a_button_that_leaves_a_trace(app, session):
    host = make_federation()
    event = make_event(hosts=[host])
    sign_up(event, needs="hörslinga", food="vegan")
    browser = _person(app, event, host, Role.EDITOR)
    for page in ("", "?q=hörslinga", f"/{_id(event)}"):
        assert "vegan" not in browser.get(f"/arrangor/evenemang/{event.public_id}/deltagare{page}").text
    shown = browser.post(f"{_person_path(event)}/behov").text
    assert "hörslinga" in shown
    assert "vegan" in shown
    trace = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "view_needs")).one()
    assert (trace.record_id, trace.details) == (_id(event), {})


def test_viewer_is_not_offered_the_needs(app, session):
    host = make_federation()
    event = make_event(hosts=[host])
    sign_up(event, needs="hörslinga")
    assert "Visa behov" not in _person(app, event, host, Role.VIEWER).get(_person_path(event)).text


def test_nameless_question_is_never_beside_a_name(app, session):
    host = make_federation()
    event = make_event(hosts=[host], asks_advance_question=True)
    sign_up(event, advance_question="Vad gör chefen?")
    assert "Vad gör chefen?" not in _person(app, event, host, Role.OWNER).get(_person_path(event)).text


def test_searching_cannot_find_needs(event):
    sign_up(event, needs="hörslinga", food="vegan")
    assert names(event, search="hörslinga") == names(event, search="vegan") == []


def test_number_of_queries_does_not_grow_with_the_list(app, session):
    hosts = [make_federation(), make_federation()]
    event = make_event(hosts=hosts, seats=5, attendance=Attendance.HYBRID)
    workshop = make_session(event, slot=1)
    organiser = make_organiser((hosts[0], Role.OWNER))
    counts = []
    for number in (3, 300):
        for each in range(number):
            _add(event, f"{number}-{each}", hosts[each % 2].id, workshop.id)
        session.commit()
        counts.append([_queries(app, organiser, path) for path in _paths(event)])
    assert counts[0] == counts[1]
    assert counts[0][0] <= 10, "the first page also looks at what there is to do and whether mail goes out"
    assert max(counts[0][1:3]) <= 7


def _queries(app, organiser, path):
    browser = OrganiserBrowser(app, organiser)
    with count_queries() as statements:
        assert browser.get(path).status_code == 200
    return len(statements)


def _paths(event):
    own = f"/arrangor/evenemang/{event.public_id}"
    return [
        "/arrangor/",
        own,
        f"{own}/deltagare?q=a&status=confirmed",
        f"{own}/deltagare/{_id(event, '3-0@example.se')}",
    ]


def _add(event, name, federation_id, session_id):
    """Put a person straight into the table: three hundred sign-ups would be slow."""
    person = Registration(
        public_id=f"p{name}",
        event_id=event.id,
        status=RegistrationStatus.CONFIRMED,
        name=name,
        email=f"{name}@example.se",
        email_key=f"{name}@example.se",
        federation_id=federation_id,
        mode=Mode.ON_SITE,
        created_at=now(),
    )
    person.choices.append(SessionChoice(session_id=session_id, slot=1))
    db.session.add(person)


def _person(app, event, host, role):
    return OrganiserBrowser(app, make_organiser((host, role)))


def _person_path(event):
    return f"/arrangor/evenemang/{event.public_id}/deltagare/{_id(event)}"


def _id(event, email="kim@example.se"):
    return registration_of(event, email).public_id


def test_advance_questions_are_read_without_names_by_the_hosts_that_may(app, session):
    mine, other = make_federation(), make_federation()
    event = make_event(hosts=[other, mine], asks_advance_question=True)
    sign_up(event, "a@example.se", federation_id=mine.id, name="Åsa Hemlig", advance_question="Öppna data?")
    sign_up(event, "b@example.se", federation_id=other.id, advance_question="Annans fråga?")
    browser = OrganiserBrowser(app, make_organiser((mine, Role.VIEWER)))

    page = browser.get(f"/arrangor/evenemang/{event.public_id}/fragor").text

    assert "Öppna data?" in page
    assert "Åsa Hemlig" not in page
    assert "Annans fråga?" not in page
