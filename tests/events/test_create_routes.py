"""Making an event: what is asked, who may, and what the draft begins with."""

import pytest
import sqlalchemy as sa

from eventapp.audit.models import AuditEntry
from eventapp.core.extensions import db
from eventapp.events.kinds import Attendance, Audience, EventStatus
from eventapp.events.models import Event
from eventapp.federations.models import Role
from tests.support.builders import make_event, make_federation
from tests.support.organisers import OrganiserBrowser, make_organiser

PAGE = "/arrangor/evenemang/nytt"
DAY = {"title": "Demokratidagen på Östermalm", "kind": "democracy_day"}


@pytest.fixture
def host(session):
    return make_federation()


@pytest.fixture
def editor(app, host):
    return OrganiserBrowser(app, make_organiser((host, Role.EDITOR)))


def only_event():
    return db.session.scalars(sa.select(Event)).one()


def test_draft_gets_its_host_a_readable_address_and_what_its_kind_usually_is(editor, host):
    answer = editor.post(PAGE, **DAY)
    event = only_event()
    assert answer.status_code == 303
    assert answer.location == f"/arrangor/evenemang/{event.public_id}/redigera"
    assert (event.slug, event.status) == ("demokratidagen-pa-ostermalm", EventStatus.DRAFT)
    assert (event.audience, event.attendance) == (Audience.EMPLOYEES, Attendance.ON_SITE)
    assert event.coordinating_host.id == host.id


def test_who_made_it_is_in_the_log(editor):
    editor.post(PAGE, **DAY)
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "event_created")).one()
    assert (entry.event_id, entry.details["kind"]) == (only_event().id, "democracy_day")


def test_what_is_missing_is_said_and_what_was_typed_is_kept(editor):
    answer = editor.post(PAGE, title="Samling")
    assert answer.status_code == 200
    assert "Välj vad det är för evenemang" in answer.text
    assert 'value="Samling"' in answer.text
    assert db.session.scalar(sa.select(sa.func.count(Event.id))) == 0


def test_who_edits_for_several_is_asked_which_and_may_choose_only_those(app, host):
    other, foreign = make_federation(), make_federation()
    browser = OrganiserBrowser(app, make_organiser((host, Role.EDITOR), (other, Role.OWNER)))
    assert other.short_name in browser.get(PAGE).text
    assert "Välj vilket förbund som samordnar" in browser.post(PAGE, **DAY, federation=foreign.slug).text
    browser.post(PAGE, **DAY, federation=other.slug)
    assert only_event().coordinating_host.id == other.id


@pytest.mark.both_databases
def test_same_title_gets_another_address(app, session):
    host = make_federation()
    make_event(hosts=[host], slug="demokratidagen-pa-ostermalm")
    OrganiserBrowser(app, make_organiser((host, Role.EDITOR))).post(PAGE, **DAY)
    assert {event.slug for event in session.scalars(sa.select(Event))} == {
        "demokratidagen-pa-ostermalm",
        "demokratidagen-pa-ostermalm-2",
    }


def test_button_is_shown_to_those_who_may(app, host):
    for role, is_shown in ((Role.EDITOR, True), (Role.VIEWER, False)):
        page = OrganiserBrowser(app, make_organiser((host, role))).get("/arrangor/").text
        assert ("Nytt evenemang" in page) is is_shown
