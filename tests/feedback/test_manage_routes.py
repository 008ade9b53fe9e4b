"""What organisers read of what has been told: every host all of it, and nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from eventapp.core.clock import now
from eventapp.core.extensions import db
from eventapp.federations.models import Role
from eventapp.feedback.models import Feedback, FeedbackKind
from tests.support.builders import make_event, make_federation
from tests.support.markup import Markup
from tests.support.organisers import OrganiserBrowser, make_organiser
from tests.support.queries import count_queries

pytestmark = pytest.mark.usefixtures("session")


def tell(event, text="Ingen ramp.", kind=FeedbackKind.WRONG, **overrides):
    """Keep something told about an event."""
    number = db.session.query(Feedback).count()
    values = {
        "form_id": f"form-{number}",
        "event_id": event.id,
        "kind": kind,
        "text": text,
        "created_at": now(),
    }
    db.session.add(Feedback(**values | overrides))
    db.session.flush()


def read(app, event, federation, role=Role.VIEWER, query=""):
    """Open the page as an organiser with this role in this federation."""
    browser = OrganiserBrowser(app, make_organiser((federation, role)))
    return browser.get(f"/arrangor/evenemang/{event.public_id}/synpunkter{query}")


@pytest.mark.parametrize("role", [Role.OWNER, Role.EDITOR, Role.VIEWER])
@pytest.mark.parametrize("position", [0, 1])
def test_every_host_reads_all_of_it(app, role, position):
    hosts = [make_federation(), make_federation()]
    event = make_event(hosts=hosts)
    tell(event)

    assert "Ingen ramp." in read(app, event, hosts[position], role).text


def test_others_and_the_door_do_not(app):
    host, other = make_federation(), make_federation()
    event = make_event(hosts=[host])
    tell(event)

    assert read(app, event, other, Role.OWNER).status_code == 404
    assert read(app, event, host, Role.DOOR).status_code == 403


def test_nothing_of_another_event_or_of_the_site_is_there(app):
    host = make_federation()
    event, neighbour = make_event(hosts=[host]), make_event(hosts=[host])
    tell(neighbour, "Grannens synpunkt")
    tell(event, "Om webbplatsen", FeedbackKind.FAULT, event_id=None)

    text = read(app, event, host).text

    assert "Ingen har skrivit något än." in text
    assert "Grannens" not in text
    assert "Om webbplatsen" not in text


def test_the_latest_is_first_with_its_day_and_no_time_of_day(app):
    host = make_federation()
    event = make_event(hosts=[host])
    tell(event, "Först", created_at=now() - timedelta(days=2))
    tell(event, "Sist", FeedbackKind.OPINION)

    text = read(app, event, host).text

    assert text.index("Sist") < text.index("Först")
    assert f"{now():%H.%M}" not in text


def test_hostile_text_stays_dead(app):
    host = make_federation()
    event = make_event(hosts=[host])
    tell(event, "<script>alert(1)</script>\n<b onclick=x>")

    page = Markup(read(app, event, host).text)

    assert page.alive == []
    assert "<script>alert(1)</script>\n<b onclick=x>" in page.blocks


@pytest.mark.parametrize(("many", "query", "shown"), [(1, "", 1), (60, "", 50), (60, "?sida=2", 10)])
def test_a_page_takes_the_same_queries_however_many_there_are(app, many, query, shown):
    host = make_federation()
    event = make_event(hosts=[host])
    for number in range(many):
        tell(event, f"Synpunkt nummer {number}")
    browser = OrganiserBrowser(app, make_organiser((host, Role.VIEWER)))

    with count_queries() as queries:
        text = browser.get(f"/arrangor/evenemang/{event.public_id}/synpunkter{query}").text

    assert text.count("Synpunkt nummer") == shown
    assert len(queries) <= 6


def test_it_is_never_on_a_public_page(app, client):
    event = make_event()
    tell(event, "Aldrig offentligt")

    for page in (f"/evenemang/{event.slug}", f"/evenemang/{event.slug}/synpunkt", "/"):
        assert "Aldrig offentligt" not in client.get(page).text


def tell_of_the_site(text="Knappen syns inte."):
    tell_of = {"event_id": None, "kind": FeedbackKind.FAULT, "contact": "kim@example.se"}
    db.session.add(Feedback(form_id="sajt-1", text=text, created_at=now(), **tell_of))
    db.session.flush()


def test_who_runs_the_site_reads_what_is_told_of_it(app):
    runs, other = make_federation(slug="driver"), make_federation(slug="annan")
    tell_of_the_site()
    db.session.commit()
    app.config["OPERATING_FEDERATION"] = "driver"
    first_page = OrganiserBrowser(app, make_organiser((runs, Role.VIEWER)))
    assert "/arrangor/webbplatsen" in first_page.get("/arrangor/").text
    page = first_page.get("/arrangor/webbplatsen").text
    assert "Knappen syns inte." in page
    assert "kim@example.se" in page
    others = OrganiserBrowser(app, make_organiser((other, Role.OWNER)))
    assert others.get("/arrangor/webbplatsen").status_code == 403
    assert "/arrangor/webbplatsen" not in others.get("/arrangor/").text


def test_reports_about_the_site_are_everybodys_while_nobody_is_said_to_run_it(app):
    tell_of_the_site()
    db.session.commit()
    browser = OrganiserBrowser(app, make_organiser((make_federation(), Role.VIEWER)))
    assert "Knappen syns inte." in browser.get("/arrangor/webbplatsen").text
