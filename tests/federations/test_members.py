"""Who works for a federation: invited by mail, roles that change at once, never without an owner."""

from __future__ import annotations

import logging
import re
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from eventapp.audit.models import AuditEntry
from eventapp.audit.services import SYSTEM
from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.federations import members, services
from eventapp.federations.errors import LastOwner
from eventapp.federations.models import Membership, Organiser, Role, SignIn, SignInLink
from eventapp.federations.queries import count_owners
from eventapp.messages.models import OutboxMessage
from tests.registrations.reading import read as read_mail
from tests.support.builders import make_event, make_federation
from tests.support.organisers import OrganiserBrowser, make_organiser

pytestmark = pytest.mark.both_databases
PAGE = "/arrangor/forbund/haninge/medarbetare"


@pytest.fixture
def federation(session):
    return make_federation(slug="haninge", name="Samordningsförbundet Haninge")


@pytest.fixture
def owner(federation):
    return make_organiser((federation, Role.OWNER), name="Robin Ägare")


@pytest.fixture
def browser(app, owner):
    return OrganiserBrowser(app, owner)


def invite(browser, email="kim@haninge.example", role="editor", name="Kim Exempel"):
    return browser.post(PAGE, email=email, name=name, role=role)


def last_mail():
    return read_mail(db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id.desc())).first())


def link_in(mail):
    return re.search(r"http://localhost(/arrangor/lank/\S+)", mail.text).group(1)


def member_page(organiser, federation, page=""):
    query = sa.select(Membership.id).where(
        Membership.organiser_id == organiser.id, Membership.federation_id == federation.id
    )
    return f"{PAGE}/{db.session.scalar(query)}{page}"


def test_colleague_is_invited_chooses_a_password_and_works(app, browser, federation):
    event = make_event(hosts=[federation])
    assert invite(browser, "Kim@Haninge.example").status_code == 303
    mail = last_mail()
    assert mail.subject == "Du är inbjuden att arbeta med evenemang hos Samordningsförbundet Haninge"
    assert "Robin Ägare har bjudit in dig" in mail.text
    assert "du sköter evenemang och deltagare" in mail.text
    colleague = OrganiserBrowser(app)
    assert colleague.post(link_in(mail)).location == "/arrangor/losenord"
    new = {"password": "en lång mening till", "again": "en lång mening till"}
    assert colleague.post("/arrangor/losenord", **new).status_code == 302
    assert colleague.get(f"/arrangor/evenemang/{event.public_id}/deltagare").status_code == 200
    assert colleague.get(PAGE).status_code == 403
    assert "Har loggat in" in browser.get(PAGE).text


def test_link_is_good_for_seven_days_and_stands_in_the_mail_only(app, browser, at, caplog):
    caplog.set_level(logging.DEBUG)
    at("2026-11-08 09:00")
    browser.get("/arrangor/")
    invite(browser)
    path = link_in(last_mail())
    secret = path.split("/")[-1].split("?")[0]
    at("2026-11-15 08:59")
    assert OrganiserBrowser(app).get(path).status_code == 200
    at("2026-11-15 09:01")
    assert OrganiserBrowser(app).get(path).status_code == 410
    assert secret not in caplog.text
    # Within the mail it is written in the transfer encoding; anywhere else it would be found.
    rows = [db.session.execute(table.select()).all() for table in db.metadata.sorted_tables]
    assert secret not in str(rows)


def test_who_has_a_password_gets_no_link_and_keeps_name_and_other_roles(browser, federation):
    known = make_organiser(
        (make_federation(), Role.OWNER), email="kim@nacka.example", name="Kim Känd", password="en lång mening"
    )
    invite(browser, "kim@nacka.example", name="Annat Namn")
    assert "/arrangor/lank/" not in last_mail().text
    assert "http://localhost/arrangor/logga-in" in last_mail().text
    db.session.refresh(known)
    assert (known.name, len(known.memberships)) == ("Kim Känd", 2)


