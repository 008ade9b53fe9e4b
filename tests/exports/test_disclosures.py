"""Handing a list out: one row at a time, nothing without a decision, and the trail knows no names."""

from __future__ import annotations

import csv
import io

import pytest
import sqlalchemy as sa

from eventapp.audit.models import AuditEntry
from eventapp.core.extensions import db
from eventapp.exports.models import DisclosureDecision, Verdict
from eventapp.federations.models import Role
from tests.support.builders import make_event, make_federation, registration_of, sign_up
from tests.support.forms import hidden_fields
from tests.support.organisers import OrganiserBrowser, make_organiser

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("session")]

PEOPLE = ("ada@example.se", "bo@example.se", "cia@example.se")


@pytest.fixture
def event():
    event = make_event(hosts=[make_federation()])
    for email in PEOPLE:
        sign_up(event, email, name=f"Person {email[:3]}", needs="Hörslinga", organisation="Unga framåt")
    return event


@pytest.fixture
def owner(app, event):
    return OrganiserBrowser(app, make_organiser((event.coordinating_host, Role.OWNER)))


def start(owner, event):
    """Begin a review and return its address."""
    return owner.post(f"/arrangor/evenemang/{event.public_id}/utlamnande", case_number="Dnr 2027/14").location


def decide(owner, review, event, email, **fields):
    path = f"{review}?anmalan={registration_of(event, email).public_id}"
    fields = hidden_fields(owner.get(path).text) | fields
    return owner.client.post(path, data=fields)


def test_each_row_is_shown_by_itself_with_what_the_law_asks(owner, event):
    page = owner.get(start(owner, event)).text

    assert "3 av 3 kvar att pröva" in page
    assert "Person ada" in page
    assert "Person bo" not in page
    assert "Hörslinga" not in page
    for section in ("OSL 21 kap. 3 §", "OSL 22 kap. 1 §", "OSL 21 kap. 7 §"):
        assert section in page


def test_the_list_has_what_was_decided_and_nothing_else(owner, event):
    review = start(owner, event)
    decide(owner, review, event, "ada@example.se", verdict="release")
    decide(owner, review, event, "bo@example.se", verdict="mask", masked=["name", "email"], reason="21:3 OSL")
    assert "1 av 3 kvar att pröva" in owner.get(review).text

    file = owner.post(review + ".csv")
    rows = list(csv.DictReader(io.StringIO(file.data.decode("utf-8-sig")), delimiter=";"))
    assert [row["Namn"] for row in rows] == ["Person ada", "[maskat]"]
    assert [row["E-postadress"] for row in rows] == ["ada@example.se", "[maskat]"]
    assert rows[1]["Arbetsplats"] == "Unga framåt"
    assert "Hörslinga" not in file.text

    decide(owner, review, event, "cia@example.se", verdict="refuse", reason="22:1 OSL")
    assert owner.get(review).location.endswith("/lista")
    page = owner.get(review + "/lista").text.partition("<h2>Besluten")[0]
    assert "Person ada" in page
    assert "Person bo" not in page
    assert "Person cia" not in page


def test_keeping_something_back_needs_a_reason_and_masking_its_fields(owner, event):
    review = start(owner, event)
    refused = decide(owner, review, event, "ada@example.se", verdict="refuse").text
    assert "Skriv varför uppgifterna inte lämnas ut" in refused
    masked = decide(owner, review, event, "ada@example.se", verdict="mask", reason="21:3").text
    assert "Välj vilka uppgifter som ska maskas" in masked
    assert "Välj vad du beslutar" in decide(owner, review, event, "ada@example.se").text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(DisclosureDecision)) == 0


def test_a_decision_can_be_changed_and_the_trail_keeps_both_without_names(owner, event):
    review = start(owner, event)
    decide(owner, review, event, "ada@example.se", verdict="release")
    decide(owner, review, event, "ada@example.se", verdict="refuse", reason="Person ada är förföljd")
    owner.post(review + ".csv")

    db.session.rollback()
    assert db.session.scalars(sa.select(DisclosureDecision.verdict)).all() == [Verdict.REFUSE]
    trail = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).all()
    made = [row.details["verdict"] for row in trail if row.action == "disclosure"]
    assert made == ["release", "refuse"]
    assert [row.details for row in trail if row.action == "hand_out"] == [{"count": 0}]
    text = " ".join(f"{row.record_id} {row.details}" for row in trail)
    assert "ada" not in text


def test_a_co_host_reviews_only_those_who_chose_it(app):
    first, second = make_federation(), make_federation()
    event = make_event(hosts=[first, second])
    sign_up(event, "ada@example.se", name="Person ada", federation_id=first.id)
    sign_up(event, "bo@example.se", name="Person bo", federation_id=second.id)
    browser = OrganiserBrowser(app, make_organiser((second, Role.OWNER)))

    review = start(browser, event)
    assert "1 av 1 kvar" in browser.get(review).text
    assert "Person bo" in browser.get(review).text
    others = registration_of(event, "ada@example.se").public_id
    assert browser.get(f"{review}?anmalan={others}").status_code == 404


def test_what_one_host_decides_no_other_host_sees_or_changes(app):
    first, second = make_federation(), make_federation()
    event = make_event(hosts=[first, second])
    sign_up(event, "bo@example.se", name="Person bo", federation_id=second.id)
    owners = [OrganiserBrowser(app, make_organiser((host, Role.OWNER))) for host in (first, second)]
    reviews = [start(owner, event) for owner in owners]
    decide(owners[0], reviews[0], event, "bo@example.se", verdict="refuse", reason="21:3 OSL")
    row = registration_of(event, "bo@example.se").public_id

    for owner, others in zip(owners, reversed(reviews), strict=True):
        assert owner.get(others).status_code == 404
        assert owner.get(f"{others}/lista").status_code == 404
        assert owner.get(f"{others}?anmalan={row}").status_code == 404
        assert owner.post(f"{others}?anmalan={row}", verdict="release").status_code == 404
        assert owner.post(f"{others}.csv").status_code == 404
        page = owner.get(f"/arrangor/evenemang/{event.public_id}/utlamnande").text
        assert page.count("Dnr 2027/14") == 1
    decide(owners[1], reviews[1], event, "bo@example.se", verdict="release")
    assert "Person bo" not in owners[0].post(f"{reviews[0]}.csv").text
    assert "Person bo" in owners[1].post(f"{reviews[1]}.csv").text


def test_a_review_is_not_opened_at_another_events_address(owner, event):
    review = start(owner, event)
    other = make_event(hosts=[event.coordinating_host])

    assert owner.get(review.replace(event.public_id, other.public_id)).status_code == 404
