"""What somebody meets when something is not there or does not work; the last ones break the database."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from eventapp.core.extensions import db
from tests.browser.inventory import answer, fill, state
from tests.browser.states.forms import form_of
from tests.browser.states.own import own, registered
from tests.support.builders import make_event

AREA = "forms"


@state("", AREA, code=404)
def page_not_found() -> str:
    return "/finns-inte"


@state("", AREA, code=404)
def event_not_found() -> str:
    return "/evenemang/finns-inte"


@state("", AREA, code=405)
def page_that_only_takes_forms() -> str:
    return "/anmalan/finns-inte/aterkom"


@state("", AREA, code=500)
def something_wrong_with_us() -> str:
    return f"/evenemang/{make_event(timezone='Ingenstans/Alls').slug}"


def _change_while_the_log_is_away(page: Any) -> None:
    for old, new in (("audit_entry", "audit_away"), ("audit_away", "audit_entry")):
        with db.engine.begin() as connection:
            connection.execute(sa.text(f"ALTER TABLE {old} RENAME TO {new}"))
        if new == "audit_away":
            fill(name="Kim Exempelperson", needs="Jag behöver skrivtolk.")(page)
            page.wait_for_load_state()


@state("registrations_public.change_registration", AREA, code=503, action=_change_while_the_log_is_away)
def change_that_could_not_be_saved() -> str:
    return own(registered(make_event()), "/andra")


def _answer_while_nothing_can_be_written(page: Any) -> None:
    with db.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE form_submission RENAME TO form_submission_away"))
    answer(page)


@state("registrations_public.register", AREA, code=503, action=_answer_while_nothing_can_be_written)
def form_that_could_not_be_saved() -> str:
    return form_of(make_event())


@state("", AREA, code=503)
def database_gone() -> str:
    db.session.execute(sa.text("ALTER TABLE event RENAME TO event_away"))
    return "/"
