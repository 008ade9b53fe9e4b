"""An invited person's way from the invitation to an answer: one entry in the calendar all along."""

from __future__ import annotations

from html import unescape

import pytest
import sqlalchemy as sa

from eventapp.audit.services import SYSTEM
from eventapp.calendars.models import CalendarEntry
from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.events.kinds import Audience
from eventapp.invitations.models import Invitee
from eventapp.invitations.services import invite_people, remove_invitees
from eventapp.invitations.standing import Standing
from eventapp.messages.models import OutboxMessage
from eventapp.registrations.models import Registration, RegistrationStatus
from eventapp.registrations.services import cancel_registration, return_attendee
from tests.invitations.people import path_of, person_of
from tests.registrations.reading import ReadMail, read
from tests.support.builders import make_event, make_federation, make_invitee, registration_of, sign_up
from tests.support.forms import fill_in, hidden_fields

ADDRESS = "robin.ek@exempel.se"


@pytest.fixture
def event(app, session):
    app.config["REPLY_ADDRESS"] = "svar@anmalan.example"
    event = make_event()
    db.session.commit()
    return event


@pytest.fixture
def invitee(event):
    invitee = make_invitee(event, ADDRESS, unit="Insats Unga framåt")
    db.session.commit()
    invite(event, invitee)
    return invitee


def invite(event, *people):
    with write():
        invite_people(event.id, [person.id for person in people], SYSTEM, "lista")


def mails(address=ADDRESS) -> list[ReadMail]:
    db.session.expire_all()
    query = sa.select(OutboxMessage).where(OutboxMessage.recipient == address).order_by(OutboxMessage.id)
    return [read(message) for message in db.session.scalars(query)]


def shown(seen) -> list[tuple[str, str, str]]:
    """Return what stands in a calendar that got these mails: METHOD, SEQUENCE and PARTSTAT."""
    newest: dict[str, tuple[int, ReadMail]] = {}
    for mail in seen:
        if mail.entry is not None:
            revision = int(mail.entry.sequence.value), mail
            newest[mail.entry.uid.value] = max(
                newest.get(mail.entry.uid.value, revision), revision, key=lambda one: one[0]
            )
    return [
        (mail.method, mail.entry.sequence.value, mail.entry.attendee.partstat_param)
        for _sequence, mail in newest.values()
        if mail.method != "CANCEL"
    ]


def standing_of(event) -> Standing:
    return person_of(event, ADDRESS).standing


def test_invitation_asks_in_the_calendar_and_tells_how_to_answer_in_the_mail(event, invitee):
    (mail,) = mails()
    assert mail.method == "REQUEST"
    assert mail.sender[1] == "svar@anmalan.example"
    assert mail.entry.attendee.rsvp_param == "TRUE"
    assert path_of(invitee) in mail.text
    assert "/inbjudan/" not in mail.calendar
    assert mail.text.count("har undertecknat Deklaration") == 1
    assert mail.description.count("har undertecknat Deklaration") == 1
    assert standing_of(event) is Standing.SILENT


@pytest.mark.parametrize("by_link", [True, False])
@pytest.mark.both_databases
def test_signing_up_goes_on_with_the_entry(client, event, invitee, by_link):
    path = path_of(invitee, "/ja") if by_link else f"/evenemang/{event.slug}/anmalan"
    answer = fill_in(client, path, name="Robin Ek", email="Robin.Ek@exempel.se")
    assert "Du är anmäld" in answer.text
    assert standing_of(event) is Standing.ACCEPTED
    assert db.session.scalar(sa.select(sa.func.count(CalendarEntry.id))) == 1
    invitation, confirmation = [*mails(), *mails("Robin.Ek@exempel.se")]
    assert confirmation.entry.uid.value == invitation.entry.uid.value
    assert shown([invitation, confirmation]) == [("REQUEST", "1", "ACCEPTED")]


def test_form_is_filled_in_with_what_is_known(client, event, invitee):
    page = client.get(path_of(invitee, "/ja")).text
    for known in ("Robin Ek", ADDRESS, "Insats Unga framåt"):
        assert f'value="{known}"' in page


