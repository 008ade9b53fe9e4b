"""Ten invented open webinars: each federation and series that no named event covers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from eventapp.demo.content import EventContent
from eventapp.demo.dates import at, weeks_ahead
from eventapp.demo.named_events import DIAL_IN
from eventapp.events.kinds import EventKind, EventStatus, Offered
from eventapp.events.topics import GROUNDS

EQUALITY = "icke-diskriminering"
DEMOCRACY = "demokratin-100-ar"

DESCRIPTION = (
    "Webbinariet är öppet för alla och kostar ingenting. "
    "Du kan ställa frågor i chatten eller genom att begära ordet."
)
DESCRIPTION_EN = (
    "The webinar is open to everyone and free of charge. "
    "You can ask questions in the chat or by raising your hand."
)


@dataclass(frozen=True)
class SampleWebinar:
    """What differs from one sample webinar to the next."""

    weeks: int
    weekday: int
    slug: str
    host: str
    series: str
    title: str
    title_en: str
    summary: str
    summary_en: str
    topics: tuple[str, ...]
    cancellation_reason: str = ""
    #: None: open from the start.
    opens_weeks_before: int | None = None


WEBINARS = (
    SampleWebinar(
        4, 1, "diskrimineringsgrunderna-i-vardagen", "sundbyberg", EQUALITY,
        "De sju diskrimineringsgrunderna i vardagen",
        "The seven grounds of discrimination in everyday life",
        "Korta exempel från möten, kallelser och blanketter. Vad är diskriminering, och vad gör du när du ser den?",
        "Short examples from meetings, letters and forms. What is discrimination, and what do you do when you "
        "see it?",
        topics=tuple(ground.slug for ground in GROUNDS),
    ),
    SampleWebinar(
        5, 3, "delaktig-i-beslut", "ostra-sodertorn", DEMOCRACY,
        "Att vara med och besluta om sitt eget stöd",
        "Sharing in decisions about your own support",
        "Deltagare och medarbetare berättar hur de planerar stödet tillsammans.",
        "Participants and staff tell how they plan support together.",
        topics=("delaktighet",),
    ),
    SampleWebinar(
        7, 2, "fran-rostratt-till-inflytande", "hbs", DEMOCRACY,
        "Från rösträtt till inflytande",
        "From the vote to influence",
        "Rösträtten kom 1921. Hur får människor inflytande mellan valen, och över stödet de behöver?",
        "The vote came in 1921. How do people have a say between elections, and over the support they need?",
        topics=("deltagande", "delaktighet"),
    ),
    SampleWebinar(
        8, 1, "manskliga-rattigheter-i-projekt", "suvs", EQUALITY,
        "Mänskliga rättigheter i våra projekt",
        "Human rights in our projects",
        "Så blir rättigheterna till frågor som ett projekt kan arbeta med.",
        "How rights become questions that a project can work with.",
        topics=("manskliga-rattigheter",),
    ),
    SampleWebinar(
        10, 3, "unga-och-tilliten", "sodertalje", DEMOCRACY,
        "Unga vuxna och tilliten till demokratin",
        "Young adults and trust in democracy",
        "Vad säger unga vuxna själva om att bli lyssnade på?",
        "What do young adults themselves say about being listened to?",
        topics=("alder", "deltagande"),
        cancellation_reason="Föreläsaren kan inte komma. Vi återkommer med en ny dag.",
    ),
    SampleWebinar(
        11, 2, "medborgarnas-rost", "sundbyberg", DEMOCRACY,
        "Medborgarnas röst i behovsanalysen",
        "The citizens' voice in needs analyses",
        "Så kan människors egna erfarenheter styra vad förbundet satsar på.",
        "How people's own experience can steer what the federation invests in.",
        topics=("deltagande", "delaktighet"),
    ),
    SampleWebinar(
        13, 1, "tillganglighet-som-vardag", "stockholm", EQUALITY,
        "Tillgänglighet som vardag",
        "Accessibility every day",
        "Från kallelse till uppföljning: tio saker som gör ett möte möjligt för fler.",
        "From letter to follow-up: ten things that make a meeting possible for more people.",
        topics=("tillganglighet", "funktionsnedsattning"),
    ),
    SampleWebinar(
        15, 3, "likabehandling-i-motet", "ostra-sodertorn", EQUALITY,
        "Likabehandling i mötet med deltagare",
        "Equal treatment when we meet participants",
        "Vi är alla formade av våra vanor. Hur märker vi när de står i vägen?",
        "Habits shape us all. How do we notice when they stand in the way?",
        topics=("icke-diskriminering",),
    ),
    SampleWebinar(
        17, 2, "rasism-i-arbetslivet", "sodertalje", EQUALITY,
        "Rasism och diskriminering i arbetslivet",
        "Racism and discrimination in working life",
        "Vad visar forskningen, och vad kan en handledare eller arbetsgivare göra?",
        "What does research show, and what can a supervisor or an employer do?",
        topics=("rasism-i-arbetslivet", "etnisk-tillhorighet", "religion"),
    ),
    SampleWebinar(
        18, 3, "jamstalldhet-da-och-nu", "stockholm", DEMOCRACY,
        "Jämställdhet då och nu",
        "Gender equality then and now",
        "Kvinnorna röstade för första gången 1921. Vad återstår, och vad gör vi i våra projekt?",
        "Women voted for the first time in 1921. What remains, and what do we do in our projects?",
        topics=("jamstalldhet", "kon"),
        opens_weeks_before=6,
    ),
)  # fmt: skip


def sample_webinars() -> tuple[EventContent, ...]:
    """Return the webinars in the order of their dates, 4 to 20 weeks ahead."""
    return tuple(_event(webinar) for webinar in WEBINARS)


def _event(webinar: SampleWebinar) -> EventContent:
    day = weeks_ahead(webinar.weeks, webinar.weekday)
    begins, ends = ("09.00", "10.00") if webinar.weeks % 2 else ("13.00", "14.00")
    opens_before = webinar.opens_weeks_before
    return EventContent(
        slug=webinar.slug,
        title=webinar.title,
        title_en=webinar.title_en,
        kind=EventKind.WEBINAR,
        status=EventStatus.CANCELLED if webinar.cancellation_reason else EventStatus.PUBLISHED,
        cancellation_reason=webinar.cancellation_reason,
        hosts=(webinar.host,),
        summary=webinar.summary,
        summary_en=webinar.summary_en,
        description=DESCRIPTION,
        description_en=DESCRIPTION_EN,
        series=webinar.series,
        topics=webinar.topics,
        starts_at=at(day, begins),
        ends_at=at(day, ends),
        registration_opens_at=at(day - timedelta(weeks=opens_before), "09.00") if opens_before else None,
        other_way_in=DIAL_IN,
        capacity=100,
        captions=Offered.YES,
        sign_language=Offered.ON_REQUEST,
    )
