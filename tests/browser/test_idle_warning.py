"""Before somebody is signed out they are told, and one press keeps the session and what they are writing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.federations.access import IDLE_LIMIT, SEEN_EVERY, WARNED_AFTER
from eventapp.federations.models import SignIn
from tests.browser.states.organisers import sign_in_link
from tests.support.processes import RunningServer


def open_account(page: Any, url: str, link: str) -> None:
    """Sign in and open a page with a form, on a clock that can be moved."""
    page.clock.install()
    page.goto(url + link)
    page.locator("main button").click()
    page.goto(f"{url}/arrangor/konto")


def test_the_warning_comes_in_time_and_a_press_keeps_the_session(
    page: Any, session: Any, serve: Callable[..., RunningServer], picture: Callable[[Any, str], None]
) -> None:
    link = sign_in_link()
    db.session.commit()
    open_account(page, serve().url, link)
    page.locator("main [name=name]").fill("Kim skriver")
    warning = page.get_by_text("Du loggas ut om ungefär tio minuter.")
    page.clock.fast_forward(int(WARNED_AFTER.total_seconds() - 5) * 1000)
    assert not warning.is_visible()
    page.clock.fast_forward(10_000)
    warning.wait_for()
    picture(page, "idle-warning")
    long_ago = clock.now() - IDLE_LIMIT / 2
    db.session.execute(sa.update(SignIn).values(last_seen_at=long_ago))
    db.session.commit()
    page.get_by_role("button", name="Fortsätt vara inloggad").click()
    warning.wait_for(state="hidden")
    assert db.session.scalars(sa.select(SignIn.last_seen_at)).one() > long_ago
    assert page.locator("main [name=name]").input_value() == "Kim skriver"


def test_the_warning_leaves_ten_minutes() -> None:
    assert (IDLE_LIMIT - SEEN_EVERY - WARNED_AFTER).total_seconds() == 600
