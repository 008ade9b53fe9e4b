"""What an event lacks before it can be published, in sentences that say what to do and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _

from eventapp.events.edit_sections import sections_with_faults
from eventapp.events.editing import list_unfinished
from eventapp.events.kinds import Mode
from eventapp.events.models import SHORTEST_RETENTION_DAYS, Event
from eventapp.federations.declaration import name_of
from eventapp.federations.models import Federation

DETAILS = "events_manage.edit_details"
ACCESS = "events_manage.edit_access"
IMAGE = "events_manage.edit_image"
TIME_AND_PLACE = "changes_manage.edit_time_and_place"
FEDERATION = "federations_manage.edit_federation"
#: Data are kept no longer than this without a reason that participants are told.
USUAL_RETENTION_DAYS = 90


@dataclass(frozen=True, slots=True)
class Missing:
    """Something to do before publishing, and the page where it is done."""

    sentence: str
    endpoint: str
    values: dict[str, Any] = field(default_factory=dict)
    #: Name of the section with something unfinished that can also be thrown away.
    unfinished: str = ""

    @property
    def url(self) -> str:
        """The page's address; empty where the page is not there."""
        return url_for(self.endpoint, **self.values) if self.endpoint in current_app.view_functions else ""


def missing_before_publishing(event: Event) -> list[Missing]:
    """Return what is missing, in the order of the sections; one query beside hosts, sessions, pools and image.

    A procured contributor who has not confirmed is not among it: that takes a reason (`unconfirmed_names`).
    """
    own = {"public_id": event.public_id}
    found = [Missing(sentence, endpoint, own) for sentence, endpoint in _of_event(event)]
    found += [
        Missing(sentence, FEDERATION, {"slug": host.slug})
        for host in event.federations
        for sentence in _of_host(host)
    ]
    return found + [
        Missing(
            _("Rätta det som är fel i delen %(section)s", section=section.title),
            section.endpoint,
            own,
            section.page,
        )
        for section in sections_with_faults(list_unfinished(event.id))
    ]


def unconfirmed_names(event: Event) -> list[str]:
    """Return the procured contributors who have not confirmed the requirement on inclusion, in order."""
    return [one.name for one in event.contributors if one.is_procured and one.confirmed_at is None]


def _of_event(event: Event) -> Iterator[tuple[str, str]]:
    for about in (_of_details, _of_time, _of_place, _of_access, _of_image):
        yield from about(event)


def _of_details(event: Event) -> Iterator[tuple[str, str]]:
    if not event.title:
        yield _("Skriv en rubrik"), DETAILS
    if event.is_sensitive and not event.neutral_title:
        yield _("Skriv den neutrala rubrik som ska stå i listor, mejl och kalendrar"), DETAILS
    if event.retention_days > USUAL_RETENTION_DAYS and not event.retention_reason:
        yield (
            _("Skriv varför uppgifterna sparas längre än %(days)s dagar", days=USUAL_RETENTION_DAYS),
            DETAILS,
        )
    if event.is_sensitive and event.retention_days > SHORTEST_RETENTION_DAYS:
        yield (
            _("Korta tiden som uppgifterna sparas till %(days)s dagar", days=SHORTEST_RETENTION_DAYS),
            DETAILS,
        )


def _of_time(event: Event) -> Iterator[tuple[str, str]]:
    if event.starts_at is None and not event.period:
        yield _("Skriv när evenemanget är, eller en period om datum inte är bestämt"), TIME_AND_PLACE
    if event.starts_at is not None and event.ends_at is None:
        yield _("Skriv när evenemanget slutar"), TIME_AND_PLACE


def _of_place(event: Event) -> Iterator[tuple[str, str]]:
    """What is published with a period only may get its place later: nobody can sign up before there is a date."""
    if event.starts_at is None:
        return
    if Mode.ON_SITE in event.modes and not (event.venue_name or event.venue_address):
        yield _("Skriv var evenemanget är"), TIME_AND_PLACE
    if Mode.ONLINE in event.modes and not event.meeting_url:
        yield _("Lägg in länken till det digitala mötet"), TIME_AND_PLACE


def _of_access(event: Event) -> Iterator[tuple[str, str]]:
    answers = [event.captions, event.sign_language]
    if Mode.ON_SITE in event.modes:
        answers += [event.hearing_loop, event.step_free, event.quiet_room]
    unanswered = answers.count(None)
    if unanswered:
        yield _("Svara på alla frågor om tillgänglighet"), ACCESS
    if event.is_recorded is None:
        yield _("Svara på om mötet spelas in"), ACCESS


def _of_image(event: Event) -> Iterator[tuple[str, str]]:
    if event.image is not None and not event.image.alt and not event.image.is_decorative:
        yield _("Beskriv bilden för den som inte ser den, eller välj att den är dekorativ"), IMAGE
    if event.image is not None and not event.image.credit:
        yield _("Skriv vem som har tagit bilden"), IMAGE


def _of_host(host: Federation) -> Iterator[str]:
    name = name_of(host)
    if not host.phone:
        yield _("Lägg in ett telefonnummer för %(host)s", host=name)
    if not host.office_email:
        yield _("Lägg in kansliets e-postadress för %(host)s", host=name)
    if not host.retention_decision:
        yield _("Lägg in gallringsbeslutet för %(host)s", host=name)
