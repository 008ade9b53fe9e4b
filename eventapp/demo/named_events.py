"""The events that the source texts name, as coming ones, and four that show special cases."""

from __future__ import annotations

from datetime import timedelta

from eventapp.demo.content import EventContent, ItemContent
from eventapp.demo.dates import at, next_clock_change, next_season, weeks_ahead
from eventapp.events.kinds import Attendance, Audience, EventKind, Offered
from eventapp.federations.provenance import FieldGroup

DIAL_IN = "Ring 08-465 004 70 och ange mötesnumret som står på sidan där du ansluter."


def named_events() -> tuple[EventContent, ...]:
    """Return the coming events, nearest first where they have a date."""
    return (
        inclusive_labour_market(),
        democracy_100_years(),
        involvement_day(),
        equality_in_projects(),
        sensitive_workshop(),
        day_and_night(),
        service_design(),
    )


def inclusive_labour_market() -> EventContent:
    """Return the open webinar of HBS."""
    day = weeks_ahead(2, 3)
    return EventContent(
        slug="inkluderande-arbetsmarknad",
        title="Icke-diskriminering och en inkluderande arbetsmarknad",
        title_en="Non-discrimination and an inclusive labour market",
        kind=EventKind.WEBINAR,
        hosts=("hbs",),
        summary="Hur märks diskriminering på arbetsmarknaden, och vad kan vi som arbetar med samordnat stöd göra åt "
        "den?",
        summary_en="How does discrimination show in the labour market, and what can we who work with coordinated "
        "support do about it?",
        description="Webbinariet är öppet för alla. Du behöver inte arbeta i en insats.\n\n"
        "Vi går igenom de sju diskrimineringsgrunderna och talar om vad som hindrar människor från att få arbete.",
        description_en="The webinar is open to everyone. You need not work in one of our activities.\n\n"
        "We go through the seven grounds of discrimination and talk about what keeps people from getting work.",
        purpose="Fler ska kunna arbeta, oavsett bakgrund.",
        series="icke-diskriminering",
        topics=("icke-diskriminering", "rasism-i-arbetslivet", "etnisk-tillhorighet"),
        starts_at=at(day, "13.00"),
        ends_at=at(day, "14.30"),
        registration_closes_at=at(day - timedelta(days=1), "12.00"),
        other_way_in=DIAL_IN,
        capacity=200,
        asks_advance_question=True,
        captions=Offered.YES,
        sign_language=Offered.ON_REQUEST,
        programme=(
            ItemContent(
                title="Välkommen", title_en="Welcome", starts_at=at(day, "13.00"), ends_at=at(day, "13.10")
            ),
            ItemContent(
                title="De sju diskrimineringsgrunderna i vardagen",
                title_en="The seven grounds of discrimination in everyday life",
                starts_at=at(day, "13.10"),
                ends_at=at(day, "13.50"),
            ),
            ItemContent(
                title="Samtal och frågor",
                title_en="Conversation and questions",
                description="Skicka gärna in en fråga när du anmäler dig.",
                description_en="You are welcome to send a question when you register.",
                starts_at=at(day, "13.50"),
                ends_at=at(day, "14.30"),
            ),
        ),
        known=(FieldGroup.TITLE, FieldGroup.AUDIENCE),
    )


def democracy_100_years() -> EventContent:
    """Return the webinar of SUVS: full, with a queue."""
    day = weeks_ahead(3, 2)
    return EventContent(
        slug="demokratin-100-ar-suvs",
        title="Demokratin 100 år",
        title_en="Democracy 100 years",
        kind=EventKind.WEBINAR,
        hosts=("suvs",),
        summary="Vad har hänt med demokratin sedan rösträtten 1921, och vad betyder den i ett möte med en deltagare?",
        summary_en="What has happened to democracy since the vote of 1921, and what does it mean when we meet a "
        "participant?",
        description="Vi börjar med en kort tillbakablick. Sedan talar vi i mindre grupper om mänskliga rättigheter i "
        "våra projekt.",
        description_en="We begin with a short look back. Then we talk in small groups about human rights in our "
        "projects.",
        purpose="Demokratin ska märkas i vardagen, också i våra projekt.",
        series="demokratin-100-ar",
        topics=("manskliga-rattigheter", "deltagande", "icke-diskriminering"),
        starts_at=at(day, "09.00"),
        ends_at=at(day, "10.30"),
        other_way_in=DIAL_IN,
        capacity=40,
        captions=Offered.YES,
        known=(FieldGroup.TITLE,),
    )


def involvement_day() -> EventContent:
    """Return the staff day of Östra Södertörn, on site."""
    day = weeks_ahead(5, 1)
    return EventContent(
        slug="medarbetardag-delaktighet",
        title="Medarbetardag om delaktighet",
        title_en="Staff day on involvement",
        kind=EventKind.EMPLOYEE_DAY,
        audience=Audience.EMPLOYEES,
        attendance=Attendance.ON_SITE,
        hosts=("ostra-sodertorn",),
        summary="En dag om hur deltagare kan vara med och besluta om sin insats och sitt stöd.",
        summary_en="A day on how participants can share in decisions about their own support.",
        description="Dagen är för dig som arbetar i en insats som förbundet finansierar. Vi varvar korta föredrag med "
        "samtal och övningar.",
        purpose="Medborgarnas deltagande och inflytande i förbundets verksamhet ska bli starkare.",
        topics=("delaktighet", "deltagande"),
        starts_at=at(day, "08.30"),
        ends_at=at(day, "15.00"),
        venue_name="Exempelsalen i Haninge",
        venue_address="Exempelgatan 2",
        directions="Lokalen ligger i markplan. Bussen stannar utanför.",
        capacity=60,
        serves_food=True,
        hearing_loop=Offered.YES,
        step_free=Offered.YES,
        quiet_room=Offered.YES,
        sign_language=Offered.ON_REQUEST,
        known=(FieldGroup.TITLE, FieldGroup.AUDIENCE, FieldGroup.DESCRIPTION),
    )


