"""Every page whose address holds a secret sends its origin in the Referer and no more: read from the URL map."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.routing import Rule

from eventapp.core import web
from eventapp.core.masking import SECRET_VARIABLES, mask_secrets
from eventapp.registrations.links import own_token
from eventapp.registrations.models import RegistrationStatus
from tests.support.builders import make_event, registration_of, sign_up
from tests.support.forms import hidden_fields

#: Variables of addresses that open nothing by themselves: who may see the page is decided by the page or the sign-in.
OPEN_VARIABLES = {
    "answer_id",
    "contributor_id",
    "disclosure_id",
    "ending",
    "file_format",
    "filename",
    "host_slug",
    "image_id",
    "invitee_id",
    "mail_id",
    "mail_kind",
    "mailing_id",
    "member_id",
    "message_id",
    "other_id",
    "public_id",
    "question_id",
    "registration_id",
    "session_id",
    "slug",
    "version",
    "year",
}
SECRET = "hemligt-tecken"
HOST = "https://localhost"


def secret_rules(app: Flask) -> list[Rule]:
    """Return the rules of addresses that hold a secret."""
    return [rule for rule in app.url_map.iter_rules() if rule.arguments & SECRET_VARIABLES]


def secret_addresses(app: Flask) -> Iterator[tuple[str, str]]:
    """Give method and path of every page whose address holds a secret."""
    adapter = app.url_map.bind("localhost")
    for rule in secret_rules(app):
        values = {name: SECRET if name in SECRET_VARIABLES else "1" for name in rule.arguments}
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, adapter.build(rule.endpoint, values, method=method)


def without_rule(app: Flask) -> set[str]:
    """Return the addresses with a secret that send the wrong Referrer-Policy."""
    client = app.test_client()
    answers = ((path, client.open(path, method=method)) for method, path in secret_addresses(app))
    return {path for path, answer in answers if answer.headers["Referrer-Policy"] != "strict-origin"}


def test_every_variable_of_an_address_is_said_to_be_secret_or_not(app: Flask) -> None:
    unknown = {
        f"<{name}> of {rule.rule}: is it a secret? Then SECRET_VARIABLES in core/masking.py, else OPEN_VARIABLES here"
        for rule in app.url_map.iter_rules()
        for name in rule.arguments - SECRET_VARIABLES - OPEN_VARIABLES
    }
    assert unknown == set()


def test_every_page_with_a_secret_in_its_address_sends_its_origin_alone(app: Flask) -> None:
    assert len(secret_rules(app)) > 20
    assert without_rule(app) == set()


def test_every_address_with_a_secret_is_masked_in_logs(app: Flask) -> None:
    shown = {path for _method, path in secret_addresses(app) if SECRET in mask_secrets(path)}
    assert shown == set()


def test_a_new_page_with_a_secret_is_covered_and_one_that_slips_through_is_found(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.add_url_rule("/nytt/<token>", "new_page", dict)
    assert without_rule(app) == set()

    monkeypatch.setattr(web, "holds_secret", lambda _address, _variables: False)
    assert "/nytt/hemligt-tecken" in without_rule(app)


@pytest.mark.parametrize(
    "path",
    [
        "/anmalan/hemligt-tecken/finns-inte",
        "/en/delta/hemligt-tecken/",
        "/arrangor/logga-in?next=/arrangor/lank/hemligt-tecken",
        "/arrangor/logga-in?next=%2Farrangor%2Flank%2Fhemligt-tecken",
        "/?token=hemligt-tecken",
    ],
)
def test_secrets_in_mistyped_addresses_and_in_queries_count(app: Flask, path: str) -> None:
    assert app.test_client().get(path).headers["Referrer-Policy"] == "strict-origin"


def test_pages_without_a_secret_tell_other_sites_nothing(app: Flask) -> None:
    for path in ("/", "/min-anmalan", "/arrangor/logga-in", "/finns-inte"):
        headers = app.test_client().get(path).headers
        assert headers["Referrer-Policy"] == "same-origin"
        assert "X-Robots-Tag" not in headers


def referer_of(policy: str, address: str) -> dict[str, str]:
    """Return what a browser sends along with a form to the page's own host (W3C Referrer Policy 8.3; Fetch 3.1)."""
    if policy == "no-referrer":
        return {"Origin": "null"}
    sent = HOST + ("/" if policy == "strict-origin" else urlsplit(address).path)
    return {"Origin": HOST, "Referer": sent}


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize(
    ("policy", "code", "status"),
    [
        ("", 303, RegistrationStatus.CANCELLED),  # what the product sends
        ("no-referrer", 400, RegistrationStatus.CONFIRMED),  # why it sends no less
    ],
)
def test_the_csrf_check_holds_behind_tls_by_the_origin_alone(
    app: Flask, policy: str, code: int, status: RegistrationStatus
) -> None:
    event = make_event()
    sign_up(event)
    path = f"/anmalan/{own_token(registration_of(event))}/avboka"
    client = app.test_client()
    page = client.get(path, base_url=HOST)
    headers = referer_of(policy or page.headers["Referrer-Policy"], HOST + path)

    answer = client.post(path, data=hidden_fields(page.text), headers=headers, base_url=HOST)

    assert answer.status_code == code
    assert registration_of(event).status is status
    assert own_token(registration_of(event)) not in headers.get("Referer", "")


@pytest.mark.usefixtures("session")
def test_the_csrf_check_refuses_other_origins_behind_tls(app: Flask) -> None:
    event = make_event()
    sign_up(event)
    path = f"/anmalan/{own_token(registration_of(event))}/avboka"
    client = app.test_client()
    fields = hidden_fields(client.get(path, base_url=HOST).text)

    for referer in ("", "https://evil.test/", "http://localhost/", "https://localhost.evil.test/"):
        answer = client.post(path, data=fields, headers={"Referer": referer}, base_url=HOST)
        assert answer.status_code == 400
    assert registration_of(event).status is RegistrationStatus.CONFIRMED
