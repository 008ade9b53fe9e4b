"""What an event offers those who need something to take part, in sentences."""

from __future__ import annotations

from flask_babel import gettext as _

from eventapp.events.kinds import Mode, Offered
from eventapp.events.models import Event


def access_facts(event: Event) -> list[str]:
    """Return a sentence for each thing that is offered, in the order people look for them."""
    facts = [_captions(event), _sign_language(event)]
    if Mode.ON_SITE in event.modes:
        facts += [_hearing_loop(event), _step_free(event), _quiet_room(event)]
    return [fact for fact in facts if fact]


def recording_fact(event: Event) -> str:
    """Return whether the meeting is recorded; empty where nobody takes part online and nothing is."""
    text: str = ""
    if event.is_recorded:
        text = _("Mötet spelas in. Du syns inte om du har kameran avstängd.")
    elif Mode.ONLINE in event.modes:
        text = _("Mötet spelas inte in.")
    return text


def _captions(event: Event) -> str:
    return _sentence(event.captions, _("Textas på svenska."), _("Skrivtolkning på begäran."))


def _sign_language(event: Event) -> str:
    return _sentence(
        event.sign_language, _("Tolkas till svenskt teckenspråk."), _("Teckenspråkstolkning på begäran.")
    )


def _hearing_loop(event: Event) -> str:
    return _sentence(event.hearing_loop, _("Hörslinga finns."), _("Hörslinga på begäran."))


def _step_free(event: Event) -> str:
    return _sentence(
        event.step_free,
        _("Du når lokalen utan trappsteg."),
        _("Säg till om du behöver en väg utan trappsteg."),
    )


def _quiet_room(event: Event) -> str:
    return _sentence(event.quiet_room, _("Det finns ett rum för vila."), _("Rum för vila på begäran."))


def _sentence(offered: Offered | None, yes: str, on_request: str) -> str:
    if offered is None:
        return ""
    return {Offered.YES: yes, Offered.ON_REQUEST: on_request}.get(offered, "")
