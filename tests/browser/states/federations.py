"""The pages about federations and those who work for them, and one's own account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from eventapp.audit.services import SYSTEM
from eventapp.core.extensions import db
from eventapp.core.transactions import write
from eventapp.federations import services
from eventapp.federations.commitments import Point, save_commitment
from eventapp.federations.models import Commitment, Role, SignIn
from eventapp.federations.queries import latest_commitment
from tests.browser.inventory import Action, fill, state
from tests.browser.states.organisers import office, own_federation
from tests.support.builders import make_federation
from tests.support.organisers import make_organiser

HOME = "/arrangor/forbund"
ACCOUNT = "/arrangor/konto"
BACK, PASSWORD = "tillbaka@example.se", "en lång mening som lösenord"


def federation_state(endpoint: str, **details: Any) -> Any:
    """Put a state of these pages into the inventory."""
    values = {"is_signed_in": True, "has_english": False} | details
    return state(f"federations_manage.{endpoint}", "federations", **values)


def own_page(page: str = "") -> str:
    """Return the address of a page about the federation of whoever is signed in."""
    return f"{HOME}/{own_federation().slug}{page}"


def press(text: str) -> Action:
    """Return the action of pressing the button with this text."""

    def act(page: Any) -> None:
        page.locator("main").get_by_role("button", name=text).first.click()

    return act


def own_commitment() -> Commitment:
    """Return the newest of two versions of that federation's commitment."""
    federation = own_federation()
    points = [Point("Vi tar vara på vad alla kan och vill.", "Två råd har träffats."), Point("Vi lyssnar.")]
    while (last := latest_commitment(federation.id)) is None or last.version < 2:
        known = last.version if last else 0
        title = f"Åtagande inom Deklaration för en stark demokrati, {known + 1}"
        save_commitment(federation.id, known, title=title, full_text="", points=points, actor=SYSTEM)
    return last


def colleague(role: Role = Role.EDITOR, **overrides: Any) -> str:
    """Return the address of the page about a new colleague."""
    organiser = make_organiser((own_federation(), role), **overrides)
    return own_page(f"/medarbetare/{organiser.memberships[0].id}")


def claim_an_old_version(page: Any) -> None:
    """Send the page as somebody does who opened it before the last change."""
    page.locator("main [name=version]").evaluate("field => field.value = 0")
    press("Spara uppgifterna")(page)


def send_when_signed_out(page: Any) -> None:
    """Sign in, and save the own name when that session has ended."""
    press("Logga in")(page)
    page.goto(page.url.partition("/arrangor")[0] + ACCOUNT)
    with write():
        newest = db.session.scalars(sa.select(SignIn).order_by(SignIn.id.desc()).limit(1)).one()
        services.end_sign_ins(newest.organiser_id, only=newest.id)
    page.locator("main [name=name]").fill("Kim Nyström")
    press("Spara namnet")(page)


def sign_in_again(page: Any) -> None:
    """Do that, and come back with the password."""
    send_when_signed_out(page)
    page.locator("main [name=email]").fill(BACK)
    page.locator("main [name=password]").fill(PASSWORD)
    press("Logga in")(page)


def link_of_who_comes_back() -> str:
    """Return a one-time link for an organiser with a password."""
    found = services.find_organiser(BACK) or make_organiser(
        (own_federation(), Role.EDITOR), email=BACK, password=PASSWORD
    )
    return f"/arrangor/lank/{services.make_sign_in_link(found)}"


def become(*, is_administrator: bool) -> None:
    """Let whoever is signed in be administrator, or no more."""
    office().is_administrator = is_administrator


@federation_state("edit_federation")
def federation_lacking_everything() -> str:
    federation = own_federation()
    federation.phone = federation.office_email = federation.retention_decision = ""
    return own_page()


@federation_state("edit_federation")
def federation_filled_in() -> str:
    federation = own_federation()
    federation.phone, federation.office_email = "08-465 004 20", "kansli@example.se"
    federation.office_address, federation.help_line = "Exempelgatan 1\n136 40 Haninge", "08-465 004 21"
    federation.member_parties = "Arbetsförmedlingen, Försäkringskassan och Region Stockholm"
    federation.retention_decision = "Dnr 1/2026, 2026-03-01"
    return own_page()


