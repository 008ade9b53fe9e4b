"""What was typed while the database could not be written to, or was gone: it comes back whole, to be sent again."""

from __future__ import annotations

import io
from html import unescape

import pytest
from flask import request
from werkzeug.routing import AnyConverter, IntegerConverter

from eventapp.core.extensions import db
from eventapp.core.unsaved import read_unsaved
from eventapp.events.kinds import EventStatus
from eventapp.events.models import Event
from eventapp.federations.models import Role
from eventapp.mailings.models import Mailing
from tests.support.builders import make_event, make_federation, make_mailing
from tests.support.databases import make_unwritable, take_away
from tests.support.editing import Editor, filled_in, path_of
from tests.support.forms import hidden_fields
from tests.support.organisers import OrganiserBrowser, make_organiser

pytestmark = pytest.mark.usefixtures("session")

TEXT = "Första raden.\r\n\r\n<b>Andra</b> raden & mer"


def example_path(rule):
    """Return an address of the rule, with any values."""
    examples = {IntegerConverter: 1, AnyConverter: "csv"}
    return rule.build({name: examples.get(type(kind), "x") for name, kind in rule._converters.items()})[1]


def is_whole(answer, text=TEXT):
    """Tell whether the answer says to try again and has the text twice: to be sent again, and to be read."""
    page = unescape(answer.text).replace("\r\n", "\n")
    text = text.replace("\r\n", "\n")
    return (
        answer.status_code == 503
        and answer.headers["Retry-After"] == "10"
        and page.count(f'value="{text}"') == 1
        and f'class="told">{text}</p>' in page
    )


@pytest.mark.both_databases
def test_every_form_of_the_product_comes_back_when_the_database_is_gone(app):
    browser = OrganiserBrowser(app, make_organiser((make_federation(), Role.OWNER)))
    app.config["WTF_CSRF_ENABLED"] = False
    take_away(db.engine)
    paths = {example_path(rule) for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}

    answers = {path: browser.client.post(path, data={"text": TEXT}) for path in paths}

    asked_the_database = {path for path, answer in answers.items() if answer.status_code == 503}
    assert len(asked_the_database) > 80
    assert [path for path in asked_the_database if not is_whole(answers[path])] == []
    # The others are forms in which something must be corrected first, and what is there in development only.
    others = {path: answers[path].status_code for path in paths - asked_the_database}
    assert set(others.values()) <= {200, 404}, others


def test_an_organisers_text_can_be_sent_again_from_the_page(app):
    host = make_federation()
    event = make_event(hosts=[host])
    mailing = make_mailing(event, host)
    browser = OrganiserBrowser(app, make_organiser((host, Role.EDITOR)))
    path = f"/arrangor/evenemang/{event.public_id}/utskick/{mailing.public_id}"
    fields = filled_in(browser.get(path).text) | {"subject": "Om salen", "text": TEXT}
    db.session.commit()
    forbid = make_unwritable(db.engine)

    answer = browser.client.post(path, data=fields)

    assert is_whole(answer)
    assert f'action="{path}"' in answer.text
    forbid()
    again = browser.client.post(path, data=hidden_fields(answer.text))
    assert again.status_code == 303
    assert db.session.get(Mailing, mailing.id, populate_existing=True).text == TEXT.replace("\r\n", "\n")


def test_an_events_texts_can_be_sent_again_from_the_page(app):
    host = make_federation()
    draft = make_event(hosts=[host], status=EventStatus.DRAFT)
    editor = Editor(app, host)
    db.session.commit()
    page = editor.page(draft, "uppgifter")
    forbid = make_unwritable(db.engine)

    answer = editor.send(draft, "uppgifter", page, title="Delaktighet", description=TEXT)

    assert is_whole(answer)
    forbid()
    again = editor.client.post(path_of(draft, "uppgifter"), data=hidden_fields(answer.text))
    assert again.status_code == 303
    assert db.session.get(Event, draft.id, populate_existing=True).title == "Delaktighet"


def test_a_file_has_to_be_chosen_again_and_the_page_asks_for_it(app, client):
    take_away(db.engine)

    answer = client.post(
        "/evenemang/x/anmalan", data={"text": TEXT, "file": (io.BytesIO(b"x"), "Bild <1>.jpg")}
    )

    assert is_whole(answer)
    assert "Välj filen igen: Bild &lt;1&gt;.jpg" in answer.text
    assert 'enctype="multipart/form-data"' in answer.text
    assert 'name="file" type="file"' in answer.text


@pytest.mark.parametrize("secret", ["password", "current", "again", "pin"])
def test_a_password_is_never_sent_back(secret, client):
    take_away(db.engine)

    answer = client.post("/evenemang/x/anmalan", data={secret: "hemligt ord", "text": TEXT})

    assert answer.status_code == 503
    assert "hemligt ord" not in answer.text
    assert "Skicka igen" not in answer.text


@pytest.mark.parametrize("path", ["/evenemang/x/anmalan?fel=1", "/en/evenemang/x/anmalan"])
def test_the_form_goes_to_where_it_was_going(path, client):
    take_away(db.engine)

    assert f'action="{path}"' in client.post(path, data={"text": TEXT}).text


def test_the_form_never_goes_to_another_host(app):
    with app.test_request_context("/x", method="POST", data={"text": TEXT}):
        request.path = "//evil.example/x"
        unsaved = read_unsaved()

    assert unsaved is not None
    assert unsaved.path.startswith("/evil.example/x")


def test_a_page_that_was_only_opened_says_to_try_again(client):
    take_away(db.engine)

    answer = client.get("/evenemang/x")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert "Vi kan inte visa sidan just nu" in answer.text
    assert 'href="/evenemang/x"' in answer.text
