"""The joint calendar, federations and series: empty first, then filled."""

from __future__ import annotations

from datetime import timedelta

from eventapp.core.clock import now
from eventapp.core.extensions import db
from eventapp.events.kinds import Audience, EventKind, EventStatus
from eventapp.federations.models import Commitment, CommitmentPoint
from tests.browser.inventory import state
from tests.support.builders import make_event, make_federation, make_series, make_topic

AREA = "public"


@state("events_public.list_events", AREA)
def calendar_with_nothing() -> str:
    return "/"


@state("events_public.list_events", AREA)
def archive_with_nothing() -> str:
    return "/?visa=tidigare"


@state("federations_public.list_federations", AREA)
def federations_with_none() -> str:
    return "/forbund/"


@state("pages_public.contact", AREA)
def contact_with_none() -> str:
    return "/kontakt"


@state("federations_public.show_federation", AREA)
def federation_with_nothing() -> str:
    federation = make_federation(is_signer=False, name="Samordningsförbundet Södertälje")
    return f"/forbund/{federation.slug}"


@state("events_public.show_series", AREA)
def series_with_nothing() -> str:
    return f"/serie/{make_series(title='Vår demokrati', title_en='Our democracy').slug}"


@state("events_public.list_events", AREA)
def calendar_with_events() -> str:
    hosts = [make_federation() for _number in range(3)]
    make_event(
        hosts=hosts, kind=EventKind.DEMOCRACY_DAY, title="Demokratidagen", summary="En dag om demokrati."
    )
    make_event(title="Fullsatt", seats=5, taken=5)
    make_event(title="Inställt", status=EventStatus.CANCELLED)
    make_event(title="Utan datum", starts_at=None, period="Hösten 2027")
    make_event(title="Internt", audience=Audience.EMPLOYEES, kind=EventKind.WORKSHOP)
    make_event(title="Öppnar senare", registration_opens_at=now() + timedelta(days=2))
    make_event(title="Våld i nära relation", neutral_title="Kunskapsdag", is_sensitive=True)
    for number in range(20):
        make_event(title=f"Webbinarium nummer {number + 1}", title_en=f"Webinar number {number + 1}")
    return "/"


@state("events_public.list_events", AREA)
def calendar_second_page() -> str:
    return "/?sida=2"


@state("events_public.list_events", AREA)
def calendar_page_beyond_the_last() -> str:
    return "/?sida=99"


@state("events_public.list_events", AREA)
def calendar_narrowed() -> str:
    topic = make_topic(name="Funktionsnedsättning", is_ground=True)
    make_event(topics=[topic])
    return f"/?typ=webbinarium&deltagande=digitalt&malgrupp=oppen&amne={topic.slug}"


@state("events_public.list_events", AREA)
def calendar_narrowed_to_nothing() -> str:
    return "/?q=ingenting+alls&typ=seminarium"


@state("events_public.list_events", AREA)
def archive_with_events() -> str:
    make_event(
        starts_at=now() - timedelta(days=400), kind=EventKind.DEMOCRACY_DAY, title="Demokratidagen 2025"
    )
    return "/?visa=tidigare"


@state("federations_public.list_federations", AREA)
def federations_filled() -> str:
    return "/forbund/"


@state("federations_public.show_federation", AREA)
def federation_with_commitment() -> str:
    federation = make_federation(
        signatory="Anna Exempel, förbundschef 2021",
        municipalities="Botkyrka, Huddinge, Salem",
        site_url="https://forbund.example/",
        data_protection_officer="dso@forbund.example",
    )
    commitment = Commitment(federation_id=federation.id, title="Vårt åtagande", created_at=now())
    commitment.points = [
        CommitmentPoint(position=number, text=f"Åtagande nummer {number + 1}", done="Gjort i år.")
        for number in range(3)
    ]
    db.session.add(commitment)
    make_event(hosts=[federation])
    return f"/forbund/{federation.slug}"


@state("events_public.show_series", AREA)
def series_with_events() -> str:
    series = make_series(
        title="Demokratin 100 år", title_en="100 years of democracy", summary="Föreläsningar om rösträtten."
    )
    make_event(series=series)
    make_event(series=series, starts_at=now() - timedelta(days=30))
    return f"/serie/{series.slug}"
