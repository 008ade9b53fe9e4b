"""The page between a form and a change that people feel: what will happen, what was typed carried along, one button.

A route: `if not form.validate_on_submit() or wants_back(): …show the form…`, then
`page = ask_first(event, plan); if page is not None: return page`, then `with write(): …`.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template, request

from eventapp.changes.plan_words import button_text, lines_of
from eventapp.changes.plans import Plan
from eventapp.events.models import Event

#: Set by the button that makes the change.
CONFIRMED = "confirmed"
#: Set by the button that leads back to the form.
BACK = "back"
#: What is not carried along: each page sets its own.
NOT_CARRIED = frozenset({"csrf_token", CONFIRMED, BACK})


def is_confirmed() -> bool:
    """Tell whether the organiser has seen what will happen and said yes."""
    return request.form.get(CONFIRMED) == "1"


def wants_back() -> bool:
    """Tell whether the organiser wants to see the form again, with all that was typed."""
    return BACK in request.form


def carried_values() -> list[tuple[str, str]]:
    """Return all that was sent, as often as it was sent, to be sent once more."""
    return [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_CARRIED]


def ask_first(
    event: Event,
    plan: Plan,
    *,
    title: str = "",
    button: str = "",
    notes: Sequence[str] = (),
    facts: Sequence[tuple[str, str]] = (),
) -> str | None:
    """Return the page that says what will happen; None where nobody is reached or the organiser has said yes.

    `facts` says, label by label, what is changed; `notes` are more sentences about what happens.
    """
    if is_confirmed() or not plan.is_felt:
        return None
    return render_template(
        "changes/manage/confirm_change.html",
        event=event,
        title=title,
        lines=[*lines_of(plan), *notes],
        facts=facts,
        values=carried_values(),
        button_text=button or button_text(plan),
    )
