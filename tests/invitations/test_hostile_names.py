"""Names of invited people, and of who invites them, are text in every mail and on every page about them."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest
import sqlalchemy as sa

from eventapp.core.extensions import db
from eventapp.federations.models import Role
from eventapp.messages.models import OutboxMessage
from tests.support.builders import make_event, make_federation, make_invitee
from tests.support.forms import hidden_fields
from tests.support.markup import Markup, part_of
from tests.support.organisers import OrganiserBrowser, make_organiser

pytestmark = pytest.mark.usefixtures("session")

NAMES = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "<b>Åsa</b> O'Brien &amp; {{ 7*7 }}"]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_from_the_list_is_text_in_the_invitation_and_in_its_preview(app, name):
    host = make_federation(name=name)
    event = make_event(hosts=[host])
    make_invitee(event, name=name)
    browser = OrganiserBrowser(app, make_organiser((host, Role.OWNER), name=name))
    path = f"/arrangor/evenemang/{event.public_id}/inbjudna/bjud-in"

    page = browser.get(path).text
    part = browser.get(part_of(page)).text
    sent = browser.client.post(path, data=hidden_fields(page))

    assert sent.status_code == 303
    octets = db.session.scalars(sa.select(OutboxMessage.payload)).one()
    mailed = message_from_bytes(octets, policy=policy.default).get_body(("html",)).get_content()
    for html in (part, mailed):
        seen = Markup(html)
        assert seen.alive == []
        assert f"Hej {name}" in seen.blocks
    assert Markup(page).alive == []
