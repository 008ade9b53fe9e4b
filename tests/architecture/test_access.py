"""Every page has a rule about who may open it, and the rule holds: read from the URL map, so new pages are in."""

from __future__ import annotations

import pytest
from flask import abort
from werkzeug.routing import Rule as UrlRule

from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.events.kinds import Attendance
from eventapp.federations import access
from eventapp.federations.access import Entry
from eventapp.federations.models import Organiser, Role
from tests.support.addresses import MARK, PERSONAL, blueprint_of, find_key, manage_rules, path_of, values_for
from tests.support.builders import make_event, make_federation
from tests.support.organisers import OrganiserBrowser, make_organiser

RANK = list(Role)
#: What a request may answer where the rule lets somebody in; 410 is a used link.
LET_IN = {200, 302, 303, 400, 409, 410, 429}
#: Variables that say nothing of whose page it is.
OF_NOBODY = {"secret", "file_format", "year"}
#: Where who is let in ends at the sign-in all the same.
ENDS_AT_SIGN_IN = {"federations_manage.sign_out"}

#: What answers otherwise than its rule says: (method, endpoint, who) -> status and why.
EXCEPTIONS: dict[tuple[str, str, str], tuple[int, str]] = {
    ("GET", "mailings_manage.show_mailing", "viewer"): (
        403,
        "viewers read what was sent; a draft is its editors'",
    ),
}


def methods_of(rule: UrlRule) -> list[str]:
    return sorted(rule.methods - {"HEAD", "OPTIONS"})


