"""The event's log: who did what, before and after, in words; every act in the code has a name."""

import ast
from datetime import UTC, datetime

import pytest

from eventapp.audit.services import SYSTEM, organiser_actor, record_action, record_change
from eventapp.core.extensions import db
from eventapp.core.settings import ROOT
from eventapp.federations.models import Role
from eventapp.invitations.models import InviteeAnswer
from eventapp.registrations.log_fields import field_label, value_text
from eventapp.registrations.log_labels import find_label
from eventapp.registrations.manage_people import remove_participant
from eventapp.registrations.models import CallReason, call_action
from eventapp.registrations.participant_labels import find_mail_label
from eventapp.registrations.states import Step
from tests.support.builders import make_event, make_federation, registration_of, sign_up
from tests.support.organisers import OrganiserBrowser, make_organiser
from tests.support.queries import count_queries

ZONE = "Europe/Stockholm"
RECORDING = {"record_action", "record_change"}
#: Written as they happen, so named here: what an act may be where the code does not spell it out.
COMPUTED = {
    "step.value": {step.value for step in Step},
    "call_action(reason)": {call_action(reason) for reason in CallReason},
    "f'invitation_{answer.value}'": {
        f"invitation_{answer}" for answer in InviteeAnswer if answer != "silent"
    },
}
#: Acts on organisers and federations, which are in no event's log.
ELSEWHERE = ("federations",)


def acts_in(path):
    """Return the acts that a module writes into the trail, and the expressions that are not spelled out."""
    tree = ast.parse(path.read_text())
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    places = dict.fromkeys(RECORDING, 1)
    for name, function in functions.items():
        names = [argument.arg for argument in function.args.args]
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
            given = act_of(call, RECORDING, 1)
            if name not in RECORDING and isinstance(given, ast.Name) and given.id in names:
                places[name] = names.index(given.id)
    found, computed = set(), set()
    for call in calls:
        for name, place in places.items():
            given = act_of(call, {name}, place)
            if isinstance(given, ast.Constant):
                found.add(given.value)
            elif given is not None and ast.unparse(given) != "action":
                computed.add(ast.unparse(given))
    return found, computed


def act_of(call, names, place):
    called = getattr(call.func, "id", getattr(call.func, "attr", ""))
    return call.args[place] if called in names and len(call.args) > place else None


def test_every_act_in_the_code_has_a_name():
    found, computed = set(), set()
    for path in sorted((ROOT / "eventapp").rglob("*.py")):
        if path.parent.name not in ELSEWHERE:
            acts, expressions = acts_in(path)
            found |= acts
            computed |= expressions
    assert computed <= set(COMPUTED), "say in COMPUTED what these may be"
    assert len(found) > 40, "the search finds the acts"
    for expression in computed:
        found |= COMPUTED[expression]
    assert {act for act in found if not find_label(act, "registration")} == set()


def test_every_mail_to_people_has_a_name():
    slices = ("registrations", "reminders", "mailings", "invitations", "privacy")
    kinds = {
        folder.name
        for each in slices
        for folder in (ROOT / "templates" / each / "mail").iterdir()
        if folder.name != "shared"
    }
    assert {kind for kind in kinds if not find_mail_label(kind)} == set()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        ("", "–"),
        ([], "–"),
        (True, "ja"),
        (False, "nej"),
        (0, "0"),
        ("on_site", "på plats"),
        ("2027-07-01T10:00:00+00:00", "2027-07-01 12.00"),
        ("Rubrik", "Rubrik"),
        (["online", "Tolk"], "digitalt, Tolk"),
        ({"seats": 3, "is_required": True}, "Platser: 3, Måste besvaras: ja"),
    ],
)
def test_values_are_written_for_people(value, text):
    assert value_text(value, ZONE) == text


def test_unknown_fields_are_readable_and_long_texts_cut():
    assert field_label("favourite_colour") == "Favourite colour"
    assert len(value_text("ö" * 900, ZONE)) < 310


@pytest.fixture
def hosts(session):
    return [make_federation(), make_federation()]


@pytest.fixture
def event(hosts):
    return make_event(hosts=hosts)


def log(app, event, host, **overrides):
    browser = OrganiserBrowser(app, make_organiser((host, Role.VIEWER), **overrides))
    return browser.get(f"/arrangor/evenemang/{event.public_id}/logg").text


def test_it_says_who_did_what_with_before_and_after_newest_first(app, event, hosts):
    sign_up(event, name="Kim Ek", federation_id=hosts[0].id)
    ada = organiser_actor(make_organiser((hosts[0], Role.EDITOR), name="Ada Arrangör").id)
    start = datetime(2027, 1, 15, 8, tzinfo=UTC)
    record_change(
        ada,
        "change_time_and_place",
        record=("event", event.public_id),
        before={"starts_at": start.isoformat(), "is_recorded": None},
        after={"starts_at": start.replace(hour=9).isoformat(), "is_recorded": True},
        event_id=event.id,
    )
    remove_participant(registration_of(event).id, "Dubbelanmäld", ada, tells_reason=False)
    page = log(app, event, hosts[0])
    places = [
        page.index(text)
        for text in ("Avbokning", "Dubbelanmäld", "Ändrad tid, plats eller sätt att delta", "Anmälan</div>")
    ]
    assert places == sorted(places)
    for text in (
        "Ada Arrangör",
        "Personen själv",
        "Kim Ek",
        "2027-01-15 09.00",
        "2027-01-15 10.00",
        "Spelas in",
    ):
        assert text in page


def test_others_people_are_not_in_a_co_host_s_log(app, event, hosts):
    sign_up(event, "a@example.se", name="Person A", federation_id=hosts[0].id)
    sign_up(event, "b@example.se", name="Person B", federation_id=hosts[1].id)
    record_action(SYSTEM, "view_needs", record=("registration", "borttagen"), event_id=event.id)
    record_action(SYSTEM, "remove_invitee", record=("invitee", "borttagen"), event_id=event.id)
    record_action(SYSTEM, "event_edited", record=("event", event.public_id), event_id=event.id)
    mine, whole = log(app, event, hosts[1]), log(app, event, hosts[0])
    assert "Person B" in mine
    assert "Ändrade uppgifter" in mine
    for text in ("Person A", "Behov visade", "Inbjuden borttagen"):
        assert text not in mine
        assert text in whole


def test_it_is_read_page_by_page_with_the_same_number_of_queries(app, event, hosts):
    counts = []
    for number in (1, 60):
        for _ in range(number):
            record_action(SYSTEM, "event_edited", record=("event", event.public_id), event_id=event.id)
        db.session.commit()
        with count_queries() as statements:
            page = log(app, event, hosts[0])
        counts.append(len([one for one in statements if one.startswith("SELECT")]))
    assert counts[0] == counts[1]
    assert "Sida 1 av 2" in page
