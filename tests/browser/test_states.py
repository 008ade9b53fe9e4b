"""Every state of every page: axe, the HTML checker and the probes find nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.browser.looking import look_at
from tests.browser.markup import check_when_all_are_there
from tests.browser.states import AREAS, STATES, State
from tests.browser.visiting import Visit, Visitor, set_up
from tests.support.processes import RunningServer

#: Answers no page: files, JSON, downloads, and what only takes a form and sends on.
NO_PAGES = {
    "changes_manage.reorder_host",
    "events_manage.move_contributor",
    "changes_manage.edit_slots",
    "changes_manage.move_session",
    "changes_manage.order_sessions",
    "events_manage.move_question",
    "events_manage.renew_link",
    "events_manage.send_requirement",
    "events_manage.delete_image",
    "events_manage.drop_unfinished",
    "events_manage.unpublish_event",
    "events_public.download_event",
    "events_public.feed_all",
    "events_public.feed_federation",
    "events_public.feed_series",
    "events_public.feed_topic",
    "events_public.show_image",
    "exports_manage.download_disclosure",
    "exports_manage.start_disclosure",
    "federations_manage.end_other_sign_ins",
    "federations_manage.invite_again",
    "federations_manage.sign_out",
    "invitations_manage.decide_answer",
    "invitations_public.decline",
    "mailings_manage.remove_mailing",
    "mailings_manage.try_mailing",
    "messages_public.health",
    "messages_public.web_health",
    "privacy_public.download_json",
    "privacy_public.download_page",
    "registrations_manage.bring_back",
    "registrations_manage.renew_link",
    "registrations_manage.send_confirmation",
    "registrations_manage.send_mail_again",
    "registrations_manage.write_needs",
    "registrations_manage.mark_called",
    "registrations_manage.mark_needs_answered",
    "registrations_manage.open_next_need",
    "registrations_public.ask_for_feed",
    "registrations_public.close_registration",
    "registrations_public.download_registration",
    "registrations_public.own_feed",
    "registrations_public.renew_own_feed",
    "registrations_public.return_registration",
    "registrations_public.stop_own_feed",
    "static",
    "statistics_manage.show_this_year",
}


#: Another way to a page that has its title already.
SAME_PAGE = {
    "federations_manage.remove_member": "federations_manage.edit_member",
    "federations_manage.save_federation": "federations_manage.edit_federation",
    "registrations_public.open_by_reference": "registrations_public.ask_for_link",
}


def test_every_page_is_in_the_inventory(app: Flask) -> None:
    pages = {rule.endpoint for rule in app.url_map.iter_rules()} - NO_PAGES
    covered = {state.endpoint for state in STATES} - {""}

    assert not pages - covered, f"pages without a state in tests/browser/states: {pages - covered}"
    assert not covered - pages, f"states of pages that are not there: {covered - pages}"
    assert len({state.name for state in STATES}) == len(STATES) >= 60


@pytest.mark.timeout(400)
@pytest.mark.parametrize("area", AREAS)
def test_nothing_is_wrong_with_any_state(
    area: str,
    request: pytest.FixtureRequest,
    browser: Any,
    session: Any,
    serve: Callable[..., RunningServer],
    run_folder: Path,
) -> None:
    visitor = Visitor(browser, serve().url)
    visits = [visit for state in STATES if state.area == area for visit in _visit(visitor, state)]
    visitor.close()
    told = [sentence for visit in visits for sentence in visit.told]
    told += [
        f"several pages have the title {title}: {pages}" for title, pages in _shared_titles(visits).items()
    ]
    told += check_when_all_are_there(run_folder, area, _chosen_areas(request), visits)
    assert not told, "\n".join(told)


def _chosen_areas(request: pytest.FixtureRequest) -> set[str]:
    """Return the areas that this run of the suite looks at."""
    specs = [getattr(item, "callspec", None) for item in request.session.items]
    return {spec.params["area"] for spec in specs if spec and "area" in spec.params}


def _visit(visitor: Visitor, state: State) -> list[Visit]:
    """Look at a state in Swedish closely, and at what the same page says in English."""
    address = set_up(state)
    tab = visitor.tab_for(state)
    seen = tab.visit(state, address)
    seen.found += look_at(tab.page, is_whole=state.endpoint not in visitor.walked)
    visitor.walked.add(state.endpoint)
    return [seen] if state.action or not state.has_english else [seen, tab.read_in_english(state, address)]


def _shared_titles(visits: list[Visit]) -> dict[str, set[str]]:
    """Return titles that two different pages have."""
    pages = defaultdict(set)
    for visit in visits:
        if visit.title and visit.state.code == 200 and visit.state.endpoint:
            pages[visit.title].add(SAME_PAGE.get(visit.state.endpoint, visit.state.endpoint))
    return {title: endpoints for title, endpoints in pages.items() if len(endpoints) > 1}
