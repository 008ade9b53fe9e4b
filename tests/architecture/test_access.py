"""Every page has a rule about who may open it, and the rule holds: read from the URL map, so new pages are in."""

import pytest

from eventapp.audit.services import SYSTEM
from eventapp.core.extensions import db
from eventapp.events.kinds import Attendance
from eventapp.exports.disclosures import start_disclosure
from eventapp.federations import access
from eventapp.federations.models import Role
from tests.support.builders import make_event, make_federation, registration_of, sign_up
from tests.support.organisers import OrganiserBrowser, make_organiser

#: What each organiser page answers to whom: 302 to the sign-in, 403 no such right, 404 not theirs.
#: (anonymous, other federation, door, viewer, owner)
ANSWERS = {
    ("GET", "federations_manage.sign_in"): (200, 200, 200, 200, 200),
    ("POST", "federations_manage.sign_in"): (200, 200, 200, 200, 200),
    ("GET", "federations_manage.sign_in_by_link"): (410, 410, 410, 410, 410),
    ("POST", "federations_manage.sign_in_by_link"): (410, 410, 410, 410, 410),
    ("POST", "federations_manage.sign_out"): (302, 302, 302, 302, 302),
    ("GET", "federations_manage.set_password"): (302, 200, 200, 200, 200),
    ("POST", "federations_manage.set_password"): (302, 200, 200, 200, 200),
    ("GET", "events_manage.list_events"): (302, 200, 200, 200, 200),
    ("GET", "events_manage.show_event"): (302, 404, 200, 200, 200),
    ("GET", "registrations_manage.list_participants"): (302, 404, 403, 200, 200),
    ("GET", "registrations_manage.list_questions"): (302, 404, 403, 200, 200),
    ("GET", "feedback_manage.list_feedback"): (302, 404, 403, 200, 200),
    ("GET", "registrations_manage.show_participant"): (302, 404, 403, 200, 200),
    ("POST", "registrations_manage.show_needs"): (302, 404, 403, 403, 200),
    ("GET", "registrations_manage.register_caller"): (302, 404, 403, 403, 200),
    ("POST", "registrations_manage.register_caller"): (302, 404, 403, 403, 200),
    ("POST", "registrations_manage.mark_called"): (302, 404, 403, 403, 303),
    ("GET", "registrations_manage.door_list"): (302, 404, 200, 200, 200),
    ("GET", "exports_manage.list_disclosures"): (302, 404, 403, 403, 200),
    ("POST", "exports_manage.start_disclosure"): (302, 404, 403, 403, 303),
    ("GET", "exports_manage.review_disclosure"): (302, 404, 403, 403, 200),
    ("POST", "exports_manage.review_disclosure"): (302, 404, 403, 403, 200),
    ("GET", "exports_manage.show_disclosure"): (302, 404, 403, 403, 200),
    ("POST", "exports_manage.download_disclosure"): (302, 404, 403, 403, 200),
    ("GET", "exports_manage.choose_export"): (302, 404, 403, 403, 200),
    ("POST", "exports_manage.export_participants"): (302, 404, 403, 403, 200),
    ("GET", "privacy_manage.show_retention"): (302, 200, 403, 403, 200),
}


def manage_rules(app):
    return [
        rule for rule in app.url_map.iter_rules() if access.is_for_organisers(_blueprint(rule), rule.rule)
    ]


def test_every_page_for_organisers_carries_a_rule(app):
    without = {
        rule.endpoint
        for rule in manage_rules(app)
        if access.rule_of(app.view_functions[rule.endpoint]) is None
    }
    assert without == set()


def test_every_other_page_is_declared_public_by_its_blueprint(app):
    others = {rule.endpoint for rule in app.url_map.iter_rules()} - {r.endpoint for r in manage_rules(app)}
    kinds = {endpoint.partition(".")[0].rpartition("_")[2] for endpoint in others - {"static"}}
    assert kinds <= {"public", "dev"}


def test_page_without_a_rule_is_refused_even_to_an_owner(app, session):
    app.add_url_rule("/arrangor/glomd", "glomd", lambda: "hemligt")
    browser = OrganiserBrowser(app, make_organiser((make_federation(), Role.OWNER)))
    assert browser.get("/arrangor/glomd").status_code == 403


def test_organisers_pages_are_in_swedish_only(app, client):
    assert (
        client.get("/en/arrangor/logga-in?next=/arrangor/").location == "/arrangor/logga-in?next=/arrangor/"
    )


def test_table_of_answers_names_every_page_and_method(app):
    found = {
        (method, rule.endpoint) for rule in manage_rules(app) for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert found == set(ANSWERS)


@pytest.fixture
def addresses(session):
    """Values of every variable part, all of one federation's event."""
    host = make_federation(slug="egna")
    event = make_event(hosts=[host], attendance=Attendance.HYBRID)
    sign_up(event, federation_id=host.id)
    return {
        "public_id": event.public_id,
        "registration_id": registration_of(event).public_id,
        "file_format": "csv",
        "disclosure_id": start_disclosure(event.id, "", SYSTEM).public_id,
        "secret": "finns-inte",
        "host": host,
    }


@pytest.mark.parametrize(
    ("number", "who"), list(enumerate(["anonymous", "other", "door", "viewer", "owner"]))
)
def test_each_gets_what_the_table_says(app, addresses, number, who):
    host = addresses.pop("host")
    roles = {"door": Role.DOOR, "viewer": Role.VIEWER, "owner": Role.OWNER}
    federation = make_federation(slug="andras") if who == "other" else host
    organiser = make_organiser((federation, roles.get(who, Role.OWNER))) if who != "anonymous" else None
    wrong = {}
    for (method, endpoint), answers in ANSWERS.items():
        browser = OrganiserBrowser(app, organiser)
        path = _path(app, endpoint, addresses)
        code = (browser.get(path) if method == "GET" else browser.post(path)).status_code
        if code != answers[number]:
            wrong[method, endpoint] = code
    assert wrong == {}


def test_administrator_without_a_role_sees_no_people(app, addresses):
    organiser = make_organiser(is_administrator=True)
    browser = OrganiserBrowser(app, organiser)
    addresses.pop("host")
    for method, endpoint in ANSWERS:
        if not endpoint.startswith("federations") and endpoint != "events_manage.list_events":
            path = _path(app, endpoint, addresses)
            assert (browser.get(path) if method == "GET" else browser.post(path)).status_code == 403


def test_reading_leaves_the_database_as_it_was(app, addresses, session):
    organiser = make_organiser((addresses.pop("host"), Role.OWNER))
    browser = OrganiserBrowser(app, organiser)
    before = _rows()
    for method, endpoint in ANSWERS:
        if method == "GET":
            browser.get(_path(app, endpoint, addresses))
            browser.client.head(_path(app, endpoint, addresses))
    assert _rows() == before


def _rows():
    db.session.rollback()
    return {table.name: db.session.execute(table.select()).all() for table in db.metadata.sorted_tables}


def _path(app, endpoint, values):
    with app.test_request_context():
        needed = next(app.url_map.iter_rules(endpoint)).arguments
        adapter = app.url_map.bind("localhost")
        return adapter.build(endpoint, {name: values[name] for name in needed})


def _blueprint(rule):
    return rule.endpoint.rpartition(".")[0] or None