def test_a_name_from_another_federation_is_not_shown_to_whoever_invites(browser):
    make_organiser((make_federation(), Role.OWNER), email="kim@nacka.example", name="Kim Känd")

    invite(browser, "kim@nacka.example", name="Annat Namn")

    page = browser.get(PAGE).text
    assert "Annat Namn" in page
    assert "Kim Känd" not in page


def test_member_is_not_invited_twice(browser):
    invite(browser)
    answer = invite(browser, "KIM@haninge.example", role="owner")
    assert "Personen är redan medarbetare" in answer.text
    assert 'value="KIM@haninge.example"' in answer.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(OutboxMessage)) == 1


def test_new_invitation_ends_the_old_link(app, browser, federation):
    invite(browser)
    old = link_in(last_mail())
    kim = services.find_organiser("kim@haninge.example")
    assert browser.post(member_page(kim, federation, "/bjud-in-igen")).status_code == 303
    assert OrganiserBrowser(app).get(old).status_code == 410
    assert OrganiserBrowser(app).get(link_in(last_mail())).status_code == 200


def test_inviting_again_ends_no_other_federations_invitation_nor_shows_it(app, browser, federation):
    nacka = make_federation(slug="nacka")
    other = OrganiserBrowser(app, make_organiser((nacka, Role.OWNER)))
    there = PAGE.replace("haninge", "nacka")
    other.post(there, email="kim@haninge.example", name="Kim", role="editor")
    theirs = link_in(last_mail())
    invite(browser)
    kim = services.find_organiser("kim@haninge.example")
    assert browser.post(member_page(kim, federation, "/bjud-in-igen")).status_code == 303
    ours = link_in(last_mail())
    assert [OrganiserBrowser(app).get(link).status_code for link in (theirs, ours)] == [200, 200]
    assert browser.post(member_page(kim, federation, "/ta-bort")).status_code == 303
    assert [OrganiserBrowser(app).get(link).status_code for link in (theirs, ours)] == [200, 410]


