"""The demo's participants: *Exempelperson 1* and so on, who take part in some of the events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from eventapp.demo.content import EventContent
from eventapp.demo.dates import next_democracy_day
from eventapp.events.kinds import Mode
from eventapp.registrations.models import AttendeeRole, RegistrationStatus


@dataclass(frozen=True, kw_only=True)
class PersonContent:
    """One registration; what is not said follows from the event."""

    number: int
    #: Before the demo data were loaded.
    registered_ago: timedelta
    status: RegistrationStatus = RegistrationStatus.CONFIRMED
    mode: Mode | None = None
    #: The host the person belongs to, where the event has several.
    federation: str | None = None
    organisation: str = ""
    role: AttendeeRole | None = None
    #: Titles of the workshops chosen.
    workshops: tuple[str, ...] = ()
    needs: str = ""
    food: str = ""
    advance_question: str = ""
    #: One per question of the event, empty for no answer.
    answers: tuple[tuple[str, ...], ...] = ()
    language: str = "sv"

    @property
    def name(self) -> str:
        """A name that cannot be anyone's."""
        return f"Exempelperson {self.number}"

    @property
    def email(self) -> str:
        """An address in a domain that is kept free for examples (RFC 2606)."""
        return f"exempelperson.{self.number}@insats.example"


EARLY_WORKSHOPS = (
    "Medborgarnas röst i behovsanalysen",
    "Tjänstedesign med deltagare",
    "Tillgänglighet i praktiken",
)
LATE_WORKSHOPS = (
    "Rasism och diskriminering i arbetslivet",
    "De sju diskrimineringsgrunderna",
    "Samtal som bygger tillit",
)
ROLES = (
    AttendeeRole.EMPLOYEE,
    AttendeeRole.EMPLOYEE,
    AttendeeRole.MANAGER,
    AttendeeRole.EMPLOYEE,
    AttendeeRole.ELECTED,
    None,
)
ORGANISATIONS = (
    "Exempelinsatsen",
    "Insatsen Steget",
    "Kommunen",
    "Arbetsförmedlingen",
    "Försäkringskassan",
    "",
)
TENURES = ("Mindre än ett år", "Ett till fem år", "Mer än fem år")
SUBJECTS = ("Delaktighet", "Tillgänglighet", "Jämställdhet", "Icke-diskriminering")
NEEDS = {4: "Jag behöver hörslinga.", 17: "Skicka gärna materialet i förväg.", 31: "Plats nära dörren."}
FOOD = {2: "Vegetariskt", 9: "Utan nötter", 23: "Vegetariskt", 40: "Utan gluten"}
ADVANCE_QUESTIONS = {
    3: "Hur får deltagare veta vad som hände med deras synpunkter?",
    12: "Vad gör ni när en arbetsgivare säger nej på fel grund?",
    28: "Hur gör vi möten tillgängliga utan att det kostar mer?",
}
DEMOCRACY_DAY_PEOPLE = 66


def people_of(event: EventContent) -> tuple[PersonContent, ...]:
    """Return who has signed up for an event, in the order in which they did."""
    if event.slug == f"demokratidagen-{next_democracy_day().year}":
        return tuple(_on_democracy_day(event, number) for number in range(1, DEMOCRACY_DAY_PEOPLE + 1))
    first, confirmed, waitlisted, cancelled = ELSEWHERE.get(event.slug, (0, 0, 0, 0))
    statuses = (
        [RegistrationStatus.CANCELLED] * cancelled
        + [RegistrationStatus.CONFIRMED] * confirmed
        + [RegistrationStatus.WAITLISTED] * waitlisted
    )
    return tuple(
        PersonContent(
            number=first + place,
            status=status,
            registered_ago=timedelta(hours=6 * (len(statuses) - place)),
            role=ROLES[place % len(ROLES)],
            organisation=ORGANISATIONS[place % len(ORGANISATIONS)],
        )
        for place, status in enumerate(statuses)
    )


#: Slug -> number of the first person, then how many are confirmed, waiting and cancelled.
ELSEWHERE = {
    "demokratin-100-ar-suvs": (101, 40, 5, 1),
    "inkluderande-arbetsmarknad": (151, 22, 0, 2),
    "medarbetardag-delaktighet": (181, 14, 0, 1),
    "jamstalldhet-tillganglighet": (201, 9, 0, 0),
    "diskrimineringsgrunderna-i-vardagen": (211, 6, 0, 0),
    "kunskapsseminarium-sodertalje": (221, 4, 0, 0),
}


def _on_democracy_day(event: EventContent, number: int) -> PersonContent:
    """Spread people over federations, ways of attending and workshops; two workshops fill up."""
    is_cancelled = number in {19, 47}
    return PersonContent(
        number=number,
        status=RegistrationStatus.CANCELLED if is_cancelled else RegistrationStatus.CONFIRMED,
        registered_ago=timedelta(hours=5 * (DEMOCRACY_DAY_PEOPLE + 1 - number)),
        mode=Mode.ONLINE if number % 3 == 0 else Mode.ON_SITE,
        federation=None if number % 13 == 0 else event.hosts[number % len(event.hosts)],
        organisation=ORGANISATIONS[number % len(ORGANISATIONS)],
        role=ROLES[number % len(ROLES)],
        workshops=() if is_cancelled else _workshops(number),
        # What is asked for the person's own sake goes at once when they cancel.
        needs="" if is_cancelled else NEEDS.get(number, ""),
        food="" if is_cancelled else FOOD.get(number, ""),
        advance_question=ADVANCE_QUESTIONS.get(number, ""),
        answers=(
            (TENURES[number % 3],),
            (SUBJECTS[number % 4], SUBJECTS[(number + 2) % 4]) if number % 4 else (),
            ("yes" if number % 5 else "no",),
            (ORGANISATIONS[0],) if number % 6 == 1 else (),
            ("Vi frågar deltagarna innan vi bestämmer mötestid.",) if number == 8 else (),
        ),
        language="en" if number == 25 else "sv",
    )


def _workshops(number: int) -> tuple[str, ...]:
    """The first choices fill the smallest workshops (12 and 16 seats); every eleventh takes none in the morning."""
    early = EARLY_WORKSHOPS[0] if number <= 12 else EARLY_WORKSHOPS[1 + number % 2]
    late = LATE_WORKSHOPS[0] if number <= 16 else LATE_WORKSHOPS[1 + number % 2]
    return (late,) if number > 12 and number % 11 == 0 else (early, late)
