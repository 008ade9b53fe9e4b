"""The two series of the source texts; the subjects are the product's own list."""

from __future__ import annotations

from eventapp.demo.content import SeriesContent

SERIES = (
    SeriesContent(
        slug="icke-diskriminering",
        title="Icke-diskriminering",
        title_en="Non-discrimination",
        summary="Webbinarier och seminarier om lika rättigheter i arbetslivet och i insatserna.",
        summary_en="Webinars and seminars on equal rights in working life and in our activities.",
    ),
    SeriesContent(
        slug="demokratin-100-ar",
        title="Demokratin 100 år",
        title_en="Democracy 100 years",
        summary="Åren 1919 till 1921 fick Sverige allmän och lika rösträtt. Här talar vi om vad demokratin kräver nu.",
        summary_en="In 1919 to 1921 Sweden got universal suffrage. Here we talk about what democracy asks of us now.",
    ),
)
