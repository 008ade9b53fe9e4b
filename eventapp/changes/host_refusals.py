"""What cannot be done to the hosts of an event, in sentences that say why and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from eventapp.events.errors import FieldRefused


class HostHasPeople(FieldRefused):
    """A host stays as long as its people are on the event: they would be nobody's."""

    def __init__(self, name: str, people: int) -> None:
        sentence = _l(
            "%(host)s har %(n)s anmälda eller inbjudna. Förbundet kan inte tas bort så länge de är kvar.",
            host=name,
            n=people,
        )
        super().__init__("hosts", sentence)


class HostNotReady(FieldRefused):
    """No event is public whose host has no phone, office address or decision on retention."""

    def __init__(self, name: str, missing: Sequence[str]) -> None:
        sentence = _l(
            "Evenemanget är publicerat, och %(host)s saknar %(missing)s. Förbundet behöver fylla i det först.",
            host=name,
            missing=", ".join(missing),
        )
        super().__init__("hosts", sentence)


class CoordinatorIsFixed(FieldRefused):
    """Calendars know an invitation by who sent it: from another organizer it would be a new one (RFC 5546 3.2.2)."""

    def __init__(self, people: int) -> None:
        sentence = _l(
            "%(n)s personer har fått en kalenderinbjudan eller en bekräftelse från det förbund som samordnar nu."
            " Från ett annat förbund skulle det bli en ny post i deras kalendrar, och den gamla ligga kvar."
            " Därför kan ni inte byta nu.",
            n=people,
        )
        super().__init__("coordinating", sentence)
