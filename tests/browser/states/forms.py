"""The sign-up form, the pages after it, and asking for a lost link."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from eventapp.core.clock import now
from eventapp.events.kinds import Audience, EventStatus, QuestionKind
from eventapp.events.models import Event
from tests.browser.inventory import answer, fill, send, state
from tests.browser.states.events import make_joint_day, page_of
from tests.support.builders import make_event, make_federation, make_question, sign_up

AREA = "forms"
ENDPOINT = "registrations_public.register"


def form_of(event: Event) -> str:
    """Return the address of an event's sign-up form."""
    return f"{page_of(event)}/anmalan"


def with_questions(**overrides: Any) -> Event:
    """Make an event that asks all an organiser can ask."""
    event = make_event(serves_food=True, asks_advance_question=True, **overrides)
    for number, kind in enumerate(QuestionKind):
        needs_options = kind in {QuestionKind.ONE_CHOICE, QuestionKind.SEVERAL_CHOICES}
        options = ["Buss", "Cykel", "Tåg"] if needs_options else []
        make_question(event, kind, options=options, is_required=number % 2 == 0, hint="Ett svar räcker.")
    return event


@state(ENDPOINT, AREA)
def form_blank() -> str:
    return form_of(make_event())


@state(ENDPOINT, AREA)
def form_of_the_joint_day() -> str:
    return form_of(make_joint_day())


@state(ENDPOINT, AREA)
def form_with_own_questions() -> str:
    return form_of(with_questions())


@state(ENDPOINT, AREA)
def form_for_employees() -> str:
    return form_of(make_event(audience=Audience.EMPLOYEES))


@state(ENDPOINT, AREA)
def form_of_a_sensitive_event() -> str:
    return form_of(make_event(is_sensitive=True, title="Våld i nära relation", neutral_title="Kunskapsdag"))


@state(ENDPOINT, AREA)
def form_for_the_queue() -> str:
    return form_of(make_event(seats=5, taken=5))


@state(ENDPOINT, AREA, action=send)
def form_errors() -> str:
    return form_of(make_event())


@state(ENDPOINT, AREA, action=send)
def form_errors_of_the_joint_day() -> str:
    return form_of(make_joint_day(audience=Audience.EMPLOYEES))


@state(ENDPOINT, AREA, action=send)
def form_errors_in_own_questions() -> str:
    return form_of(with_questions())


@state(ENDPOINT, AREA, action=fill(name="Kim Exempel", email="kim@example"))
def form_with_odd_address() -> str:
    return form_of(make_event())


@state(ENDPOINT, AREA, action=fill(name="Kim Exempel", email="kim@gmial.com"))
def form_with_mistyped_address() -> str:
    return form_of(make_event())


def _fall_into_the_trap(page: Any) -> None:
    page.evaluate("document.querySelector('[name=trap]').value = 'http://spam.example'")
    answer(page)


@state(ENDPOINT, AREA, action=_fall_into_the_trap)
def form_after_the_trap() -> str:
    return form_of(make_event())


def _come_with_an_old_page(page: Any) -> None:
    page.context.clear_cookies()
    answer(page)


@state(ENDPOINT, AREA, action=_come_with_an_old_page)
def form_that_was_open_too_long() -> str:
    return form_of(make_event())


@state("registrations_public.registered", AREA, action=answer)
def signed_up() -> str:
    return form_of(make_event())


@state("registrations_public.registered", AREA, action=answer)
def signed_up_for_the_queue() -> str:
    event = make_event(seats=1)
    sign_up(event)
    return form_of(event)


@state("registrations_public.registered", AREA, action=answer)
def signed_up_for_the_joint_day() -> str:
    return form_of(make_joint_day())


@state("registrations_public.registered", AREA, action=answer)
def signed_up_for_a_sensitive_event() -> str:
    return form_of(make_event(is_sensitive=True, title="Våld i nära relation", neutral_title="Kunskapsdag"))


@state(ENDPOINT, AREA)
def form_not_yet_open() -> str:
    return form_of(make_event(registration_opens_at=now() + timedelta(days=2)))


@state(ENDPOINT, AREA)
def form_closed() -> str:
    return form_of(make_event(registration_closes_at=now() - timedelta(days=1)))


@state(ENDPOINT, AREA)
def form_of_a_past_event() -> str:
    return form_of(make_event(starts_at=now() - timedelta(days=9)))


@state(ENDPOINT, AREA)
def form_of_a_cancelled_event() -> str:
    return form_of(make_event(status=EventStatus.CANCELLED, cancellation_reason="Föreläsaren är sjuk."))


@state(ENDPOINT, AREA)
def form_without_date() -> str:
    return form_of(make_event(starts_at=None, period="Hösten 2027"))


@state(ENDPOINT, AREA)
def form_full_without_queue() -> str:
    return form_of(make_event(seats=5, taken=5, has_waiting_list=False))


@state("registrations_public.ask_for_link", AREA)
def lost_link() -> str:
    return "/min-anmalan"


@state("registrations_public.ask_for_link", AREA, action=send)
def lost_link_errors() -> str:
    return "/min-anmalan"


@state("registrations_public.ask_for_link", AREA, action=fill(email="kim@example.se"))
def lost_link_sent() -> str:
    make_federation()
    return "/min-anmalan"


@state("registrations_public.open_by_reference", AREA, action=fill(reference=" "))
def reference_errors() -> str:
    return "/min-anmalan"
