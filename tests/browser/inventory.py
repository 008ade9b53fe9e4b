"""The inventory's form: a state is a page as somebody meets it, with the data behind it and what was done on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

#: Makes the data a state needs, in the database of the running server, and returns the address to open.
SetUp = Callable[[], str]
#: What is done on the page that has been opened.
Action = Callable[[Any], None]


@dataclass(frozen=True, kw_only=True)
class State:
    """One way a route's page can look."""

    name: str
    endpoint: str
    area: str
    set_up: SetUp
    action: Action | None = None
    code: int = 200
    #: Seen by a signed-in organiser, in the workspace that is Swedish only.
    is_signed_in: bool = False
    has_english: bool = True


STATES: list[State] = []


def state(endpoint: str, area: str, **details: Any) -> Callable[[SetUp], SetUp]:
    """Put a state into the inventory; its name is that of the function, which is called once, in the order given."""

    def keep(set_up: SetUp) -> SetUp:
        name = set_up.__name__
        STATES.append(State(name=name, endpoint=endpoint, area=area, set_up=set_up, **details))
        return set_up

    return keep


def organiser_state(endpoint: str, **details: Any) -> Callable[[SetUp], SetUp]:
    """Put a state of the organisers' workspace into the inventory; each file is an area of its own."""

    def keep(set_up: SetUp) -> SetUp:
        area = f"organisers: {set_up.__module__.rpartition('.')[2]}"
        return state(endpoint, area, **{"is_signed_in": True, "has_english": False} | details)(set_up)

    return keep


def send(page: Any) -> None:
    """Send the page's first form as it is."""
    page.locator("main form[method=post]").first.locator("button[type=submit]").last.click()


def fill(**values: str) -> Action:
    """Return the action of filling these fields and sending their form."""

    def act(page: Any) -> None:
        for name, value in values.items():
            page.locator(f"main [name={name}]").first.fill(value)
        form = page.locator(f"main form:has([name={next(iter(values))}])").first
        form.locator("button[type=submit]").last.click()

    return act


def answer(page: Any) -> None:
    """Fill in a sign-up form with what it requires and send it."""
    page.locator("[name=name]").fill("Kim Exempel")
    page.locator("[name=email]").fill("kim@example.se")
    for choice in page.locator("main fieldset.choices:has(input[required])").all():
        choice.locator("input:not([disabled])").first.check()
    for box in page.locator("main input[type=checkbox][required]").all():
        box.check()
    send(page)
