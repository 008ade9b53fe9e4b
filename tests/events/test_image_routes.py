"""An event's picture: described before it is shown, served from its own address, gone when it is taken away."""

from io import BytesIO

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import FileStorage

from eventapp.core.extensions import db
from eventapp.events.editing import list_unfinished
from eventapp.events.kinds import EventStatus
from eventapp.events.models import Event
from eventapp.events.part_models import EventImage
from tests.support.builders import make_event, make_federation
from tests.support.editing import Editor, path_of
from tests.support.pictures import make_picture

pytestmark = pytest.mark.usefixtures("reads_here")

TEXTS = {
    "alt": "Två personer i samtal",
    "alt_en": "Two people talking",
    "credit": "Förbundet",
    "description": "Kim till vänster",
}


@pytest.fixture
def host(session):
    return make_federation()


@pytest.fixture
def editor(app, host):
    return Editor(app, host)


@pytest.fixture
def published(host):
    return make_event(hosts=[host], title="Publicerat")


@pytest.fixture
def draft(host):
    return make_event(hosts=[host], title="Utkast", status=EventStatus.DRAFT)


def a_file(content=None):
    return FileStorage(BytesIO(content or make_picture()), "bild.jpg", "picture", "image/jpeg")


def read(event):
    return db.session.get(Event, event.id, populate_existing=True)


def address(event):
    image = read(event).image
    return f"/evenemang/{event.slug}/bild/{image.public_id}.jpg"


def test_picture_stands_on_the_page_with_who_took_it_in_both_languages(editor, published, client):
    page = f"/evenemang/{published.slug}"
    assert "<figure" not in client.get(page).text
    assert editor.edit(published, "bild", picture=a_file(), **TEXTS).status_code == 303
    swedish, english = client.get(page).text, client.get(f"/en{page}").text
    assert 'alt="Två personer i samtal"' in swedish
    assert "Foto: Förbundet. Syntolkning: Kim till vänster" in swedish
    assert 'alt="Two people talking"' in english
    assert '<span lang="sv">Kim till vänster</span>' in english
    assert address(published) in swedish


def test_picture_may_be_kept_for_ever_and_a_new_one_has_a_new_address(editor, published, client):
    editor.edit(published, "bild", picture=a_file(), **TEXTS)
    first = address(published)
    answer = client.get(first)
    assert (answer.mimetype, answer.headers["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in answer.headers
    editor.edit(published, "bild", picture=a_file(make_picture(size=(10, 10))), **TEXTS)
    assert client.get(first).status_code == 404
    assert client.get(address(published)).status_code == 200


@pytest.mark.parametrize("wrong", ["{}.png", "{}x.jpg"])
def test_other_addresses_have_no_picture(editor, published, client, wrong):
    editor.edit(published, "bild", picture=a_file(), **TEXTS)
    right = address(published).removesuffix(".jpg")
    assert client.get(wrong.format(right)).status_code == 404
    assert client.get(address(published).replace(published.slug, "annat")).status_code == 404


def test_picture_of_a_draft_is_for_those_who_work_for_its_hosts(app, editor, host, draft, client):
    editor.edit(draft, "bild", picture=a_file(), **TEXTS)
    assert client.get(address(draft)).status_code == 404
    assert Editor(app, make_federation()).get(address(draft)).status_code == 404
    answer = editor.get(address(draft))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")


def test_description_may_be_left_out_of_a_decorative_picture_only(editor, published, client):
    undescribed = TEXTS | {"alt": "", "alt_en": ""}
    answer = editor.edit(published, "bild", picture=a_file(), **undescribed)
    assert "Beskriv bilden, eller kryssa i att den är dekorativ" in answer.text
    assert read(published).image is None
    editor.edit(published, "bild", picture=a_file(), is_decorative="1", **undescribed)
    assert 'alt=""' in client.get(f"/evenemang/{published.slug}").text


def test_draft_keeps_a_picture_that_is_not_described_yet(editor, draft):
    answer = editor.edit(draft, "bild", picture=a_file(), credit="Förbundet")
    assert "Utkastet är sparat. 1 sak behöver rättas" in answer.text
    assert read(draft).image is not None
    assert "Beskriv bilden" in editor.page(draft, "bild")
    assert editor.edit(draft, "bild", alt="Ett samtal").status_code == 303
    assert (read(draft).image.alt, list_unfinished(draft.id)) == ("Ett samtal", {})


def test_texts_can_be_changed_without_sending_the_picture_again(editor, published):
    editor.edit(published, "bild", picture=a_file(), **TEXTS)
    before = read(published).image.public_id
    editor.edit(published, "bild", credit="Någon annan")
    image = read(published).image
    assert (image.public_id, image.credit, image.alt) == (before, "Någon annan", TEXTS["alt"])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"ingen bild", "Filen gick inte att läsa"),
        (b"x" * (6 * 1024 * 1024), "högst 5 MB"),
        (make_picture("PNG", mode="1", size=(20_000, 20_000)), "färre bildpunkter"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_words(editor, published, content, sentence):
    answer = editor.edit(published, "bild", picture=a_file(content), **TEXTS)
    assert answer.status_code == 200
    assert sentence in answer.text
    assert TEXTS["alt"] in answer.text


def test_much_larger_form_is_refused_before_it_is_read_and_only_here_large_ones_are_taken(editor, published):
    page = editor.page(published, "bild")
    huge = a_file(b"x" * (11 * 1024 * 1024))
    assert editor.send(published, "bild", page, picture=huge, **TEXTS).status_code == 413
    elsewhere = editor.send(published, "uppgifter", page, picture=a_file(b"x" * (2 * 1024 * 1024)))
    assert elsewhere.status_code == 413


def test_picture_is_taken_away(editor, published, client):
    editor.edit(published, "bild", picture=a_file(), **TEXTS)
    old = address(published)
    version = str(read(published).version)
    editor.post(f"{path_of(published, 'bild')}/ta-bort", version=version)
    assert client.get(old).status_code == 404
    assert "<figure" not in client.get(f"/evenemang/{published.slug}").text
    assert db.session.scalar(sa.select(sa.func.count(EventImage.event_id))) == 0


@pytest.mark.both_databases
def test_second_of_two_is_told(app, session):
    host = make_federation()
    event, editor = make_event(hosts=[host]), Editor(app, host)
    page = editor.page(event, "bild")
    editor.edit(event, "bild", picture=a_file(), **TEXTS)
    answer = editor.send(event, "bild", page, picture=a_file(), **TEXTS | {"credit": "Den andra"})
    assert "Någon annan har ändrat evenemanget" in answer.text
    assert read(event).image.credit == "Förbundet"


def test_picture_of_a_sensitive_event_is_not_for_search_engines(app, editor, host, client):
    event = make_event(hosts=[host], is_sensitive=True, neutral_title="Seminarium")
    editor.edit(event, "bild", picture=a_file(), **TEXTS)
    assert client.get(address(event)).headers["X-Robots-Tag"] == "noindex"
