"""The events of 2021, as history: their plan is in the source texts, their times are invented."""

from __future__ import annotations

from datetime import date

from eventapp.demo.content import EventContent, ItemContent
from eventapp.demo.dates import at
from eventapp.events.kinds import Attendance, Audience, EventKind, Offered
from eventapp.federations.provenance import FieldGroup

ALL_HOSTS = ("sundbyberg", "ostra-sodertorn", "hbs", "suvs", "stockholm", "sodertalje")
DEMOCRACY_DAY = date(2021, 11, 8)
PLANNED = "Förbundet tog upp evenemanget i sitt åtagande 2021. Dag och tid här är exempel."


def past_events() -> tuple[EventContent, ...]:
    """Return the events of 2021."""
    return (
        EventContent(
            slug="demokratidagen-2021",
            title="Demokratidagen 2021",
            title_en="The Democracy Day 2021",
            kind=EventKind.DEMOCRACY_DAY,
            audience=Audience.EMPLOYEES,
            hosts=ALL_HOSTS,
            summary="En dag för alla medarbetare i insatserna, om hur vi arbetar inkluderande och varför.",
            summary_en="A day for all staff in our activities, on how and why we work inclusively.",
            description="Sex samordningsförbund höll dagen tillsammans. Den skulle fördjupa kunskaperna och ge "
            "dialog och samsyn. Vi talade om hur medborgarnas erfarenheter, kunskaper och synpunkter tas "
            "till vara.\n\nDagen den 8 november är känd. Klockslag, program och antal platser är exempel.",
            purpose="Medborgarnas erfarenheter, kunskaper och synpunkter ska tas till vara i arbetet.",
            series="demokratin-100-ar",
            topics=("delaktighet", "icke-diskriminering"),
            starts_at=at(DEMOCRACY_DAY, "09.00"),
            ends_at=at(DEMOCRACY_DAY, "12.00"),
            capacity=300,
            captions=Offered.YES,
            programme=(
                ItemContent(
                    title="Välkommen",
                    title_en="Welcome",
                    starts_at=at(DEMOCRACY_DAY, "09.00"),
                    ends_at=at(DEMOCRACY_DAY, "09.15"),
                ),
                ItemContent(
                    title="Samtal i grupper över förbundsgränserna",
                    title_en="Conversations in groups across the federations",
                    starts_at=at(DEMOCRACY_DAY, "09.15"),
                    ends_at=at(DEMOCRACY_DAY, "12.00"),
                ),
            ),
            known=(FieldGroup.TITLE, FieldGroup.AUDIENCE, FieldGroup.DESCRIPTION),
        ),
        EventContent(
            slug="medarbetardag-delaktighet-2021",
            title="Medarbetardag om delaktighet 2021",
            title_en="Staff day on involvement 2021",
            kind=EventKind.EMPLOYEE_DAY,
            audience=Audience.EMPLOYEES,
            attendance=Attendance.ON_SITE,
            hosts=("ostra-sodertorn",),
            summary="Hur deltagare kan vara med och besluta om sin insats och sitt stöd.",
            summary_en="How participants can share in decisions about their own support.",
            description=PLANNED,
            topics=("delaktighet",),
            starts_at=at(date(2021, 10, 5), "08.30"),
            ends_at=at(date(2021, 10, 5), "15.00"),
            venue_name="Exempelsalen i Haninge",
            venue_address="Exempelgatan 2",
            capacity=60,
            step_free=Offered.YES,
            known=(FieldGroup.TITLE, FieldGroup.AUDIENCE),
        ),
        EventContent(
            slug="inkluderande-arbetsmarknad-2021",
            title="Icke-diskriminering och en inkluderande arbetsmarknad 2021",
            title_en="Non-discrimination and an inclusive labour market 2021",
            kind=EventKind.WEBINAR,
            hosts=("hbs",),
            summary="Ett öppet webbinarium om en arbetsmarknad där alla får plats.",
            summary_en="An open webinar on a labour market with room for everyone.",
            description=PLANNED,
            series="icke-diskriminering",
            topics=("icke-diskriminering",),
            starts_at=at(date(2021, 10, 14), "13.00"),
            ends_at=at(date(2021, 10, 14), "14.30"),
            capacity=200,
            captions=Offered.YES,
            known=(FieldGroup.TITLE, FieldGroup.AUDIENCE),
        ),
        EventContent(
            slug="demokratin-100-ar-suvs-2021",
            title="Demokratin 100 år 2021",
            title_en="Democracy 100 years, 2021",
            kind=EventKind.WEBINAR,
            hosts=("suvs",),
            summary="Ett webbinarium om demokratin och vårt arbete, hundra år efter rösträtten.",
            summary_en="A webinar on democracy and our work, a hundred years after universal suffrage.",
            description=PLANNED,
            series="demokratin-100-ar",
            topics=("manskliga-rattigheter", "deltagande"),
            starts_at=at(date(2021, 11, 18), "09.00"),
            ends_at=at(date(2021, 11, 18), "10.30"),
            capacity=150,
            captions=Offered.YES,
            known=(FieldGroup.TITLE,),
        ),
    )