def test_one_address_is_not_flooded(browser, federation):
    invite(browser)
    page = member_page(services.find_organiser("kim@haninge.example"), federation, "/bjud-in-igen")
    answers = [browser.post(page) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [303] * 4 + [200]
    assert "Det kom många försök" in answers[-1].text


def test_role_changes_and_ends_from_the_next_click(app, browser, federation):
    colleague = make_organiser((federation, Role.EDITOR))
    event = make_event(hosts=[federation])
    theirs = OrganiserBrowser(app, colleague)
    export = f"/arrangor/evenemang/{event.public_id}/deltagare/hamta"
    assert theirs.get(export).status_code == 200
    assert browser.post(member_page(colleague, federation), role="viewer").status_code == 303
    assert theirs.get(export).status_code == 403
    assert browser.post(member_page(colleague, federation, "/ta-bort")).status_code == 303
    assert theirs.get(f"/arrangor/evenemang/{event.public_id}").location.startswith("/arrangor/logga-in")


def test_without_any_role_sessions_and_links_end_with_another_they_stay(app, browser, federation):
    gone = make_organiser((federation, Role.EDITOR))
    stays = make_organiser((federation, Role.EDITOR), (make_federation(), Role.VIEWER))
    links = {each.id: services.make_sign_in_link(each, timedelta(days=7)) for each in (gone, stays)}
    sessions = {each.id: OrganiserBrowser(app, each) for each in (gone, stays)}
    for each in (gone, stays):
        browser.post(member_page(each, federation, "/ta-bort"))
    assert services.find_link_owner(links[gone.id]) is None
    assert services.find_link_owner(links[stays.id]) == stays.id
    assert sessions[gone.id].get("/arrangor/").status_code == 302
    assert sessions[stays.id].get("/arrangor/").status_code == 200


def test_last_owner_is_neither_removed_nor_demoted(browser, owner, federation):
    sentence = "Förbundet måste ha minst en ägare"
    assert sentence in browser.post(member_page(owner, federation), role="editor").text
    assert sentence in browser.post(member_page(owner, federation, "/ta-bort")).text
    make_organiser((federation, Role.OWNER))
    assert browser.post(member_page(owner, federation), role="editor").status_code == 303
    assert browser.get(PAGE).status_code == 403


def test_other_federations_members_are_not_reached(browser):
    other = make_federation()
    stranger = make_organiser((other, Role.EDITOR))
    path = f"{PAGE}/{stranger.memberships[0].id}"
    assert browser.get(path).status_code == 404
    assert browser.post(f"{path}/ta-bort").status_code == 404
    assert browser.get(f"{PAGE}/{10**12}").status_code == 404
    assert db.session.get(Membership, stranger.memberships[0].id)


def test_everything_is_in_the_trail_without_names(browser, owner, federation):
    invite(browser)
    kim = services.find_organiser("kim@haninge.example")
    browser.post(member_page(kim, federation), role="owner")
    browser.post(member_page(kim, federation, "/ta-bort"))
    query = sa.select(AuditEntry).where(
        AuditEntry.record_kind == "organiser", AuditEntry.record_id == str(kim.id)
    )
    entries = db.session.scalars(query.order_by(AuditEntry.id)).all()
    told = [(entry.actor_id, entry.action, entry.details.get("role")) for entry in entries]
    assert told[:3] == [
        (owner.id, "invite_organiser", [None, "editor"]),
        (owner.id, "change_role", ["editor", "owner"]),
        (owner.id, "take_role", ["owner", None]),
    ]
    assert "Kim" not in str([entry.details for entry in entries])


def test_administrator_lets_the_first_owner_in_and_then_no_more(app, session):
    federation = make_federation(slug="haninge")
    administrator = OrganiserBrowser(app, make_organiser(is_administrator=True))
    assert invite(administrator, "fel@haninge.example", role="owner").status_code == 303
    wrong = services.find_organiser("fel@haninge.example")
    assert invite(administrator, role="owner").status_code == 303
    assert administrator.post(member_page(wrong, federation, "/ta-bort")).status_code == 303
    OrganiserBrowser(app).post(link_in(last_mail()))
    page = administrator.get(PAGE).text
    assert "Förbundets ägare sköter vilka" in page
    assert "Bjud in en medarbetare" not in page
    assert invite(administrator, "jag@sjalv.example", role="owner").status_code == 403
    assert services.find_organiser("jag@sjalv.example") is None


def test_faults_are_named(browser):
    answer = browser.post(PAGE, email="kim", name="")
    assert answer.status_code == 200
    for sentence in ("Skriv personens namn", "Skriv hela e-postadressen", "Välj en roll"):
        assert sentence in answer.text


def test_ended_session_stays_ended_in_the_database(app, browser, federation):
    colleague = make_organiser((federation, Role.DOOR))
    OrganiserBrowser(app, colleague)
    browser.post(member_page(colleague, federation, "/ta-bort"))
    query = sa.select(SignIn.ended_at).where(SignIn.organiser_id == colleague.id)
    assert db.session.scalars(query).one() <= clock.now()
    assert db.session.get(Organiser, colleague.id) is not None
    assert db.session.scalars(sa.select(SignInLink)).all() == []


def test_two_owners_cannot_remove_each_other_at_the_same_moment(app, session, federation):
    pair = [make_organiser((federation, Role.OWNER)) for _ in range(2)]
    member_ids = [organiser.memberships[0].id for organiser in pair]
    federation_id, actor = federation.id, SYSTEM
    session.commit()
    start, refused = threading.Barrier(2), []

    def remove(member_id):
        with app.app_context():
            start.wait()
            try:
                with write():
                    members.remove_member(federation_id, member_id, actor)
            except LastOwner:
                refused.append(member_id)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=remove, args=(member_id,)) for member_id in member_ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    session.rollback()
    assert count_owners(federation_id) == 1
