"""The coming demokratidag: the next 8 November, with all six federations."""

from __future__ import annotations

from datetime import date, timedelta

from eventapp.demo.archive import ALL_HOSTS
from eventapp.demo.content import EventContent, ItemContent, QuestionContent
from eventapp.demo.dates import at, next_democracy_day
from eventapp.events.kinds import Attendance, Audience, EventKind, Offered, QuestionKind
from eventapp.federations.provenance import FieldGroup

DESCRIPTION = """\
Demokratidagen är för alla som arbetar i en insats som förbunden finansierar. Du väljer själv om du kommer till
Sundbyberg eller deltar på nätet.

Vi talar om hur vi arbetar inkluderande och varför. Du får också tid att möta kollegor från de andra förbunden.

Workshopparna har olika många platser. Du väljer högst en på varje tid, och du kan låta bli att välja.
"""

DESCRIPTION_EN = """\
The Democracy Day is for everyone who works in an activity that the federations fund. You choose whether to come to
Sundbyberg or to take part online.

We talk about how and why we work inclusively. There is also time to meet colleagues from the other federations.

Each workshop has a limited number of seats. Choose one at most for each time, or none.
"""

#: A text in Swedish and in English.
Bilingual = tuple[str, str]


def coming_democracy_day() -> EventContent:
    """Return the next demokratidag, open for sign-up now."""
    day = next_democracy_day()
    return EventContent(
        slug=f"demokratidagen-{day.year}",
        title=f"Demokratidagen {day.year}",
        title_en=f"The Democracy Day {day.year}",
        kind=EventKind.DEMOCRACY_DAY,
        audience=Audience.EMPLOYEES,
        attendance=Attendance.HYBRID,
        hosts=ALL_HOSTS,
        summary="En dag för alla medarbetare i våra insatser, om hur medborgarnas erfarenheter, kunskaper och "
        "synpunkter tas till vara.",
        summary_en="A day for all staff in our activities, on how we make use of what citizens know, think and "
        "have experienced.",
        description=DESCRIPTION,
        description_en=DESCRIPTION_EN,
        purpose="Medborgarnas erfarenheter, kunskaper och synpunkter ska tas till vara i arbetet.",
        series="demokratin-100-ar",
        topics=("delaktighet", "icke-diskriminering", "tillganglighet", "rasism-i-arbetslivet"),
        starts_at=at(day, "09.00"),
        ends_at=at(day, "16.00"),
        registration_closes_at=at(day - timedelta(days=4), "12.00"),
        venue_name="Exempelhuset i Sundbyberg",
        venue_address="Exempeltorget 1",
        directions="Fem minuters promenad från stationen. Gå in genom den stora porten, som öppnas med en knapp. "
        "Hissen ligger till höger.",
        other_way_in="Ring 08-465 004 70 och ange mötesnummer 100 1921.",
        capacity=300,
        on_site_capacity=200,
        programme=_programme(day),
        questions=QUESTIONS,
        serves_food=True,
        asks_advance_question=True,
        captions=Offered.YES,
        sign_language=Offered.ON_REQUEST,
        hearing_loop=Offered.YES,
        step_free=Offered.YES,
        quiet_room=Offered.YES,
        known=(FieldGroup.TITLE, FieldGroup.AUDIENCE, FieldGroup.DESCRIPTION),
    )


