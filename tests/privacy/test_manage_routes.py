"""Editors see what goes when on the events that their federation coordinates, and what has gone."""

from __future__ import annotations

import pytest

from eventapp.core.extensions import db
from eventapp.federations.models import Role
from eventapp.privacy.commands import purge_all
from tests.support.builders import make_event, make_federation, sign_up, swedish
from tests.support.organisers import OrganiserBrowser, make_organiser

pytestmark = pytest.mark.usefixtures("session")


def test_the_plan_and_the_protocol_are_those_of_ones_own_events(app, at):
    at("2027-10-01 12:00")
    mine, theirs = make_federation(), make_federation()
    for host, title in ((mine, "Vårt webbinarium"), (theirs, "Deras webbinarium")):
        sign_up(
            make_event(hosts=[host], title=title, starts_at=swedish("2027-11-08 09:00")), needs="Hörslinga"
        )
    db.session.commit()
    editor = make_organiser((mine, Role.EDITOR))
    browser = OrganiserBrowser(app, editor)
    plan = browser.get("/arrangor/gallring").text
    assert "Vårt webbinarium" in plan
    assert "Deras webbinarium" not in plan
    assert "22 november 2027" in plan.replace("\N{NO-BREAK SPACE}", " ")
    assert "Gallringsprotokoll" not in plan

    at("2027-11-22 12:00")
    purge_all()
    protocol = OrganiserBrowser(app, editor).get("/arrangor/gallring").text
    assert "Gallringsprotokoll" in protocol
    assert "Behov och mat" in protocol
    assert "Dnr 1/2021, 2021-06-21" in protocol
    assert "Deras webbinarium" not in protocol
