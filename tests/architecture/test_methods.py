"""Only POST writes: whatever another method carries, whoever sends it, the database stays as it was."""

from __future__ import annotations

import ast
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import flask
import pytest
import sqlalchemy as sa
from flask_wtf import FlaskForm
from wtforms import StringField

from eventapp.core.clock import now
from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.events.kinds import Attendance, Audience, EventStatus, Mode
from eventapp.federations.models import Federation, Role
from eventapp.invitations.models import Invitee, InviteeAnswer
from eventapp.privacy import public_routes as privacy_routes
from eventapp.registrations.models import Registration
from eventapp.registrations.services import cancel_registration
from tests.support.addresses import manage_rules, path_of, values_for
from tests.support.builders import make_event, make_federation, sign_up
from tests.support.forms import WRITTEN, every_field
from tests.support.organisers import make_organiser

PACKAGE = Path(__file__).parents[2] / "eventapp"
READING = ("GET", "HEAD", "OPTIONS")
#: May differ between two answers to the same request.
PASSING = {"Set-Cookie", "Date", "Content-Length"}
#: What makes each state, from an open event with a registration and an invited person.
STATES = {
    "confirmed": lambda _event: None,
    "waitlisted": lambda _event: None,
    "cancelled": lambda event: [cancel_registration(person.id) for person in _all(Registration, event)],
    "on site": lambda event: _set(_all(Registration, event), mode=Mode.ON_SITE),
    "declined": lambda event: _set(_all(Invitee, event), answer=InviteeAnswer.DECLINED, answered_at=now()),
    "accepted": lambda event: _set(
        _all(Invitee, event)[:1],
        answer=InviteeAnswer.ACCEPTED,
        answered_at=now(),
        registration_id=_all(Registration, event)[0].id,
    ),
    "past": lambda event: _set(
        [event], starts_at=now() - timedelta(days=1), ends_at=now() - timedelta(hours=22)
    ),
    "called off": lambda event: _set([event], status=EventStatus.CANCELLED, cancelled_at=now()),
    "draft again": lambda event: _set([event], status=EventStatus.DRAFT),
    "closed": lambda event: _set([event], registration_closes_at=now() - timedelta(hours=1)),
    "for the invited": lambda event: _set([event], audience=Audience.INVITED),
}


def _all(model, event):
    return db.session.scalars(sa.select(model).where(model.event_id == event.id)).all()


def _set(rows, **values):
    for row in rows:
        for name, value in values.items():
            setattr(row, name, value)
    db.session.flush()


@pytest.fixture
def rules(app):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return list(app.url_map.iter_rules())


@pytest.fixture
def host(session):
    return make_federation()


@pytest.fixture
def values_in(app, host, rules):
    """Make values for every page about an event in a state: `values_in("waitlisted")`."""

    def make(state):
        seats = 1 if state == "waitlisted" else 20
        event = make_event(hosts=[host], attendance=Attendance.HYBRID, seats=seats)
        if state == "waitlisted":
            sign_up(event, email="forst@exempel.se")
        values = values_for(app, event, host, rules)
        STATES[state](event)
        return values

    return make


def find_writes(app, rules, values, send, database, *, is_thorough=False):
    """Return which pages write for another method than POST, or answer HEAD otherwise than GET."""
    wrong = []
    for rule in rules:
        path = path_of(app, rule, values)
        with send("GET", path) as page:
            fields = every_field(page.text) if page.mimetype == "text/html" else {}
        if database.has_changed():
            wrong.append(("GET", rule.rule, "nothing"))
            database.restore()
        for method, name, carried in _requests(fields, is_thorough=is_thorough):
            with send(method, path, **carried) as answer:
                is_other = name == "nothing" and not _is_like(answer, page)
            if database.has_changed():
                wrong.append((method, rule.rule, name))
                database.restore()
            elif is_other:
                wrong.append((method, rule.rule, "answers otherwise than GET"))
    return wrong


def _requests(fields, *, is_thorough):
    """Return methods, and where a request may carry what looks like a filled-in form."""
    in_form = {"query_string": fields, "data": fields}
    yield "HEAD", "nothing", {}
    for method in READING if is_thorough else ("GET", "HEAD"):
        yield method, "query and form", in_form
    for method in READING if is_thorough else ("OPTIONS",):
        # A file is read once.
        parts = {**fields, "file": (BytesIO(b"namn;e-post"), "lista.csv")}
        yield method, "query and parts", in_form | {"data": parts, "content_type": "multipart/form-data"}


def _is_like(head, page):
    return head.status_code == page.status_code and _lasting(head) == _lasting(page)


def _lasting(answer):
    return {(name, value) for name, value in answer.headers if name not in PASSING}


def test_no_public_page_writes_unless_posted_to(app, rules, values_in, visit, watched):
    public = [rule for rule in rules if rule not in manage_rules(app)]
    assert find_writes(app, public, values_in("confirmed"), visit(None), watched()) == []