@pytest.fixture
def pages(app):
    """Every page for organisers: (method, URL rule, rule of access); one with a fault found below is left out."""
    app.config["PROPAGATE_EXCEPTIONS"] = False  # what fails is in the list with the others, as a 500
    return [
        (method, rule, access.rule_of(app.view_functions[rule.endpoint]))
        for rule in manage_rules(app)
        for method in methods_of(rule)
        if all(find_key(rule, variable) for variable in rule.arguments)
        and access.rule_of(app.view_functions[rule.endpoint])
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


def test_every_variable_of_an_address_has_a_value(app):
    missing = {
        f"give a value for <{variable}> of {rule.rule} in VALUES of tests/support/addresses.py"
        for rule in app.url_map.iter_rules()
        for variable in rule.arguments
        if find_key(rule, variable) is None
    }
    assert missing == set()


def test_page_without_a_rule_is_refused_even_to_an_owner(app, session):
    app.add_url_rule("/arrangor/glomd", "glomd", lambda: "hemligt")
    browser = OrganiserBrowser(app, make_organiser((make_federation(), Role.OWNER)))
    assert browser.get("/arrangor/glomd").status_code == 403


def test_organisers_pages_are_in_swedish_only(app, client):
    assert (
        client.get("/en/arrangor/logga-in?next=/arrangor/").location == "/arrangor/logga-in?next=/arrangor/"
    )


@pytest.mark.parametrize(
    "who", ["anonymous", "owner elsewhere", "administrator", *(role.value for role in Role)]
)
def test_each_page_answers_what_its_rule_says_and_changes_nothing_for_who_is_refused(
    app, world, people, pages, visit, watched, who
):
    assert find_faults(app, world[1], pages, who, visit(people[who]), watched()) == []


@pytest.mark.parametrize(
    ("who", "code", "writes"),
    [("anonymous", 403, ""), ("owner elsewhere", 200, ""), ("door", 403, "wrote"), ("viewer", 404, "")],
)
def test_planted_faults_are_found(app, world, people, visit, watched, who, code, writes):
    def leak(public_id):
        organiser = access.current_organiser()
        if writes:
            with write():
                db.session.get_one(Organiser, organiser.id).name = "Skrev ändå"
        abort(code) if code >= 400 else None
        return public_id

    view = access.open_to_anyone(leak) if who == "anonymous" else access.signed_in_only(leak)
    app.add_url_rule("/arrangor/evenemang/<public_id>/lacka", "leak", view, methods=["POST"])
    rule = next(app.url_map.iter_rules("leak"))
    page = ("POST", rule, access.Rule(Role.EDITOR if who == "door" else Role.VIEWER))
    found = find_faults(app, world[1], [page], who, visit(people[who]), watched())
    assert [fault[2:4] for fault in found] == [(code, writes)]


def find_faults(app, values, pages, who, send, database):
    """Return what answers otherwise than its rule says, or writes although it refuses or only reads."""
    wrong = []
    for method, url_rule, rule in pages:
        wanted = expected(method, url_rule, rule, who)
        code = outcome(send(method, path_of(app, url_rule, values)))
        changed, may_write = database.has_changed(), method != "GET" and wanted >= LET_IN
        if code not in wanted or (changed and not may_write):
            wrong.append((method, url_rule.rule, code, "wrote" if changed else "", f"wanted {wanted}"))
        if changed:
            database.restore()
    return wrong


def expected(method, url_rule, rule, who):
    """Return the statuses that the rule allows."""
    exception = EXCEPTIONS.get((method, url_rule.endpoint, who))
    if exception is not None:
        return {exception[0]}
    refused = refusal(rule, who)
    if refused:
        return {refused}
    if who == "owner elsewhere" and rule.least is not Entry.ANYONE and url_rule.arguments - OF_NOBODY:
        return {404}
    return LET_IN | ({"sign-in"} if url_rule.endpoint in ENDS_AT_SIGN_IN else set())


def refusal(rule, who):
    """Return how the rule refuses somebody before it is known whose page it is; None where it does not."""
    if rule.least is Entry.ANYONE:
        return None
    if who == "anonymous":
        return "sign-in"
    if who == "administrator" and (rule.admits_administrator or rule.least is Entry.ADMINISTRATOR):
        return None
    is_low = isinstance(rule.least, Role) and not has_role(who, rule.least)
    return 403 if is_low or rule.least is Entry.ADMINISTRATOR else None


def has_role(who, least):
    held = {"owner elsewhere": Role.OWNER, "administrator": None}.get(who, who)
    return held in RANK and RANK.index(Role(held)) <= RANK.index(least)


def outcome(answer):
    """Return the status, or *sign-in* where one is sent there."""
    is_sent_away = answer.status_code == 302 and "/arrangor/logga-in" in answer.location
    return "sign-in" if is_sent_away else answer.status_code


def test_parts_of_another_event_are_not_reached_through_ones_own(
    app, session, world, people, pages, visit, watched
):
    """An owner puts what belongs to another federation's event behind the address of their own."""
    other = make_federation(slug="frammande")
    foreign = values_for(app, make_event(hosts=[other], attendance=Attendance.HYBRID), other)
    send, database, wrong = visit(people["owner"]), watched(), []
    for method, url_rule, _ in pages:
        keys = {find_key(url_rule, variable) for variable in url_rule.arguments}
        for key in keys - {"public_id"}:
            if "public_id" not in keys or world[1][key] == foreign[key]:
                continue
            answer = send(method, path_of(app, url_rule, world[1] | {key: foreign[key]}))
            if answer.status_code != 404 or database.has_changed():
                wrong.append((method, url_rule.rule, key, answer.status_code))
                database.restore()
    assert wrong == []


@pytest.fixture
def joint_day(app, session):
    """A joint event, the values of the coordinating host's people, and the owner of a co-host."""
    coordinating, co_host = make_federation(slug="samordnande"), make_federation(slug="medvard")
    event = make_event(hosts=[coordinating, co_host], attendance=Attendance.HYBRID)
    return values_for(app, event, coordinating), make_organiser((co_host, Role.OWNER))


def test_co_host_reaches_nobody_of_another_host(app, joint_day, pages, visit, watched):
    values, owner = joint_day
    send, database, wrong, tried = visit(owner), watched(), [], 0
    for method, url_rule, rule in pages:
        if rule.least is Entry.ANYONE or not _personal(url_rule):
            continue
        tried += 1
        code = send(method, path_of(app, url_rule, values)).status_code
        if code != 404 or database.has_changed():
            wrong.append((method, url_rule.rule, code))
            database.restore()
    assert wrong == []
    assert tried


def test_co_host_reads_of_nobody_of_another_host(app, joint_day, pages, visit, watched):
    values, owner = joint_day
    send, database, leaking = visit(owner), watched(), []
    for method, url_rule, rule in pages:
        if rule.least is Entry.ANYONE or "public_id" not in url_rule.arguments or _personal(url_rule):
            continue
        answer = send(method, path_of(app, url_rule, values))
        if MARK.casefold() in answer.get_data(as_text=True).casefold():
            leaking.append((method, url_rule.rule))
        if database.has_changed():
            database.restore()
    assert leaking == []


def test_coordinating_host_reads_of_everybody(app, session, visit):
    """What the test above looks for is there to be seen."""
    coordinating, co_host = make_federation(), make_federation()
    event = make_event(hosts=[coordinating, co_host])
    values = values_for(app, event, co_host)
    send = visit(make_organiser((coordinating, Role.VIEWER)))
    assert MARK in send("GET", f"/arrangor/evenemang/{values['public_id']}/deltagare").text


def _personal(url_rule):
    return PERSONAL & {find_key(url_rule, variable) for variable in url_rule.arguments}


def test_blueprint_of_a_rule_without_one_is_none(app):
    assert blueprint_of(next(app.url_map.iter_rules("static"))) is None
