"""Older rights to come in end with every change of credentials: each change against each right."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.federations import commands, credentials, services
from eventapp.federations.credentials import REVOKED, Change, Links, Revoked, Sessions
from eventapp.federations.models import Membership, Role, SignInLink
from eventapp.federations.passwords import hash_password
from tests.support.builders import make_federation
from tests.support.organisers import OrganiserBrowser, make_organiser

pytestmark = pytest.mark.both_databases

OLD, NEW = "en lång mening", "ett nytt långt ord"
RIGHTS = ("session", "link", "second link", "invitation", "other's invitation")
#: What is left of the older rights; the session in which it happens is never among them.
LEFT = {
    Change.PASSWORD_CHOSEN: set(),
    Change.SIGNED_OUT_ELSEWHERE: set(),
    Change.OPERATOR_PASSWORD: set(),
    Change.OPERATOR_LINK: {"session"},
    Change.LINK_MADE: {"session", "invitation", "other's invitation"},
    Change.ROLE_TAKEN: {"session", "link", "second link", "other's invitation"},
    Change.LAST_ROLE_TAKEN: set(),
}


class World:
    """An organiser with a session, two links and an invitation, and the ways to change credentials."""

    def __init__(self, app):
        self.app = app
        self.federation, self.other = make_federation(slug="haninge"), make_federation(slug="nacka")
        self.owner = make_organiser((self.federation, Role.OWNER))
        self.kim = make_organiser((self.federation, Role.EDITOR), password=OLD, email="kim@forbund.example")
        self.here, self.there = (OrganiserBrowser(app, self.kim) for _ in range(2))
        self.links = {
            "link": self.link(),
            "second link": self.link(),
            "invitation": self.link(self.federation.id),
            "other's invitation": self.link(self.other.id),
        }

    def link(self, federation_id=None):
        """Return a link's secret, made beside those that there are."""
        secret = f"secret-{db.session.scalar(sa.select(sa.func.count(SignInLink.id)))}"
        link = SignInLink(
            organiser_id=self.kim.id,
            secret_hash=services.secret_digest(secret),
            expires_at=clock.now() + timedelta(days=1),
            federation_id=federation_id,
        )
        db.session.add(link)
        db.session.flush()
        return secret

    def left(self):
        """Return the older rights that still open something."""
        tried = {
            name: OrganiserBrowser(self.app).post(f"/arrangor/lank/{secret}").status_code == 302
            for name, secret in self.links.items()
        }
        tried["session"] = self.there.get("/arrangor/konto").status_code == 200
        return {name for name, opens in tried.items() if opens}

    def password_chosen(self):
        answer = self.here.post("/arrangor/losenord", current=OLD, password=NEW, again=NEW)
        assert answer.status_code == 302

    def signed_out_elsewhere(self):
        assert self.here.post("/arrangor/konto/logga-ut-andra").status_code == 303

    def operator_password(self):
        db.session.commit()
        commands.create_organiser(self.kim.email, None, None, password=NEW)

    def operator_link(self):
        db.session.commit()
        commands.create_organiser(self.kim.email, None, None)

    def link_made(self):
        answer = OrganiserBrowser(self.app).post("/arrangor/glomt-losenord", email=self.kim.email)
        assert "kommer ett mejl" in answer.text

    def role_taken(self):
        self.kim.memberships.append(Membership(federation_id=self.other.id, role=Role.VIEWER))
        self.last_role_taken()

    def last_role_taken(self):
        member_id = self.kim.memberships[0].id
        path = f"/arrangor/forbund/haninge/medarbetare/{member_id}/ta-bort"
        assert OrganiserBrowser(self.app, self.owner).post(path).status_code == 303


@pytest.fixture
def world(app, session):
    return World(app)


@pytest.mark.parametrize("change", Change)
def test_older_rights_end_with_each_change(world, change):
    assert set(REVOKED) == set(LEFT) == set(Change)
    getattr(world, change.name.lower())()
    assert world.left() == LEFT[change]
    assert (world.here.get("/arrangor/konto").status_code == 200) is (
        REVOKED[change].sessions is not Sessions.ALL
    )


def test_all_rights_open_something_before(world):
    assert world.left() == set(RIGHTS)


@pytest.mark.parametrize("change", [each for each in Change if LEFT[each] != set(RIGHTS)])
def test_without_the_table_older_rights_live_on(world, change, monkeypatch):
    monkeypatch.setattr(credentials, "revoke", lambda *_args, **_more: None)
    for module in (services, "eventapp.federations.members", "eventapp.federations.lost_passwords"):
        name = module if isinstance(module, str) else module.__name__
        monkeypatch.setattr(f"{name}.revoke", lambda *_args, **_more: None)
    getattr(world, change.name.lower())()
    assert world.left() == set(RIGHTS)


def test_one_session_is_ended_without_the_links(world):
    page = world.here.get("/arrangor/konto").text
    number = page.split('name="session" value="')[1].split('"')[0]
    world.here.post("/arrangor/konto/logga-ut-andra", session=number)
    assert world.left() == set(RIGHTS) - {"session"}


def test_table_says_what_is_revoked_for_every_change():
    assert all(isinstance(REVOKED[change], Revoked) for change in Change)
    assert {REVOKED[change].links for change in Change} == set(Links)


def test_password_that_was_checked_before_another_was_set_opens_nothing(world):
    checked = world.kim.password_hash
    world.kim.password_hash = hash_password(NEW)
    db.session.flush()
    with pytest.raises(services.WrongPassword):
        services.sign_in_by_password(world.kim.id, checked)


def test_session_that_was_ended_meanwhile_sets_no_password(world):
    number = db.session.scalar(sa.select(sa.func.max(services.SignIn.id)))
    services.end_sign_ins(world.kim.id, keep=0)
    with pytest.raises(services.SessionEnded):
        services.set_password(world.kim.id, "another", keep_sign_in=number)
    assert world.kim.password_hash != "another"


def test_session_ends_after_two_weeks_however_often_it_is_used(app, world, at):
    begun = clock.now()
    for half_day in range(28):
        at(begun + timedelta(hours=11, minutes=59) * half_day)
        assert world.here.get("/arrangor/konto").status_code == 200
    at(begun + timedelta(days=14, minutes=1))
    assert world.here.get("/arrangor/konto").status_code == 302


def test_who_works_for_no_federation_is_told_so_and_whom_to_ask(app, session):
    browser = OrganiserBrowser(app, make_organiser(password=OLD))
    for path, code in (("/arrangor/", 200), ("/arrangor/statistik", 403)):
        answer = browser.get(path)
        assert answer.status_code == code
        assert "Det finns inget att öppna" in answer.text
        assert "Be en ägare i förbundet att bjuda in dig" in answer.text
    assert browser.get("/arrangor/konto").status_code == 200
