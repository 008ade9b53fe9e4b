"""What cannot be done to an event, in sentences that say what to do instead."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from eventapp.core.errors import DomainError
from eventapp.events.errors import FieldRefused


class EventCalledOff(DomainError):
    """A cancelled event stays as it was when everybody was told."""

    sentence = _l("Evenemanget är inställt och kan inte ändras. Skapa ett nytt tillfälle i stället.")


class TimeHasPassed(FieldRefused):
    """A published event cannot be moved to a time that has been."""

    def __init__(self) -> None:
        super().__init__("start_day", _l("Den tiden har redan varit. Välj en tid som kommer."))
