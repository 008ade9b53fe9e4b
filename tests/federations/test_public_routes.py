"""The federations' pages say what each has undertaken, and what is invented."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session, scoped_session

from eventapp.federations.models import Commitment, CommitmentPoint, Federation
from eventapp.federations.queries import latest_commitment, list_federations
from tests.support.builders import make_federation
from tests.support.client import SeparateClient


def make_commitment(
    federation: Federation, *points: CommitmentPoint, version: int = 1, full_text: str | None = None
) -> Commitment:
    return Commitment(
        federation_id=federation.id,
        version=version,
        title="Demokratiåtagande 100 år",
        full_text=full_text,
        created_at=datetime(2021, 6, 21, tzinfo=UTC),
        points=list(points),
    )


def page(client: SeparateClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    assert response.headers["Cache-Control"] == "no-cache"
    return str(response.get_data(as_text=True))


def test_the_list_names_every_federation_in_order_and_links_to_it(
    session: scoped_session[Session], client: SeparateClient
) -> None:
    b = make_federation(short_name="B", name="Förbundet B", signed_on=date(2021, 6, 21))
    a = make_federation(short_name="A", name="Förbundet A", is_signer=False)

    text = page(client, "/forbund/")

    assert "<h1>Förbunden</h1>" in text
    assert text.index(f'/forbund/{a.slug}">Förbundet A') < text.index(f'/forbund/{b.slug}">Förbundet B')
    assert "Undertecknad 21\N{NO-BREAK SPACE}juni 2021" in text
    assert "Inte undertecknad" in text


def test_the_list_stands_without_federations(
    session: scoped_session[Session], client: SeparateClient
) -> None:
    assert list_federations() == []
    assert "Inga förbund är upplagda än." in page(client, "/forbund/")


def test_a_commitment_in_points_is_called_a_summary(
    session: scoped_session[Session], client: SeparateClient
) -> None:
    federation = make_federation(
        name="Förbundet A", signatory="Kim Exempel, förbundschef 2021", provenance={"contact": "sample"}
    )
    session.add(
        make_commitment(
            federation,
            CommitmentPoint(position=1, text="Första punkten.", done="Har hänt 2021."),
            CommitmentPoint(position=2, text="Andra punkten.", done="Påhittat.", is_done_sample=True),
        )
    )

    text = page(client, f"/forbund/{federation.slug}")

    assert "<h1>Förbundet A</h1>" in text
    assert "Sammanfattning av åtagandet" in text
    assert "Det här är en sammanfattning, punkt för punkt." in text
    assert text.index("Första punkten.") < text.index("Har hänt 2021.") < text.index("Andra punkten.")
    assert text.count("Vad vi har gjort:") == 2
    assert text.count("Exempeluppgift") == 2  # the contact details and the second point
    assert "Kim Exempel, förbundschef 2021" in text
    assert f"/?forbund={federation.slug}" in text


def test_the_owners_text_replaces_the_summary_and_cannot_carry_html(
    session: scoped_session[Session], client: SeparateClient
) -> None:
    federation = make_federation()
    session.add(
        make_commitment(
            federation,
            CommitmentPoint(position=1, text="Vår punkt."),
            full_text="# Egen rubrik\n\nEgna *ord*. <script>alert(1)</script> [x](javascript:alert(1))",
        )
    )

    text = page(client, f"/forbund/{federation.slug}")

    assert "<h3>Egen rubrik</h3>" in text
    assert "<em>ord</em>" in text
    assert "Vår punkt." not in text
    assert "ammanfattning" not in text
    assert "<script>alert" not in text
    assert 'href="javascript' not in text


def test_the_newest_version_counts(session: scoped_session[Session]) -> None:
    federation = make_federation()
    session.add_all([make_commitment(federation, version=2), make_commitment(federation, version=1)])
    session.flush()

    newest = latest_commitment(federation.id)

    assert newest is not None
    assert newest.version == 2
    assert latest_commitment(federation.id + 1) is None


@pytest.mark.parametrize("slug", ["finns-inte", "%27%20OR%201=1"])
def test_an_unknown_federation_is_not_found(
    session: scoped_session[Session], client: SeparateClient, slug: str
) -> None:
    make_federation()

    assert client.get(f"/forbund/{slug}").status_code == 404


def test_names_are_text(session: scoped_session[Session], client: SeparateClient) -> None:
    federation = make_federation(name='<b>"A" & B</b>')
    session.add(make_commitment(federation, CommitmentPoint(position=1, text="<i>punkt</i>")))

    text = page(client, f"/forbund/{federation.slug}")

    assert "<b>" not in text
    assert "<i>" not in text
