"""A mailing goes out once, whole, to those it is for at that moment, with each person's words and links."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from eventapp.audit.models import AuditEntry
from eventapp.audit.services import SYSTEM
from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.events.hosted import Scope, scope_on
from eventapp.events.kinds import Attendance, Mode
from eventapp.events.models import Event
from eventapp.events.queries import lock_event
from eventapp.federations.declaration import declaration_notice
from eventapp.mailings import services
from eventapp.mailings.audience import OTHER, Audience
from eventapp.mailings.errors import (
    AlreadySent,
    ChangedMeanwhile,
    MailingChanged,
    NobodyToWriteTo,
    NoWayIn,
    RecipientsChanged,
)
from eventapp.mailings.models import Mailing
from eventapp.mailings.queries import list_recipients
from eventapp.mailings.services import Words
from eventapp.messages.installation import set_up_installation
from eventapp.messages.models import MessageStatus, OutboxMessage
from eventapp.privacy.commands import purge_all
from eventapp.registrations.links import join_url, own_url
from eventapp.registrations.services import cancel_registration, return_attendee
from tests.registrations.reading import read
from tests.support.builders import (
    make_event,
    make_federation,
    make_mailing,
    make_session,
    registration_of,
    sign_up,
    swedish,
)
from tests.support.organisers import make_organiser
from tests.support.queries import count_queries

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("session")]


@pytest.fixture
def event(at):
    at("2027-10-01 12:00")
    return make_event(
        title="Demokratidagen 2027",
        attendance=Attendance.HYBRID,
        venue_name="Stadshuset",
        seats=2,
        starts_at=swedish("2027-11-08 09:00"),
    )


@pytest.fixture
def people(event):
    """One with a seat on site, one with a seat online, one in the queue, one who has cancelled."""
    sign_up(event, "kim@example.se", name="Kim Ek", organisation="Enheten", mode=Mode.ON_SITE)
    sign_up(event, "alva@example.se", name="Alva Alm", mode=Mode.ONLINE, language="en")
    sign_up(event, "vera@example.se", name="Vera Vik")
    sign_up(event, "bo@example.se", name="Bo Back")
    cancel_registration(registration_of(event, "bo@example.se").id)
    db.session.execute(sa.delete(OutboxMessage))
    return event


def everybody(event: Event) -> Scope:
    return scope_on(event, {event.coordinating_host.id})


def names(event: Event, scope: Scope | None = None, **chosen: str) -> list[str]:
    found = list_recipients(scope or everybody(event), Audience(**chosen))
    return [registration.name for registration in found]


def send(event: Event, mailing: Mailing, expected: int | None = None) -> int:
    """Send as the page does: the mails made first, then all decided again under the lock."""
    db.session.commit()
    prepared = services.prepare_mailing(everybody(event), mailing, mailing.version)
    number = len(prepared.mails) if expected is None else expected
    return queue(event, mailing, prepared, number)


def queue(event, mailing, prepared, number):
    event_id, mailing_id = event.id, mailing.id
    with write():
        locked = lock_event(event_id)
        found = db.session.get_one(Mailing, mailing_id)
        return services.send_prepared(everybody(locked), found, prepared, number, SYSTEM)


def sent(kind="mailing"):
    query = sa.select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.recipient)
    return list(db.session.scalars(query))


def test_everybody_is_who_has_a_seat_or_waits(people):
    assert names(people) == ["Alva Alm", "Kim Ek", "Vera Vik"]


def test_status_mode_and_unit_narrow_it_down(people):
    assert names(people, status="confirmed") == ["Alva Alm", "Kim Ek"]
    assert names(people, status="waitlisted") == ["Vera Vik"]
    assert names(people, status="cancelled") == ["Bo Back"]
    assert names(people, status="confirmed", mode="online") == ["Alva Alm"]
    assert names(people, unit="Enheten") == ["Kim Ek"]


def test_who_came_back_has_not_cancelled(people):
    registration = registration_of(people, "bo@example.se")
    return_attendee(registration.id)
    assert names(people, status="cancelled") == []
    assert "Bo Back" in names(people)


def test_a_workshop_has_those_who_chose_it(event):
    workshop, other = make_session(event, slot=1), make_session(event, slot=1)
    sign_up(event, name="Kim", sessions={1: workshop.id})
    sign_up(event, "alva@example.se", name="Alva", sessions={1: other.id})
    assert names(event, session=workshop.public_id) == ["Kim"]
    assert names(event, session="finns-inte") == []


def test_a_host_reaches_its_own_people_and_the_coordinating_one_all():
    one, other = make_federation(), make_federation()
    event = make_event(hosts=[one, other])
    for host, name in ((one, "Ett"), (other, "Två"), (None, "Annat")):
        sign_up(event, f"{name}@example.se", name=name, federation_id=host.id if host else None)
    assert names(event) == ["Annat", "Ett", "Två"]
    assert names(event, scope_on(event, {other.id})) == ["Två"]
    assert names(event, scope_on(event, {other.id}), federation=one.slug) == []
    assert names(event, federation=OTHER) == ["Annat"]


def test_each_gets_their_own_words_and_links_and_what_always_stands_there(people):
    text = "Hej {namn}, vi ses {när} ({var}). [Din sida]({din_anmälan})"
    mailing = make_mailing(people, subject="{namn}: {evenemang}", text=text)
    assert send(people, mailing) == 3

    kim = read(sent()[1])
    registration = registration_of(people, "kim@example.se")
    assert kim.subject == "Kim Ek: Demokratidagen 2027"
    assert "Hej Kim Ek, vi ses måndag 8\N{NO-BREAK SPACE}november 2027" in kim.text
    assert "(Stadshuset)" in kim.text
    assert kim.hrefs.count(own_url(registration)) == 2
    assert declaration_notice(people.federations) in kim.text
    assert "Du får det här mejlet för att du har anmält dig" in kim.text
    assert kim.reply_to == people.coordinating_host.office_email
    assert kim.sender[0] == people.coordinating_host.name
    assert {message.batch for message in sent()} == {mailing.public_id}
    assert (mailing.recipients, mailing.sent_at is not None) == (3, True)


def test_english_words_go_to_those_who_signed_up_in_english(people):
    mailing = make_mailing(
        people, text="Hej {namn}", subject_en="About {event}", text_en="Hello {name}, {when}"
    )
    send(people, mailing)
    alva, kim, _ = [read(one) for one in sent()]
    assert "Hello Alva Alm, Monday 8\N{NO-BREAK SPACE}November 2027" in alva.text
    assert "To change or cancel" in alva.text or "registration" in alva.text
    assert "Hej Kim Ek" in kim.text
    assert alva.message["Content-Language"] == "en"


def test_swedish_words_in_an_english_mail_are_said_to_be_swedish(people):
    send(people, make_mailing(people, text="Hej {namn}, {när}"))
    alva = sent()[0]
    assert "Hej Alva Alm, måndag" in read(alva).text
    assert b'<div lang=3D"sv">' in alva.payload.replace(b"=\r\n", b"")


def test_a_join_link_goes_to_those_with_a_seat_online_only(people):
    words = Words("Hej", "Anslut: {anslutning}", "", "", Audience(status="confirmed", mode="online"))
    services.require_fillable(people, words)
    for wrong in (Audience(), Audience(status="confirmed"), Audience(mode="online")):
        with pytest.raises(NoWayIn):
            services.require_fillable(people, Words("Hej", "{joining}", "", "", wrong))
    mailing = make_mailing(people, text=words.text, audience=words.audience.kept())
    assert send(people, mailing) == 1
    assert join_url(registration_of(people, "alva@example.se")) in read(sent()[0]).text


def test_a_sensitive_event_is_called_by_its_neutral_title_and_its_workshop_by_none():
    event = make_event(
        title="Våld i nära relation", is_sensitive=True, neutral_title="Seminarium", seats=None
    )
    workshop = make_session(event, slot=1, title="Att fråga om våld")
    sign_up(event, sessions={1: workshop.id})
    send(event, make_mailing(event, subject="{evenemang}", text="{evenemang} {workshop} {var}"))
    payload = read(sent()[0])
    assert payload.subject == "Seminarium"
    assert "våld" not in (payload.text + payload.html).lower()


def test_it_goes_out_once(people):
    mailing = make_mailing(people)
    db.session.commit()
    again = services.prepare_mailing(everybody(people), mailing, 1)
    send(people, mailing)
    with pytest.raises(AlreadySent):
        queue(people, mailing, again, 3)
    with pytest.raises(AlreadySent):
        services.prepare_mailing(everybody(people), mailing, 1)
    assert len(sent()) == 3


def test_another_number_than_the_one_on_the_button_sends_nothing(people):
    with pytest.raises(RecipientsChanged, match="RecipientsChanged") as refused:
        send(people, make_mailing(people), expected=2)
    assert "3" in str(refused.value.sentence)
    assert sent() == []


@pytest.mark.parametrize("change", ["text", "name", "event", "person for person"])
def test_whatever_changes_while_the_mails_are_made_sends_nothing(people, change):
    mailing = make_mailing(people)
    db.session.commit()
    prepared = services.prepare_mailing(everybody(people), mailing, 1)
    if change == "text":
        services.change_draft(
            everybody(people), mailing, Words("Nytt", "Nytt", "", "", Audience()), 1, SYSTEM
        )
    elif change == "name":
        registration_of(people, "kim@example.se").name = "Kim Al"
    elif change == "event":
        people.version += 1
    else:
        cancel_registration(registration_of(people, "vera@example.se").id)
        return_attendee(registration_of(people, "bo@example.se").id)
    db.session.commit()
    with pytest.raises(ChangedMeanwhile):
        queue(people, mailing, prepared, 3)
    assert sent() == []


def test_nobody_to_write_to_is_said(event):
    with pytest.raises(NobodyToWriteTo):
        send(event, make_mailing(event))


def test_second_of_two_organisers_is_told(people):
    mailing = make_mailing(people)
    words = Words("Ett", "Ett", "", "", Audience())
    services.change_draft(everybody(people), mailing, words, 1, SYSTEM)
    with pytest.raises(MailingChanged):
        services.change_draft(everybody(people), mailing, words, 1, SYSTEM)


def test_a_test_has_nobodys_name_and_no_link_that_opens(people):
    organiser = make_organiser(name="Olle Ohlin")
    mailing = make_mailing(
        people, text="Hej {namn} {din_anmälan} {workshop}", subject_en="Hi", text_en="Hi {name}"
    )
    assert services.send_test(everybody(people), mailing, organiser, SYSTEM) == 2
    swedish_one, english_one = sorted(
        map(read, sent("mailing_test")), key=lambda mail: mail.text, reverse=False
    )
    assert {swedish_one.subject, english_one.subject} == {"Test: Inför Demokratidagen 2027", "Test: Hi"}
    assert {message.recipient for message in sent("mailing_test")} == {organiser.email}
    for mail in (swedish_one, english_one):
        assert "Olle Ohlin" in mail.text
        assert "Kim" not in mail.text
        assert not any(own_url(registration_of(people, "kim@example.se")) in href for href in mail.hrefs)
    assert {message.batch for message in sent("mailing_test")} == {None}


def test_as_many_queries_for_three_as_for_thirty_but_for_the_inserts(event):
    set_up_installation()
    event.pools.clear()
    asked = {}
    for number in (3, 30):
        for index in range(number):
            sign_up(event, f"p{number}-{index}@example.se", organisation=f"Enhet {number}")
        mailing = make_mailing(event, audience={"unit": f"Enhet {number}"})
        db.session.commit()
        with count_queries() as statements:
            assert send(event, mailing) == number
        asked[number] = [one for one in statements if not one.startswith("INSERT")]
    assert len(asked[3]) == len(asked[30])


def test_what_was_sent_to_somebody_whose_data_go_away_is_emptied_and_still_counted(people, at):
    send(people, make_mailing(people))
    at("2028-02-08 03:00")
    db.session.commit()
    purge_all()
    db.session.rollback()
    assert len(sent()) == 3
    for message in sent():
        assert (message.recipient, message.payload, message.about) == ("", None, "")
        assert message.status is MessageStatus.WITHDRAWN


def test_what_organisers_do_is_in_the_trail(people):
    event_id, host = people.id, people.coordinating_host
    organiser = make_organiser()
    words = Words("Ett", "Ett", "", "", Audience())
    mailing = services.make_draft(event_id, host.id, words, organiser.id, SYSTEM)
    db.session.flush()
    services.change_draft(everybody(people), mailing, Words("Två", "Ett", "", "", Audience()), 1, SYSTEM)
    send(people, mailing)
    query = sa.select(AuditEntry.action).where(AuditEntry.record_id == mailing.public_id)
    actions = list(db.session.scalars(query.order_by(AuditEntry.id)))
    assert actions == ["draft_mailing", "change_mailing", "send_mailing"]
