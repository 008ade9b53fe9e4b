"""From an empty database to a federation that runs itself: one command, then all in the browser."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from eventapp.core.extensions import db
from eventapp.federations.commands import create_organiser
from eventapp.messages.models import OutboxMessage
from tests.registrations.reading import read
from tests.support.forms import hidden_fields
from tests.support.organisers import OrganiserBrowser

pytestmark = pytest.mark.both_databases
PASSWORD = {"password": "en lång mening till", "again": "en lång mening till"}


def link_in(text):
    return re.search(r"http://localhost(/arrangor/lank/\S+)", text).group(1)


def test_administrator_by_command_then_federations_and_owners_in_the_browser(app, session, client):
    said = create_organiser("drift@example.se", None, None, is_administrator=True)
    administrator = OrganiserBrowser(app)
    administrator.post(link_in(said))
    assert administrator.post("/arrangor/losenord", **PASSWORD).status_code == 302
    assert "Inga förbund är upplagda än" in administrator.get("/arrangor/forbund/").text

    added = administrator.post(
        "/arrangor/forbund/nytt", name="Samordningsförbundet Nacka", short_name="Nacka"
    )
    assert added.location == "/arrangor/forbund/nacka/medarbetare"
    invited = {"email": "kim@nacka.example", "name": "Kim Exempel", "role": "owner"}
    assert administrator.post(added.location, **invited).status_code == 303

    owner = OrganiserBrowser(app)
    mail = read(db.session.scalars(sa.select(OutboxMessage)).one())
    owner.post(link_in(mail.text))
    assert owner.post("/arrangor/losenord", **PASSWORD).status_code == 302
    page = owner.get("/arrangor/forbund/nacka").text
    assert "behövs: telefonnummer, kansliets e-postadress, gallringsbeslut." in page
    fields = {
        "name": "Samordningsförbundet Nacka",
        "short_name": "Nacka",
        "phone": "08-465 004 70",
        "office_email": "kansli@nacka.example",
        "retention_decision": "Dnr 1/2026, 2026-03-01",
        "answers": "site",
        "version": hidden_fields(page)["version"],
    }
    assert owner.post("/arrangor/forbund/nacka", **fields).status_code == 303
    assert "Innan något kan publiceras" not in owner.get("/arrangor/forbund/nacka").text
    assert "08-465 004 70" in client.get("/kontakt").text

    colleague = {"email": "robin@nacka.example", "name": "Robin Exempel", "role": "editor"}
    assert owner.post("/arrangor/forbund/nacka/medarbetare", **colleague).status_code == 303
    assert administrator.post("/arrangor/forbund/nacka/medarbetare", **invited).status_code == 403
