"""Pages and mails speak one language, and where they cannot, they say so (WCAG 3.1.2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.demo.services import load_demo_data
from eventapp.events.kinds import Attendance, Mode, QuestionKind
from eventapp.events.models import Event, Series
from eventapp.federations.models import Federation
from eventapp.messages.mail import Mail
from eventapp.registrations.links import join_token, own_token
from eventapp.registrations.models import Registration, RegistrationStatus, SessionChoice
from eventapp.reminders.mail import join_link, reminder
from tests.registrations.reading import read
from tests.registrations.test_mail import every_mail, make_day, register
from tests.support.builders import (
    make_event,
    make_federation,
    make_question,
    make_series,
    make_session,
    make_topic,
    registration_of,
    sign_up,
)
from tests.support.client import SeparateClient
from tests.support.forms import fill_in
from tests.translations.passages import foreign_words, texts_in

PREFIXES = {"sv": "", "en": "/en"}
#: Pages with a query, and pages that are not there.
BESIDE = ["/?visa=tidigare", "/?q=ingenting+alls&forbund=hbs", "/finns-inte", "/anmalan/finns-inte"]
#: Swedish with many small words, so that none of it goes unseen.
SWEDISH = "Det här är till för alla som vill och kan, också för dig"


def names() -> list[str]:
    """Return what is called the same in every language: federations, municipalities, places."""
    federations = db.session.scalars(sa.select(Federation)).all()
    events = db.session.scalars(sa.select(Event)).all()
    known = {name for one in federations for name in (one.name, one.short_name, one.municipalities)}
    known |= {event.venue_name for event in events} | {event.venue_address for event in events}
    return sorted(known - {""}, key=len, reverse=True)


def wrong_on(client: SeparateClient, addresses: Iterator[str] | list[str], language: str) -> dict[str, Any]:
    """Return, by address, the words of the other language that are not said to be in it."""
    called = names()
    found = {}
    for address in addresses:
        answer = client.get(PREFIXES[language] + address, follow_redirects=True)
        if answer.mimetype != "text/html":
            continue
        page = answer.text
        assert f'<html lang="{language}">' in page, address
        if wrong := foreign_words(texts_in(page, language), language, called):
            found[address] = wrong
    return found


@pytest.fixture
def demo(session: scoped_session[Session]) -> scoped_session[Session]:
    with write():
        load_demo_data()
    return session


def addresses_of_the_demo(app: Flask) -> Iterator[str]:
    """Every public page there is with the demo's data, and the personal ones of one person in each state."""
    slugs = {
        folder: list(db.session.scalars(sa.select(entity.slug)))
        for folder, entity in (("/evenemang/", Event), ("/serie/", Series), ("/forbund/", Federation))
    }
    people = [
        registration
        for status in RegistrationStatus
        if (registration := db.session.scalars(sa.select(Registration).filter_by(status=status)).first())
    ]
    tokens = {"/anmalan/": [own_token(one) for one in people], "/delta/": [join_token(one) for one in people]}
    yield from BESIDE
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or "_public." not in rule.endpoint:
            continue
        folder = f"/{rule.rule[1:].partition('/')[0]}/"
        for name, known in (("slug", slugs), ("token", tokens)):
            if rule.arguments == {name} and folder in known:
                yield from (rule.rule.replace(f"<{name}>", value) for value in known[folder])
        if not rule.arguments:
            yield rule.rule


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_page_of_the_demo_speaks_its_language(
    demo: scoped_session[Session], app: Flask, client: SeparateClient, language: str
) -> None:
    addresses = list(addresses_of_the_demo(app))

    assert len(addresses) > 100
    assert wrong_on(client, addresses, language) == {}


@pytest.fixture
def only_swedish(session: scoped_session[Session]) -> Event:
    """An event whose organiser has written nothing in English."""
    event = make_event(
        slug="ett",
        hosts=[make_federation(), make_federation()],
        title=SWEDISH,
        summary=SWEDISH,
        description=f"## {SWEDISH}\n\n{SWEDISH}",
        purpose=SWEDISH,
        directions=SWEDISH,
        other_way_in=SWEDISH,
        attendance=Attendance.HYBRID,
        serves_food=True,
        asks_advance_question=True,
        series=make_series(title=SWEDISH, summary=SWEDISH, slug="serie"),
        topics=[make_topic(name=SWEDISH)],
    )
    for place in ("", SWEDISH):
        make_session(event, title=SWEDISH, description=SWEDISH, place=place)
        make_session(event, slot=1, seats=5, title=SWEDISH, description=SWEDISH, place=place)
    for kind in QuestionKind:
        make_question(event, kind, label=SWEDISH, hint=SWEDISH, options=[SWEDISH, "Nej"], is_required=True)
    return event


