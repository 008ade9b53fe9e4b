"""The accessibility statement: what it must hold by law, and that it cannot claim more than is true."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from eventapp.app import create_app
from eventapp.core import clock
from eventapp.core.settings import SettingsError
from eventapp.doctor import examine
from eventapp.pages import known_faults
from eventapp.pages.known_faults import Fault
from eventapp.pages.statement import Compliance, allowed_compliance, read_statement
from tests.support.builders import make_federation

pytestmark = pytest.mark.usefixtures("session")

TODAY = date(2026, 11, 21)


def fault(**overrides):
    """Make a fault that is open."""
    values = {
        "what": "Menyn",
        "criterion": "WCAG 2.1.1",
        "why": "Ogjort",
        "alternative": "Ring",
        "found_on": TODAY,
    }
    return Fault(**values | overrides)


def sections(client, address="/tillganglighet"):
    """Return the text under each heading of the page."""
    text = client.get(address).text.partition("<main")[2].partition("</main>")[0]
    parts = re.split(r"<h2[^>]*>(.*?)</h2>", text)
    plain = [" ".join(re.sub(r"<[^>]+>", " ", part).split()) for part in parts]
    return dict(zip(plain[1::2], plain[2::2], strict=True))


@pytest.fixture
def day(app):
    """Hold the clock on a day after the settings' dates."""
    with clock.frozen(clock.now().replace(year=2026, month=12, day=1)):
        yield


ITEMS = [
    ("Vem som ansvarar", "Samordningsförbundet Provkommun"),
    ("Vilken webbplats det gäller", "Demokratin 100 år"),
    ("Hur tillgänglig webbplatsen är", "delvis förenlig"),
    ("Innehåll som inte är tillgängligt", "Loggas ut"),
    ("Oskäligt betungande anpassning", "12 §"),
    ("Innehåll som inte omfattas av lagen", "9 §"),
    ("Säg till när något inte fungerar", "Rapportera en brist"),
    ("Tillsyn", "Anmäl brister till Digg"),
    ("Hur vi har prövat webbplatsen", "självskattning"),
    ("När bedömningen gjordes", "21 november 2026"),
    ("När redogörelsen uppdaterades", "21 november 2026"),
]


@pytest.mark.parametrize(("heading", "item"), ITEMS)
def test_each_of_the_eleven_items_stands_under_its_heading(client, day, heading, item):
    make_federation()

    text = sections(client)[heading].replace("\N{NO-BREAK SPACE}", " ")

    assert item.lower() in text.lower()


def test_there_are_eleven_headings_in_both_languages(client, day):
    assert [heading for heading, _item in ITEMS] == list(sections(client))
    assert len(sections(client, "/en/tillganglighet")) == 11


def test_each_open_fault_says_what_why_and_what_to_do_instead(client, day):
    text = " ".join(sections(client).values())

    for one in known_faults.FAULTS:
        parts = (
            (one.what, one.criterion, one.why, one.alternative) if one.is_open else (one.what, one.criterion)
        )
        assert [str(part) for part in parts if str(part) not in text] == []


def test_known_faults_have_dates_in_order_and_none_to_come():
    for one in known_faults.FAULTS:
        assert one.found_on <= (one.fixed_on or one.found_on) <= clock.now().date()


@pytest.mark.parametrize(
    ("faults", "tested_on", "shown"),
    [
        ([], None, Compliance.PARTIAL),
        ([fault()], TODAY, Compliance.PARTIAL),
        ([fault(), fault(fixed_on=TODAY)], TODAY, Compliance.PARTIAL),
        ([fault(fixed_on=TODAY)], TODAY, Compliance.FULL),
        ([], TODAY, Compliance.FULL),
    ],
)
def test_full_is_impossible_with_open_faults_or_untested(faults, tested_on, shown):
    assert allowed_compliance(Compliance.FULL, faults, tested_on) is shown


def test_less_than_full_may_always_be_said():
    for claimed in (Compliance.PARTIAL, Compliance.NONE):
        assert allowed_compliance(claimed, [], TODAY) is claimed


def test_a_claim_that_is_not_true_is_lowered_on_the_page_and_told_to_the_doctor(app, client, day):
    app.config["ACCESSIBILITY_COMPLIANCE"] = "full"

    assert "delvis förenlig" in sections(client)["Hur tillgänglig webbplatsen är"]
    assert "EVENTAPP_ACCESSIBILITY_COMPLIANCE=full is not shown" in _said()


def test_full_is_said_once_it_is_true(app, day):
    app.config.update(ACCESSIBILITY_COMPLIANCE="full", ACCESSIBILITY_TESTED_ON="2026-11-20")

    assert read_statement([]).compliance is Compliance.FULL
    assert read_statement([fault()]).compliance is Compliance.PARTIAL


def test_a_day_to_come_is_passed_over_and_told_to_the_doctor(app, client, day):
    app.config.update(ACCESSIBILITY_ASSESSED_ON="2027-01-01", ACCESSIBILITY_UPDATED_ON="2027-01-01")

    assert "2027" not in " ".join(sections(client).values())
    assert "Ingen bedömning är gjord än." in sections(client)["När bedömningen gjordes"]
    assert "EVENTAPP_ACCESSIBILITY_ASSESSED_ON is still to come" in _said()


def test_an_assessment_older_than_a_year_is_said_to_be_and_told_to_the_doctor(app, client, day):
    assert "more than 12 months ago" not in _said()
    with clock.frozen(clock.now() + timedelta(days=380)):
        assert "äldre än ett år" in sections(client)["När bedömningen gjordes"]
        assert "more than 12 months ago" in _said()


def test_standard_authority_and_assessor_are_settings(app, client, day):
    app.config.update(
        ACCESSIBILITY_STANDARD="EN 301 549 V4.1.1",
        ACCESSIBILITY_AUTHORITY="PTS",
        ACCESSIBILITY_REPORT_URL="https://tillsyn.example/anmal",
        ACCESSIBILITY_ASSESSED_BY="Granskarna AB",
    )

    text = sections(client)

    assert "EN 301 549 V4.1.1" in text["Hur tillgänglig webbplatsen är"]
    assert "PTS ansvarar för tillsynen" in text["Tillsyn"]
    assert 'href="https://tillsyn.example/anmal"' in client.get("/tillganglighet").text
    assert "Granskarna AB har granskat" in text["Hur vi har prövat webbplatsen"]


@pytest.mark.parametrize(
    ("key", "value"), [("ACCESSIBILITY_ASSESSED_ON", "i våras"), ("ACCESSIBILITY_COMPLIANCE", "helt")]
)
def test_a_setting_that_cannot_be_read_stops_the_start_and_is_named(key, value):
    with pytest.raises(SettingsError, match=f"EVENTAPP_{key} must be"):
        create_app({key: value})


def _said():
    return " ".join(finding.sentence for finding in examine())