def _programme(day: date) -> tuple[ItemContent, ...]:
    def item(
        times: str, title: str, title_en: str, description: Bilingual = ("", ""), place: str = ""
    ) -> ItemContent:
        return _item(day, times, title, title_en, description=description, place=place)

    def workshop(
        slot: int, times: str, title: str, title_en: str, description: Bilingual, place: str, seats: int
    ) -> ItemContent:
        return _item(
            day, times, title, title_en, description=description, place=place, slot=slot, seats=seats
        )

    early, late = "10.30–12.00", "13.00–14.30"
    return (
        item(
            "09.00–09.20",
            "Välkommen",
            "Welcome",
            ("De sex förbunden hälsar välkommen.", "The six federations bid you welcome."),
            "Stora salen",
        ),
        item(
            "09.20–10.10",
            "Hundra år av demokrati, och sedan?",
            "A hundred years of democracy, and then?",
            (
                "Ett samtal om rösträtten 1921 och om vem som får påverka i dag.",
                "A conversation about the vote of 1921 and about who has a say today.",
            ),
            "Stora salen",
        ),
        item("10.10–10.30", "Paus", "Break"),
        workshop(
            1,
            early,
            "Tjänstedesign med deltagare",
            "Service design with participants",
            (
                "Prova tre sätt att utforma en insats tillsammans med dem som den är till för.",
                "Try three ways of designing an activity together with the people it is for.",
            ),
            "Sal A",
            36,
        ),
        workshop(
            1,
            early,
            "Tillgänglighet i praktiken",
            "Accessibility in practice",
            (
                "Gå igenom kallelser, lokaler och möten med en checklista.",
                "Go through invitations, rooms and meetings with a checklist.",
            ),
            "Sal B",
            40,
        ),
        workshop(
            1,
            early,
            "Medborgarnas röst i behovsanalysen",
            "The citizens' voice in needs analyses",
            (
                "Hur frågar vi, vilka frågar vi och vad händer med svaren?",
                "How do we ask, whom do we ask and what becomes of the answers?",
            ),
            "Sal C",
            12,
        ),
        item(
            "12.00–13.00",
            "Lunch",
            "Lunch",
            ("Lunch serveras för dig som är på plats.", "Lunch is served for those who are there in person."),
            "Matsalen",
        ),
        workshop(
            2,
            late,
            "De sju diskrimineringsgrunderna",
            "The seven grounds of discrimination",
            (
                "Övningar och fall ur vardagen i en insats.",
                "Exercises and cases from everyday life in an activity.",
            ),
            "Sal A",
            30,
        ),
        workshop(
            2,
            late,
            "Rasism och diskriminering i arbetslivet",
            "Racism and discrimination in working life",
            (
                "Vad kan vi göra när en arbetsgivare säger nej på fel grund?",
                "What can we do when an employer says no for the wrong reason?",
            ),
            "Sal B",
            16,
        ),
        workshop(
            2,
            late,
            "Samtal som bygger tillit",
            "Conversations that build trust",
            (
                "Öva ett öppet och respektfullt samtal när åsikterna går isär.",
                "Practise an open and respectful conversation when opinions differ.",
            ),
            "Sal C",
            40,
        ),
        item("14.30–14.50", "Fika", "Coffee", ("", ""), "Foajén"),
        item(
            "14.50–16.00",
            "Vad tar vi med oss?",
            "What do we take with us?",
            (
                "Guldkorn och hinder från dagen. Förbunden svarar på frågor som har kommit in i förväg.",
                "Highlights and obstacles of the day. The federations answer questions sent in beforehand.",
            ),
            "Stora salen",
        ),
    )


def _item(
    day: date, times: str, title: str, title_en: str, *, description: Bilingual, place: str,
    slot: int | None = None, seats: int | None = None,
) -> ItemContent:  # fmt: skip
    start, end = times.split("–")
    return ItemContent(
        title=title,
        title_en=title_en,
        description=description[0],
        description_en=description[1] or None,
        place=place,
        starts_at=at(day, start),
        ends_at=at(day, end),
        slot=slot,
        seats=seats,
    )


QUESTIONS = (
    QuestionContent(
        kind=QuestionKind.ONE_CHOICE,
        label="Hur länge har du arbetat i en insats?",
        label_en="How long have you worked in an activity?",
        options=("Mindre än ett år", "Ett till fem år", "Mer än fem år"),
        options_en=("Less than a year", "One to five years", "More than five years"),
        purpose="Så att vi kan lägga samtalen på rätt nivå.",
    ),
    QuestionContent(
        kind=QuestionKind.SEVERAL_CHOICES,
        label="Vad vill du helst tala om?",
        label_en="What would you most like to talk about?",
        options=("Delaktighet", "Tillgänglighet", "Jämställdhet", "Icke-diskriminering"),
        options_en=("Involvement", "Accessibility", "Gender equality", "Non-discrimination"),
        purpose="Så att vi kan dela in samtalsgrupperna.",
    ),
    QuestionContent(
        kind=QuestionKind.YES_NO,
        label="Vill du vara med i en samtalsgrupp över förbundsgränserna?",
        label_en="Would you like to join a conversation group across the federations?",
        purpose="Så att vi vet hur många grupper som behövs.",
    ),
    QuestionContent(
        kind=QuestionKind.TEXT,
        label="Vilken insats arbetar du i?",
        label_en="Which activity do you work in?",
        purpose="Så att varje förbund vet vilka insatser som är med.",
    ),
    QuestionContent(
        kind=QuestionKind.LONG_TEXT,
        label="Berätta gärna om något som har fungerat hos er.",
        label_en="Tell us about something that has worked well for you.",
        hint="Skriv inte om enskilda deltagare.",
        hint_en="Do not write about individual participants.",
        purpose="Vi samlar exempel att ta upp under dagen.",
    ),
)
