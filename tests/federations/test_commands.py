"""Letting organisers in from the command line."""

import re

import pytest
import sqlalchemy as sa

from eventapp.core.extensions import db
from eventapp.federations.access import roles_in
from eventapp.federations.commands import create_organiser, new_sign_in_link
from eventapp.federations.errors import NotAnAddress, PasswordLengthWrong, UnknownFederation
from eventapp.federations.models import Organiser, Role
from tests.support.builders import make_federation
from tests.support.organisers import OrganiserBrowser

pytestmark = pytest.mark.both_databases


@pytest.fixture
def federation(session):
    made = make_federation(slug="sundbyberg")
    session.commit()
    return made


def test_without_a_password_the_link_that_is_printed_lets_in_once(app, federation):
    said = create_organiser("Kim@Sundbyberg.Example", "sundbyberg", Role.EDITOR)
    path = re.search(r"http://localhost(/arrangor/lank/\S+)", said).group(1)
    assert said.startswith("kim@sundbyberg.example can sign in once, within 24 hours")
    assert OrganiserBrowser(app).post(path).location == "/arrangor/"
    assert OrganiserBrowser(app).post(path).status_code == 410


def test_with_a_password_no_link_is_printed(app, federation):
    said = create_organiser("kim@a.example", "sundbyberg", Role.OWNER, password="en lång mening")
    assert "/lank/" not in said
    answer = OrganiserBrowser(app).post(
        "/arrangor/logga-in", email="kim@a.example", password="en lång mening"
    )
    assert answer.location == "/arrangor/"


def test_second_time_changes_the_role_and_makes_nobody_new(federation):
    create_organiser("kim@a.example", "sundbyberg", Role.VIEWER, is_administrator=True)
    create_organiser("KIM@a.example", "sundbyberg", Role.OWNER)
    organiser = db.session.scalars(sa.select(Organiser)).one()
    assert roles_in(organiser) == {federation.id: Role.OWNER}
    assert organiser.is_administrator


@pytest.mark.parametrize(
    ("values", "error"),
    [
        (("kim", "sundbyberg", Role.OWNER), NotAnAddress),
        (("kim @a.example", "sundbyberg", Role.OWNER), NotAnAddress),
        (("kim@a.example", "finns-inte", Role.OWNER), UnknownFederation),
    ],
)
def test_bad_input_is_refused_and_nothing_kept(federation, values, error):
    with pytest.raises(error):
        create_organiser(*values)
    assert db.session.scalars(sa.select(Organiser)).all() == []


def test_short_password_is_refused(federation):
    with pytest.raises(PasswordLengthWrong):
        create_organiser("kim@a.example", "sundbyberg", Role.OWNER, password="kort")


def test_link_is_for_organisers_only(federation):
    assert new_sign_in_link("ingen@a.example") is None