@federation_state("save_federation", action=fill(name="", phone="08-1", site_url="fel", office_email="fel"))
def federation_errors() -> str:
    return own_page()


@federation_state("save_federation", action=claim_an_old_version)
def federation_edited_meanwhile() -> str:
    return own_page()


@federation_state("edit_commitment")
def commitment_empty() -> str:
    return own_page("/atagande")


@federation_state("edit_commitment", action=press("Spara åtagandet"))
def commitment_errors() -> str:
    return own_page("/atagande")


@federation_state("edit_commitment")
def commitment_in_points() -> str:
    own_commitment()
    return own_page("/atagande")


@federation_state("edit_commitment", action=press("Flytta upp punkt 2"))
def commitment_with_a_point_moved() -> str:
    own_commitment()
    return own_page("/atagande")


@federation_state("show_commitment")
def commitment_of_before() -> str:
    return own_page(f"/atagande/{own_commitment().version - 1}")


@federation_state("list_members")
def members_of_every_kind() -> str:
    colleague(name="Kim Utan Svar")
    invited = make_organiser((own_federation(), Role.DOOR), name="Robin Inbjuden")
    services.make_sign_in_link(invited, timedelta(days=7))
    colleague(
        Role.VIEWER,
        email="ett.ganska.langt.namn@arbetsmarknadsforvaltningen.example.se",
        password="en lång mening",
    )
    return own_page("/medarbetare")


@federation_state("list_members", action=fill(name="", email="fel"))
def member_invited_with_errors() -> str:
    return own_page("/medarbetare")


@federation_state("edit_member")
def member_who_has_not_come_in() -> str:
    return colleague(name="Kim Exempel")


@federation_state("edit_member")
def member_who_has_come_in() -> str:
    return colleague(name="Robin Exempel", password="en lång mening")


@federation_state("remove_member", action=press("Ta bort"))
def last_owner_stays() -> str:
    return own_page(f"/medarbetare/{office().memberships[0].id}")


@federation_state("show_account")
def account() -> str:
    services.sign_in(office().id)
    return ACCOUNT


@federation_state("show_account", action=fill(name=""))
def account_errors() -> str:
    return ACCOUNT


@federation_state("ask_for_password", is_signed_in=False)
def lost_password() -> str:
    return "/arrangor/glomt-losenord"


@federation_state("ask_for_password", is_signed_in=False, action=fill(email="fel"))
def lost_password_errors() -> str:
    return "/arrangor/glomt-losenord"


@federation_state("ask_for_password", is_signed_in=False, action=fill(email="kansli@example.se"))
def lost_password_mailed() -> str:
    office()
    return "/arrangor/glomt-losenord"


@federation_state("sign_in", is_signed_in=False, action=send_when_signed_out, code=403)
def sign_in_after_the_session_ended() -> str:
    return link_of_who_comes_back()


@federation_state("sign_in", is_signed_in=False, action=sign_in_again)
def typed_text_comes_back() -> str:
    return link_of_who_comes_back()


@federation_state("list_federations")
def federations_of_the_administrator() -> str:
    own_federation()
    make_federation(name="Samordningsförbundet Välfärd i Nacka", phone="", retention_decision="")
    become(is_administrator=True)
    return f"{HOME}/"


@federation_state("create_federation")
def federation_added() -> str:
    become(is_administrator=True)
    return f"{HOME}/nytt"


@federation_state("create_federation", action=fill(name="", short_name=""))
def federation_added_with_errors() -> str:
    become(is_administrator=True)
    return f"{HOME}/nytt"


@federation_state("sign_in_by_link", is_signed_in=False, action=press("Logga in"))
def nothing_to_open() -> str:
    return f"/arrangor/lank/{services.make_sign_in_link(make_organiser(name='Kim Nyström'))}"
