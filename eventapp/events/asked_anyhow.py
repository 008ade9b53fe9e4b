"""What the form asks of everybody at an event, with why and for how long the answer is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp.events.kinds import Audience
from eventapp.events.models import Event


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing the form asks, what it is for, and when the answer goes."""

    label: str
    purpose: str
    kept: str
    is_optional: bool = False


def list_asked(event: Event) -> list[Asked]:
    """Return what the event's form has besides its own questions, in the form's order."""
    return [*_about_you(event), *_participation(event), *_more(event)]


def kept_days(days: int) -> str:
    """Return *90 dagar efter evenemanget*."""
    text: str = ngettext("%(num)s dag efter evenemanget", "%(num)s dagar efter evenemanget", days)
    return text


def _about_you(event: Event) -> Iterator[Asked]:
    kept = kept_days(event.retention_days)
    yield Asked(_("Namn, eller det namn man vill använda"), _("Vi ska veta vem som kommer"), kept)
    yield Asked(_("E-postadress"), _("Bekräftelse, påminnelse och ändringar skickas dit"), kept)
    if len(event.hosts) > 1:
        yield Asked(_("Förbund"), _("Varje förbund ser sina egna deltagare"), kept)
    yield Asked(_("Arbetsplats"), _("Statistik"), kept, is_optional=True)
    yield Asked(_("Roll"), _("Statistik"), kept, is_optional=True)
    if event.audience is not Audience.OPEN:
        yield Asked(_("Om man hör till målgruppen"), _("Evenemanget är inte öppet för alla"), kept)


def _participation(event: Event) -> Iterator[Asked]:
    kept = kept_days(event.retention_days)
    if len(event.modes) > 1:
        yield Asked(_("På plats eller digitalt"), _("Platserna är begränsade, och länken skickas ut"), kept)
    if event.slots:
        yield Asked(_("Workshop"), _("Platserna är begränsade"), kept)


def _more(event: Event) -> Iterator[Asked]:
    soon = kept_days(min(event.needs_retention_days, event.retention_days))
    yield Asked(_("Vad man behöver för att kunna delta"), _("Alla ska kunna delta"), soon, is_optional=True)
    if event.serves_food:
        yield Asked(_("Mat"), _("Köket får antal, inte namn"), soon, is_optional=True)
    if event.asks_advance_question:
        yield Asked(
            _("Vad man vill att vi tar upp"),
            _("Samtalet ska handla om det som deltagarna undrar"),
            _("Namnet tas bort direkt efteråt, frågan %(days)s", days=kept_days(event.retention_days)),
            is_optional=True,
        )