def test_what_is_there_in_swedish_only_is_said_to_be(only_swedish: Event, client: SeparateClient) -> None:
    with_answers = {"sessions": {1: only_swedish.sessions[1].id}, "answers": {}}
    sign_up(only_swedish, **with_answers)
    registration = registration_of(only_swedish)
    own = f"/anmalan/{own_token(registration)}"
    addresses = [
        "/",
        "/evenemang/ett",
        "/evenemang/ett/anmalan",
        "/serie/serie",
        f"/delta/{join_token(registration)}",
    ]
    addresses += [own, f"{own}/andra", f"{own}/avboka", f"{own}/paminnelser"]

    assert wrong_on(client, addresses, "en") == {}


def test_errors_of_a_form_are_in_its_language_and_quote_questions_in_theirs(
    only_swedish: Event, client: SeparateClient
) -> None:
    for language, prefix in PREFIXES.items():
        page = fill_in(client, f"{prefix}/evenemang/ett/anmalan", email="fel").text
        assert ('class="error-summary"' in page) is True
        assert foreign_words(texts_in(page, language), language, names()) == {}


def test_a_cancelled_event_and_one_without_a_seat_speak_the_pages_language(
    session: scoped_session[Session], client: SeparateClient
) -> None:
    make_event(slug="full", seats=1, taken=1, title_en="Full")
    make_event(slug="stangd", seats=1, taken=1, has_waiting_list=False, title_en="Shut")
    make_event(slug="installd", status="cancelled", cancellation_reason=SWEDISH, title_en="Off")
    make_event(slug="utan", starts_at=None, title_en="No date")
    addresses = [
        f"/evenemang/{slug}{end}"
        for slug in ("full", "stangd", "installd", "utan")
        for end in ("", "/anmalan")
    ]

    assert wrong_on(client, addresses, "en") == {}


def parts_of(mail: Any) -> tuple[str, str, str]:
    """Return subject, text and HTML."""
    if isinstance(mail, Mail):
        return mail.subject, mail.text, mail.html
    seen = read(mail)
    parts = {part.get_content_type(): part for part in seen.message.walk()}
    return seen.subject, seen.text, str(parts["text/html"].get_content())


def all_mails(language: str, **facts: Any) -> dict[str, Any]:
    """Return every mail there is to one person, and what stands in their calendar."""
    english = {"title_en": "Involvement"} if facts.get("title_en") else {}
    event = make_day(summary_en="A day about democracy.", directions="", **facts)
    workshop = make_session(event, slot=1, title=facts.get("title", "Delaktighet"), **english)
    registration = register(event, language=language, mode=Mode.ONLINE)
    registration.choices.append(SessionChoice(session_id=workshop.id, slot=1))
    mails: dict[str, Any] = {"reminder": reminder(registration), "join_link": join_link(registration)}
    return mails | every_mail(registration)


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("is_sensitive", [False, True])
def test_every_mail_speaks_the_persons_language(
    session: scoped_session[Session], app: Any, language: str, is_sensitive: bool
) -> None:
    title = {"title_en": "Democracy Day 2027", "is_sensitive": is_sensitive}
    if is_sensitive:
        title["neutral_title"] = "Kunskapsseminarium"
    for kind, mail in all_mails(language, **title).items():
        subject, text, html = parts_of(mail)
        assert foreign_words([subject, *text.splitlines()], language, names()) == {}, kind
        assert foreign_words(texts_in(html, language), language, names()) == {}, kind
        assert f'<html lang="{language}">' in html, kind
        assert f"{app.config['BASE_URL']}{PREFIXES[language]}/" in text, kind
        other = "/en/" in text if language == "sv" else f"{app.config['BASE_URL']}/anmalan" in text
        assert not other, kind


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_calendar_speaks_the_persons_language(session: scoped_session[Session], language: str) -> None:
    for kind, mail in all_mails(language, title_en="Democracy Day 2027").items():
        if not isinstance(mail, Mail) and (seen := read(mail)).calendar:
            texts = [seen.description, seen.entry.summary.value, seen.entry.location.value]
            assert foreign_words(texts, language, names()) == {}, kind


def test_the_html_of_a_mail_marks_a_title_that_is_there_in_swedish_only(
    session: scoped_session[Session],
) -> None:
    for kind, mail in all_mails("en", title=SWEDISH, title_en=None).items():
        html = parts_of(mail)[2]
        assert foreign_words(texts_in(html, "en"), "en", names()) == {}, kind
        assert "<title>" in html
        assert "<span" not in html.partition("</title>")[0], kind
