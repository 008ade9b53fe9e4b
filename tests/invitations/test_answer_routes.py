"""What organisers see of answers from calendars: whose, what was done and why, and what waits for them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from eventapp.audit.services import organiser_actor
from eventapp.calendars.models import CalendarEntry
from eventapp.calendars.replies import Unread
from eventapp.calendars.verdicts import Action, Why
from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.events.tasks import count_tasks
from eventapp.federations.models import Role
from eventapp.invitations.answer_labels import find_why_label
from eventapp.invitations.replies import TO_REVIEW
from eventapp.messages.incoming import IncomingKind
from eventapp.messages.models import ReceivedMessage
from eventapp.registrations.manage_people import remove_participant
from tests.support.builders import make_event, make_federation, make_invitee, registration_of, sign_up
from tests.support.calendar_answers import answer, receive_mail
from tests.support.organisers import OrganiserBrowser, make_organiser
from tests.support.queries import count_queries

KIM = "kim@kommun.example"


@pytest.fixture
def hosts(session):
    return [make_federation(), make_federation()]


@pytest.fixture
def event(hosts, at):
    at("2027-10-01 12:00")
    event = make_event(hosts=hosts, seats=9)
    sign_up(event, KIM, name="Kim Ek", federation_id=hosts[1].id)
    db.session.commit()
    return event


def entry_of(event, address=KIM) -> CalendarEntry:
    entry = registration_of(event, address).calendar_entry
    assert entry is not None
    return entry


def get(octets: bytes) -> None:
    with write():
        receive_mail(octets)


def browser(app, *memberships) -> OrganiserBrowser:
    return OrganiserBrowser(app, make_organiser(*memberships))


def page(event) -> str:
    return f"/arrangor/evenemang/{event.public_id}/svar"


def test_it_says_who_answered_what_what_was_done_and_why(app, event, hosts):
    get(answer(entry_of(event), sender="assistent@kommun.example"))
    get(answer(entry_of(event), "TENTATIVE", more="COMMENT:Kommer <sent>"))
    text = browser(app, (hosts[0], Role.VIEWER)).get(page(event)).text
    assert "Kim Ek" in text
    assert "Skrev: Kommer &lt;sent&gt;" in text
    assert "Svaret är noterat" in text
    assert "Från assistent@kommun.example" in text
    assert "Någon annan skickade svaret" in text
    assert text.index("Att avgöra") < text.index("Kanske")
    assert "Avboka personen" not in text, "who only reads has no buttons"


def test_a_held_no_can_be_cancelled_or_put_aside(app, event, hosts):
    get(answer(entry_of(event), sender="assistent@kommun.example"))
    editor = browser(app, (hosts[0], Role.EDITOR))
    shown = editor.get(page(event)).text
    assert f"/deltagare/{registration_of(event, KIM).public_id}/avboka" in shown
    received = db.session.scalars(sa.select(ReceivedMessage)).one()
    assert editor.post(f"{page(event)}/{received.public_id}/klar").status_code == 303
    assert "Att avgöra" not in editor.get(page(event)).text
    log = editor.get(f"/arrangor/evenemang/{event.public_id}/logg").text
    assert "Svar från kalendern avgjort" in log


@pytest.mark.both_databases
def test_a_held_no_is_seen_to_when_the_person_is_cancelled(app, event, hosts):
    get(answer(entry_of(event), sender="assistent@kommun.example"))
    federations = {host.id for host in hosts}
    assert count_tasks(federations).answers == 1
    assert count_tasks({hosts[0].id}).answers == 1
    editor = make_organiser((hosts[0], Role.EDITOR))
    db.session.commit()
    with write():
        remove_participant(registration_of(event, KIM).id, "", organiser_actor(editor.id), tells_reason=False)
    assert count_tasks(federations).answers == 0
    assert "Att avgöra" not in OrganiserBrowser(app, editor).get(page(event)).text


def test_a_host_sees_the_answers_of_its_own_people_only(app, event, hosts):
    third = make_federation()
    day = make_event(hosts=[*hosts, third])
    sign_up(day, "en@ort.example", name="Hos andra", federation_id=hosts[1].id)
    sign_up(day, "tva@ort.example", name="Hos tredje", federation_id=third.id)
    db.session.commit()
    for address in ("en@ort.example", "tva@ort.example"):
        get(answer(entry_of(day, address), sender="x@ort.example"))
    text = browser(app, (third, Role.EDITOR)).get(page(day)).text
    assert "Hos tredje" in text
    assert "Hos andra" not in text
    theirs = db.session.scalars(
        sa.select(ReceivedMessage).where(
            ReceivedMessage.about == registration_of(day, "en@ort.example").public_id
        )
    ).one()
    answered = browser(app, (third, Role.EDITOR)).post(f"{page(day)}/{theirs.public_id}/klar")
    assert answered.status_code == 404
    assert theirs.decided_at is None


def test_it_says_when_nobody_reads_the_mailbox(app, event, hosts):
    viewer = browser(app, (hosts[0], Role.VIEWER))
    assert "ingen brevlåda är inställd" in viewer.get(page(event)).text
    app.config["REPLY_IMAP_HOST"] = "imap.anmalan.example"
    assert "läses inte" not in viewer.get(page(event)).text
    assert "Inga svar har kommit än" in viewer.get(page(event)).text


def test_the_persons_page_has_the_last_answer_and_comment(app, event, hosts):
    get(answer(entry_of(event), "TENTATIVE", more="COMMENT:Kommer sent"))
    about = registration_of(event, KIM).public_id
    viewer = browser(app, (hosts[0], Role.VIEWER))
    text = viewer.get(f"/arrangor/evenemang/{event.public_id}/deltagare/{about}").text
    assert "Kommer sent" in text
    assert "Kanske" in text


def test_the_list_of_invited_shows_perhaps(app, event, hosts):
    invitee = make_invitee(event, "robin@kommun.example", federation_id=hosts[0].id)
    entry = entry_of(event)
    invitee.calendar_entry_id = entry.id
    entry.partstat = "TENTATIVE"
    db.session.commit()
    viewer = browser(app, (hosts[0], Role.VIEWER))
    text = viewer.get(f"/arrangor/evenemang/{event.public_id}/inbjudna").text
    assert "Kanske" in text


def test_the_number_of_queries_does_not_grow(app, event, hosts):
    viewer = browser(app, (hosts[0], Role.VIEWER))
    get(answer(entry_of(event), "TENTATIVE"))
    viewer.get(page(event))
    with count_queries() as few:
        viewer.get(page(event))
    for number in range(5):
        sign_up(event, f"nr{number}@kommun.example", federation_id=hosts[0].id)
        db.session.commit()
        get(answer(entry_of(event, f"nr{number}@kommun.example"), "ACCEPTED"))
    with count_queries() as many:
        viewer.get(page(event))
    assert len(many) == len(few)


def test_every_reason_is_put_into_words(app, session):
    words = {*Why, *Unread, *TO_REVIEW, "bounced", "forwarded", *IncomingKind}
    words -= {IncomingKind.CALENDAR, IncomingKind.LETTER}
    with app.test_request_context():
        assert {str(word) for word in words if find_why_label(str(word)) is None} == set()
        assert set(Action) == {"apply", "hold", "ignore", "tell"}