@pytest.mark.parametrize("state", list(STATES)[1:])
def test_no_page_of_a_participant_writes_unless_posted_to(app, rules, values_in, visit, watched, state):
    theirs = [rule for rule in rules if "token" in rule.arguments and "GET" in rule.methods]
    assert find_writes(app, theirs, values_in(state), visit(None), watched()) == []


@pytest.fixture
def organisers(host):
    """Who comes: by name, what role they have at the host."""
    roles = {role.value: make_organiser((host, role)) for role in Role}
    return roles | {"anonymous": None, "administrator": make_organiser(is_administrator=True)}


def test_no_page_for_organisers_writes_unless_posted_to(app, values_in, organisers, visit, watched):
    send = visit(organisers["owner"])
    assert find_writes(app, manage_rules(app), values_in("confirmed"), send, watched()) == []


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("state", "who"),
    [
        *((state, "anonymous") for state in STATES),
        *((state, "owner") for state in ("confirmed", "past", "called off", "draft again")),
        *(("confirmed", who) for who in ("administrator", "editor", "viewer", "door")),
    ],
)
def test_no_page_writes_unless_posted_to(app, rules, values_in, organisers, visit, watched, state, who):
    values, send = values_in(state), visit(organisers[who])
    assert find_writes(app, rules, values, send, watched(), is_thorough=True) == []


def test_filled_in_forms_write_when_they_are_posted(app, rules, values_in, visit, watched):
    """What the tests above carry is what the forms want: as POST it is taken."""
    sign_up(make_event(), email=WRITTEN["email"])
    values, send, database = values_in("confirmed"), visit(None), watched()
    taken = set()
    for rule in rules:
        if {"GET", "POST"} <= rule.methods and rule not in manage_rules(app):
            path = path_of(app, rule, values)
            send("POST", path, data=every_field(send("GET", path).text))
            if database.has_changed():
                taken.add(rule.endpoint)
                database.restore()
    assert taken == {
        "events_public.confirm_requirement",
        "feedback_public.leave_feedback",
        "feedback_public.report",
        "invitations_public.accept",
        "privacy_public.erase_data",
        "privacy_public.erase_invitation",
        "registrations_public.ask_for_link",
        "registrations_public.cancel_registration",
        "registrations_public.change_registration",
        "registrations_public.register",
        "reminders_public.choose_reminders",
    }


def test_view_that_takes_everything_but_get_for_a_sent_form_is_found(
    app, rules, values_in, visit, watched, monkeypatch
):
    monkeypatch.setattr(privacy_routes, "is_sent", lambda: flask.request.method != "GET")
    erasing = [rule for rule in rules if rule.endpoint == "privacy_public.erase_data"]
    found = find_writes(app, erasing, values_in("confirmed"), visit(None), watched())
    assert ("HEAD", "/anmalan/<token>/uppgifter/ta-bort", "nothing") in found


@pytest.mark.parametrize("source", ["args", "values"])
def test_form_that_is_filled_in_from_the_address_is_found(app, values_in, visit, watched, source):
    class NameForm(FlaskForm):
        name = StringField()

    def rename():
        form = NameForm(formdata=getattr(flask.request, source))
        if form.name.data and form.validate():
            with write():
                db.session.scalars(sa.select(Federation)).first().name = form.name.data
        return flask.render_template_string('<input name="name">{{ form.csrf_token }}', form=form)

    app.add_url_rule("/namn", "rename", rename)
    values = values_in("confirmed")
    found = find_writes(app, list(app.url_map.iter_rules("rename")), values, visit(None), watched())
    assert ("GET", "/namn", "query and form") in found
    assert ("HEAD", "/namn", "query and form") in found


def test_no_page_takes_other_methods(app):
    assert {method for rule in app.url_map.iter_rules() for method in rule.methods} == {*READING, "POST"}


def find_questions_about_the_method(source):
    """Return what a module reads to learn of the method, or of a form from address and body alike."""
    return sorted(
        node.attr if isinstance(node, ast.Attribute) else node.value
        for node in ast.walk(ast.parse(source))
        if (
            isinstance(node, ast.Attribute)
            and (
                node.attr == "is_submitted" or (node.attr in {"method", "values"} and _is_request(node.value))
            )
        )
        or (isinstance(node, ast.Constant) and node.value == "REQUEST_METHOD")
    )


def _is_request(node):
    return "request" in {getattr(node, "id", ""), getattr(node, "attr", "")}


def test_one_place_asks_for_the_method():
    """All others ask it by `is_sent()` and `validate_on_submit()`, which is `is_sent()` and valid."""
    askers = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if find_questions_about_the_method(path.read_text(encoding="utf-8"))
    }
    assert askers == {"core/request.py"}


@pytest.mark.parametrize(
    "planted",
    [
        'if request.method == "GET": pass',
        'if flask.request.method in {"GET", "HEAD"}: pass',
        "match request.method:\n    case 'GET': pass",
        "asked = request.environ['REQUEST_METHOD']",
        "form = Form(request.values)",
        "if form.is_submitted(): pass",
    ],
)
def test_questions_about_the_method_are_found(planted):
    assert find_questions_about_the_method(planted)