def test_invited_on_a_joint_day_has_the_inviting_host_chosen(app, client, session):
    hosts = [make_federation(), make_federation(slug="den-andra")]
    event = make_event(hosts=hosts, audience=Audience.EMPLOYEES)
    invitee = make_invitee(event, ADDRESS, federation_id=hosts[1].id)
    page = client.get(path_of(invitee, "/ja")).text
    assert 'checked id="federation-1"' in page or 'value="den-andra" checked' in page or "checked" in page
    assert 'name="eligible"' not in page
    answer = fill_in(client, path_of(invitee, "/ja"), name="Robin", email=ADDRESS, federation="den-andra")
    assert "Du är anmäld" in answer.text
    registration = registration_of(event, ADDRESS)
    assert registration.federation_id == hosts[1].id
    assert registration.is_eligible


def test_signing_up_with_another_address_leaves_no_entry_behind(client, event, invitee):
    fill_in(client, path_of(invitee, "/ja"), name="Robin", email="hemma@exempel.se")
    assert standing_of(event) is Standing.ACCEPTED
    assert shown(mails()) == []
    assert "med en annan adress" in mails()[-1].text
    assert shown(mails("hemma@exempel.se")) == [("REQUEST", "0", "NEEDS-ACTION")]


def test_somebody_elses_registration_does_not_become_ones_own(client, event, invitee):
    with write():
        sign_up(event, "kim@example.se")
    fill_in(client, path_of(invitee, "/ja"), name="Robin", email="kim@example.se")
    client.post(path_of(invitee, "/nej"), data=hidden_fields(client.get(path_of(invitee)).text))
    assert registration_of(event).status is RegistrationStatus.CONFIRMED
    assert standing_of(event) is Standing.DECLINED


def test_an_invitation_signs_one_person_up_however_many_forms_were_opened_from_it(client, event, invitee):
    path = path_of(invitee, "/ja")
    forms = [hidden_fields(client.get(path).text) for _tab in range(3)]

    answers = [
        client.post(path, data=form | {"name": "Kim", "email": f"kim.{number}@exempel.se"})
        for number, form in enumerate(forms)
    ]

    assert [answer.status_code for answer in answers] == [303, 200, 200]
    assert all("Inbjudan har redan använts" in unescape(answer.text) for answer in answers[1:])
    db.session.rollback()
    assert db.session.scalars(sa.select(Registration.email)).all() == ["kim.0@exempel.se"]
    again = client.post(path, data=forms[0] | {"name": "Kim", "email": "kim.0@exempel.se"})
    assert again.status_code == 303


def test_a_form_that_was_sent_for_another_event_is_no_answer_to_an_invitation(client, event, invitee):
    other = make_event()
    db.session.commit()
    elsewhere = hidden_fields(client.get(f"/evenemang/{other.slug}/anmalan").text)
    fields = {"name": "Kim", "email": "kim@exempel.se"}
    client.post(f"/evenemang/{other.slug}/anmalan", data=elsewhere | fields)
    path = path_of(invitee, "/ja")

    refused = client.post(
        path, data=hidden_fields(client.get(path).text) | fields | {"form_id": elsewhere["form_id"]}
    )

    assert "Formuläret hade redan använts" in unescape(refused.text)
    db.session.rollback()
    assert db.session.get(Invitee, invitee.id, populate_existing=True).registration_id is None
    assert registration_of(other, "kim@exempel.se").status is RegistrationStatus.CONFIRMED
    sent_again = client.post(path, data=hidden_fields(refused.text) | fields)
    assert sent_again.status_code == 303


def test_invited_and_full_waits_and_the_calendar_is_empty_until_there_is_a_seat(app, client, session):
    app.config["REPLY_ADDRESS"] = "svar@anmalan.example"
    event = make_event(seats=1)
    invitee = make_invitee(event, ADDRESS)
    sign_up(event, "first@example.se")
    db.session.commit()
    invite(event, invitee)
    fill_in(client, path_of(invitee, "/ja"), name="Robin", email=ADDRESS)
    assert standing_of(event) is Standing.WAITING
    assert shown(mails()) == []
    with write():
        cancel_registration(registration_of(event, "first@example.se").id)
    assert standing_of(event) is Standing.ACCEPTED
    assert [method for method, *_rest in shown(mails())] == ["REQUEST"]