def equality_in_projects() -> EventContent:
    """Return the seminar of Stockholm, for the member parties, hybrid."""
    day = weeks_ahead(8, 3)
    return EventContent(
        slug="jamstalldhet-tillganglighet",
        title="Jämställdhet, tillgänglighet och icke-diskriminering i våra projekt",
        title_en="Gender equality, accessibility and non-discrimination in our projects",
        kind=EventKind.SEMINAR,
        audience=Audience.MEMBERS,
        attendance=Attendance.HYBRID,
        hosts=("stockholm",),
        summary="Ett kunskapsseminarium om hur projekten kan nå alla, från ansökan till uppföljning.",
        summary_en="A seminar on how projects can reach everyone, from application to follow-up.",
        description="Seminariet är för medarbetare, chefer och förtroendevalda hos förbundets parter.",
        purpose="Förbundets interna och externa projekt ska vara jämställda och tillgängliga.",
        series="icke-diskriminering",
        topics=("jamstalldhet", "tillganglighet", "icke-diskriminering", "kon", "funktionsnedsattning"),
        starts_at=at(day, "13.00"),
        ends_at=at(day, "16.00"),
        venue_name="Exempelrummet i Stockholm",
        venue_address="Exempelvägen 3",
        directions="Ring på porttelefonen. Hiss till plan 4.",
        other_way_in=DIAL_IN,
        capacity=120,
        on_site_capacity=40,
        captions=Offered.YES,
        hearing_loop=Offered.YES,
        step_free=Offered.YES,
        sign_language=Offered.ON_REQUEST,
    )


def sensitive_workshop() -> EventContent:
    """Return the workshop of Södertälje, whose theme stands on its own page only."""
    day = weeks_ahead(6, 1)
    return EventContent(
        slug="kunskapsseminarium-sodertalje",
        title="Att upptäcka våldsutsatthet och våldsutövande",
        title_en="Detecting exposure to violence and use of violence",
        neutral_title="Kunskapsseminarium med samordningsförbundet",
        neutral_title_en="Seminar with the coordination federation",
        kind=EventKind.WORKSHOP,
        audience=Audience.EMPLOYEES,
        attendance=Attendance.ON_SITE,
        hosts=("sodertalje",),
        summary="En workshop om att våga fråga, att lyssna och att veta vart man kan hänvisa.",
        summary_en="A workshop on daring to ask, on listening and on knowing where to refer people.",
        description="Vi övar på samtal med hjälp av påhittade fall. Tala inte om verkliga personer som går att känna "
        "igen.",
        purpose="Fler som utsätts för våld eller utövar våld ska upptäckas och få stöd.",
        starts_at=at(day, "09.00"),
        ends_at=at(day, "12.00"),
        venue_name="Exempelhuset i Södertälje",
        venue_address="Exempelstigen 4",
        directions="Anmäl dig i receptionen. Du behöver inte säga vilket möte du ska till.",
        capacity=24,
        step_free=Offered.YES,
        quiet_room=Offered.YES,
        retention_days=30,
    )


def day_and_night() -> EventContent:
    """Return a conversation of a day and a night, during which the clocks are changed."""
    sunday = next_clock_change()
    return EventContent(
        slug="ett-dygn-for-demokratin",
        title="Ett dygn för demokratin",
        title_en="A day and a night for democracy",
        kind=EventKind.WEBINAR,
        hosts=("stockholm", "suvs", "sodertalje"),
        summary="Ett digitalt samtalsrum som är öppet från lördag till söndag. Kom när du vill och stanna så länge du "
        "vill.",
        summary_en="An online room for conversation, open from Saturday to Sunday. Come when you like and stay as "
        "long as you like.",
        description="Förbunden turas om att vara värdar. Natten till söndag ställs klockan om. Tiderna här gäller "
        "svensk tid före och efter omställningen.",
        description_en="The federations take turns as hosts. The clocks change in the night to Sunday. The times here "
        "are Swedish time before and after the change.",
        series="demokratin-100-ar",
        topics=("deltagande", "manskliga-rattigheter"),
        starts_at=at(sunday - timedelta(days=1), "12.00"),
        ends_at=at(sunday, "12.00"),
        other_way_in=DIAL_IN,
        captions=Offered.YES,
    )


def service_design() -> EventContent:
    """Return a workshop whose date is still to come."""
    period, period_en = next_season()
    return EventContent(
        slug="tjanstedesign-med-medborgare",
        title="Tjänstedesign med medborgare",
        title_en="Service design with citizens",
        kind=EventKind.WORKSHOP,
        audience=Audience.EMPLOYEES,
        attendance=Attendance.ON_SITE,
        hosts=("sundbyberg", "hbs"),
        summary="En workshop om att utforma insatser tillsammans med dem som de är till för.",
        summary_en="A workshop on designing activities together with the people they are for.",
        description="Dagen är inte bestämd. Anmälan öppnar när den är det.",
        topics=("delaktighet", "deltagande"),
        period=period,
        period_en=period_en,
        capacity=30,
        step_free=Offered.YES,
    )
