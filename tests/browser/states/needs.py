"""What people need to take part: how much is unanswered."""

from __future__ import annotations

from eventapp.federations.models import Role
from tests.browser.inventory import organiser_state
from tests.browser.states.organisers import office, own_event
from tests.support.builders import sign_up


@organiser_state("registrations_manage.list_needs")
def all_needs_answered() -> str:
    assert office().memberships[0].role is Role.OWNER
    return "/arrangor/behov"


@organiser_state("registrations_manage.list_needs")
def needs_to_answer() -> str:
    sign_up(own_event(), needs="hörslinga")
    return "/arrangor/behov"