@pytest.mark.both_databases
def test_no_takes_the_entry_out_once_and_yes_afterwards_gives_a_new_one(client, event, invitee):
    token = hidden_fields(client.get(path_of(invitee)).text)
    for _twice in range(2):
        assert client.post(path_of(invitee, "/nej"), data=token).status_code == 303
    assert standing_of(event) is Standing.DECLINED
    assert "Du har tackat nej" in client.get(path_of(invitee)).text
    assert [mail.method for mail in mails()] == ["REQUEST", "CANCEL"]
    fill_in(client, path_of(invitee, "/ja"), name="Robin", email=ADDRESS)
    assert standing_of(event) is Standing.ACCEPTED
    assert len(shown(mails())) == 1


def test_no_after_yes_frees_the_seat(client, event, invitee):
    fill_in(client, path_of(invitee, "/ja"), name="Robin", email=ADDRESS)
    page = client.get(path_of(invitee)).text
    assert "Du har tackat ja och är anmäld" in page
    client.post(path_of(invitee, "/nej"), data=hidden_fields(page))
    assert registration_of(event, ADDRESS).status is RegistrationStatus.CANCELLED
    assert standing_of(event) is Standing.DECLINED
    assert shown(mails()) == []


def test_cancelling_the_registration_is_a_no_and_coming_back_a_yes(event, invitee):
    with write():
        sign_up(event, ADDRESS)
    registration_id = registration_of(event, ADDRESS).id
    with write():
        cancel_registration(registration_id)
    assert standing_of(event) is Standing.DECLINED
    with write():
        return_attendee(registration_id)
    assert standing_of(event) is Standing.ACCEPTED
    assert len(shown(mails())) == 1


def test_who_had_signed_up_already_gets_no_second_entry(event):
    with write():
        sign_up(event, ADDRESS)
    invitee = make_invitee(event, ADDRESS)
    db.session.commit()
    invite(event, invitee)
    assert [mail.method for mail in mails()] == ["REQUEST", None]


def test_taken_off_the_list_the_entry_goes_and_the_link_opens_nothing(client, event, invitee):
    path = path_of(invitee)
    with write():
        remove_invitees(event.id, [invitee.id], SYSTEM)
    assert [mail.method for mail in mails()] == [
        "REQUEST",
        "CANCEL",
    ]
    assert client.get(path).status_code == 404
    assert db.session.scalar(sa.select(sa.func.count(CalendarEntry.id))) == 0


def test_taken_off_after_signing_up_the_registration_stays(event, invitee):
    with write():
        sign_up(event, ADDRESS)
    with write():
        remove_invitees(event.id, [invitee.id], SYSTEM)
    assert registration_of(event, ADDRESS).calendar_entry is not None
    assert len(shown(mails())) == 1


def test_where_nobody_reads_answers_nothing_comes_into_the_calendar(app, session):
    event = make_event(hosts=[make_federation(reads_answers=False)])
    invitee = make_invitee(event, ADDRESS)
    db.session.commit()
    invite(event, invitee)
    (mail,) = mails()
    assert mail.method is None
    assert db.session.scalar(sa.select(sa.func.count(Registration.id))) == 0


def test_event_for_invited_people_is_closed_to_others(client, session):
    event = make_event(audience=Audience.INVITED)
    invitee = make_invitee(event, ADDRESS)
    public = f"/evenemang/{event.slug}/anmalan"
    assert "Det här evenemanget är för inbjudna" in client.get(public).text
    client.post(public, data={"name": "Kim", "email": "kim@example.se", "eligible": "1"})
    assert db.session.scalar(sa.select(sa.func.count(Registration.id))) == 0
    assert "länken i din inbjudan" in client.get(f"/evenemang/{event.slug}").text
    answer = fill_in(client, path_of(invitee, "/ja"), name="Robin", email=ADDRESS)
    assert "Du är anmäld" in answer.text
