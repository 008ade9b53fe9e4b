"""A CalDAV server of others (Radicale) takes our files as they are, and gives them back with the same content."""

from __future__ import annotations

import base64
import http.client
import socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from xml.sax.saxutils import escape

import icalendar
import pytest

from eventapp.calendars.documents import FOOTER
from eventapp.core.extensions import db
from eventapp.core.locale import in_language
from eventapp.events.kinds import Attendance, EventStatus
from eventapp.registrations.links import own_token
from eventapp.registrations.own_feeds import feed_url, find_feed, send_feed
from tests.support.builders import make_event, make_session, registration_of, sign_up, swedish
from tests.support.mail_server import free_port
from tests.support.processes import start

pytestmark = pytest.mark.usefixtures("session")

CALENDAR = "text/calendar; charset=utf-8"
MAKE = """<C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"/>"""
MULTIGET = """<C:calendar-multiget xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
<D:prop><D:getetag/><C:calendar-data/></D:prop>{hrefs}</C:calendar-multiget>"""
ON_THE_DAY = """<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
<D:prop><D:getetag/></D:prop><C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">
<C:time-range start="20271108T000000Z" end="20271109T000000Z"/>
</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"""


@dataclass
class CalDav:
    """One person at the server."""

    port: int

    def ask(
        self, method: str, path: str, body: str | bytes = b"", kind: str = "text/xml"
    ) -> tuple[int, bytes]:
        """Send one request."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            octets = body.encode() if isinstance(body, str) else body
            credentials = base64.b64encode(b"kim:x").decode()
            headers = {"Content-Type": kind, "Depth": "1", "Authorization": f"Basic {credentials}"}
            connection.request(method, path, octets, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()

    def put(self, path: str, octets: bytes) -> None:
        """Put a resource where there is none."""
        status, answer = self.ask("PUT", path, octets, CALENDAR)
        assert status == 201, answer


@pytest.fixture
def caldav(tmp_path) -> Iterator[CalDav]:
    port = free_port()
    arguments = ["--config", "", "--server-hosts", f"127.0.0.1:{port}", "--auth-type", "none"]
    arguments += ["--storage-filesystem-folder", str(tmp_path / "collections"), "--web-type", "none"]
    server = start(arguments, {}, tmp_path / "radicale.log", module="radicale")
    try:
        deadline = time.monotonic() + 60
        while not answers(port):
            assert server.process.poll() is None, server.printed
            assert time.monotonic() < deadline, server.printed
            time.sleep(0.1)
        person = CalDav(port)
        assert person.ask("MKCALENDAR", "/kim/egen/", MAKE)[0] == 201
        yield person
    finally:
        server.kill()


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def content_of(octets: bytes | str) -> Counter:
    """Return what a calendar says, whatever the order: every property of every entry and of what is inside it."""
    calendar = icalendar.Calendar.from_ical(octets)
    return Counter(
        (event["UID"], part.name, name, value.to_ical(), str(sorted(getattr(value, "params", {}).items())))
        for event in calendar.events
        for part in event.walk()
        for name, value in part.property_items(recursive=False)
        if name not in {"BEGIN", "END"}
    )


def alone(octets: bytes) -> dict[str, bytes]:
    """Return each entry of a calendar as a calendar of its own: CalDAV has one UID in a resource (RFC 4791 4.1)."""
    head, *entries = octets.removesuffix(FOOTER.encode()).split(b"BEGIN:VEVENT\r\n")
    whole = {}
    for entry in entries:
        resource = head + b"BEGIN:VEVENT\r\n" + entry + FOOTER.encode()
        (event,) = icalendar.Calendar.from_ical(resource).events
        whole[str(event["UID"])] = resource
    return whole


@pytest.fixture
def files(client, at) -> dict[str, bytes]:
    """Return what can be fetched: an event's file, one's own with workshops, one's own feed, and the public one."""
    at("2027-10-01 12:00")
    event = make_event(
        title='Demokratidagen; åäö, "100" år \\ 😀',
        summary="Rad ett\nRad: två; tre, fyra " + "å" * 200,
        attendance=Attendance.HYBRID,
        venue_name="Stadshuset",
        starts_at=swedish("2027-11-08 09:00"),
        slug="dagen",
    )
    workshops = [make_session(event, slot=slot, title=f"Pass {slot}", place="Sal; 1") for slot in (1, 2)]
    make_event(
        title="Över natten då klockan ställs", starts_at=swedish("2027-10-30 18:00"), is_sensitive=True
    )
    make_event(title="Inställt", starts_at=swedish("2027-12-01 09:00"), status=EventStatus.CANCELLED)
    long = make_event(title="Tre dagar", starts_at=swedish("2028-03-25 09:00"))
    long.ends_at = long.starts_at + timedelta(days=3)
    for event_of_kim in (event, long):
        sessions = {workshop.slot: workshop.id for workshop in workshops} if event_of_kim is event else {}
        sign_up(event_of_kim, "kim@exempel.se", sessions=sessions)
    registration = registration_of(event, "kim@exempel.se")
    send_feed(registration)
    with in_language("sv"):
        feed = feed_url(find_feed("kim@exempel.se"), "sv").removeprefix("http://localhost")
    paths = {
        "händelse": "/evenemang/dagen.ics",
        "egen": f"/anmalan/{own_token(registration)}/kalender.ics",
        "eget flöde": feed,
        "flöde": "/kalender.ics",
    }
    db.session.commit()
    return {name: client.get(path).data for name, path in paths.items()}


def test_server_takes_our_files_and_gives_them_back(caldav, files):
    for number, (name, octets) in enumerate(files.items()):
        entries = alone(octets)
        assert len(entries) == {"händelse": 1, "egen": 3, "eget flöde": 4, "flöde": 3}[name]
        folder = f"/kim/enskilt{number}/"
        assert caldav.ask("MKCALENDAR", folder, MAKE)[0] == 201
        for place, resource in enumerate(entries.values()):
            caldav.put(f"{folder}{place}.ics", resource)
            status, given = caldav.ask("GET", f"{folder}{place}.ics")
            assert status == 200
            assert content_of(given) == content_of(resource)
        # Whole, as an import of a file: a calendar of its own.
        caldav.put(f"/kim/helt{number}/", octets)
        assert content_of(caldav.ask("GET", f"/kim/helt{number}/")[1]) == content_of(octets)


def test_server_finds_the_day_and_takes_a_later_revision(caldav, files, client):
    (octets,) = alone(files["händelse"]).values()
    caldav.put("/kim/egen/dagen.ics", octets)
    status, found = caldav.ask("REPORT", "/kim/egen/", ON_THE_DAY)
    assert status == 207
    assert b"/kim/egen/dagen.ics" in found
    href = "".join(f"<D:href>{escape(path)}</D:href>" for path in ["/kim/egen/dagen.ics"])
    status, given = caldav.ask("REPORT", "/kim/egen/", MULTIGET.format(hrefs=href))
    assert status == 207
    assert b"SUMMARY:Demokratidagen" in given
    moved = octets.replace(b"SEQUENCE:0", b"SEQUENCE:1").replace(b":20271108T", b":20271109T")
    assert caldav.ask("PUT", "/kim/egen/dagen.ics", moved, CALENDAR)[0] in {201, 204}
    assert b"dagen.ics" not in caldav.ask("REPORT", "/kim/egen/", ON_THE_DAY)[1]
