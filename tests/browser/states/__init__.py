"""The inventory of all states of all pages, in the order in which they are visited, in areas of about equal size."""

from tests.browser.inventory import STATES, State
from tests.browser.states import (  # noqa: F401 (each fills the inventory)
    answers,
    calendar,
    changing,
    contributors,
    editing,
    errors,
    events,
    federations,
    forms,
    hosts,
    invitations,
    joining,
    mailings,
    needs,
    organisers,
    own,
    participants,
    people,
    programme,
    questions,
    site,
    statistics,
    without_address,
)

AREAS = tuple(dict.fromkeys(state.area for state in STATES))

__all__ = ["AREAS", "STATES", "State"]
