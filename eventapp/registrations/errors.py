"""What can stand in the way of a sign-up or a change, in sentences for the person who meets it."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import lazy_gettext as _l

from eventapp.core.errors import DomainError
from eventapp.events.registration_window import RegistrationState


class RegistrationNotOpen(DomainError):
    """The event takes no sign-ups now; `state` says why."""

    sentence = _l("Det går inte att anmäla sig just nu.")

    def __init__(self, state: RegistrationState) -> None:
        self.state = state
        super().__init__()


class EventFull(DomainError):
    """No seat, and no queue to join."""

    sentence = _l("Alla platser är bokade och kön är stängd.")


class WayOfAttendingFull(DomainError):
    """A change to a way of attending that has no seat left; nothing was changed."""

    sentence = _l("Det finns ingen plats kvar för det sättet att delta. Du har kvar din plats som förut.")


class WorkshopFull(DomainError):
    """A chosen workshop has filled; `session_ids` says which."""

    sentence = _l("Workshopen har blivit full. Välj en annan. Dina andra svar finns kvar.")

    def __init__(self, session_ids: Collection[int]) -> None:
        self.session_ids = frozenset(session_ids)
        super().__init__()


class WorkshopGone(DomainError):
    """A chosen workshop has been taken out of the programme, or is in another slot now; `slots` says which."""

    sentence = _l("Programmet har ändrats. Välj workshop igen. Dina andra svar finns kvar.")

    def __init__(self, slots: Collection[int]) -> None:
        self.slots = frozenset(slots)
        super().__init__()


class WayGone(WorkshopGone):
    """The event no longer offers the chosen way of attending: it is met as a workshop that has gone, in no slot."""

    sentence = _l("Det går inte längre att delta så. Se hur man deltar nu. Dina andra svar finns kvar.")

    def __init__(self) -> None:
        super().__init__(())


class OtherForm(DomainError):
    """The form was sent for another event before; what it brings is nobody's answer to this one."""

    sentence = _l("Formuläret hade redan använts. Dina svar finns kvar. Skicka igen.")


class AlreadyRegistered(DomainError):
    """The address has another active registration for this event."""

    sentence = _l("Du har redan en anmälan till evenemanget. Länken till den finns i ditt mejl.")


class NotPublished(DomainError):
    """An event that nobody can see takes nobody either."""

    sentence = _l("Evenemanget är ett utkast. Publicera det först.")


class OnlyForInvited(DomainError):
    """The event takes those who are invited, by the link of their invitation."""

    sentence = _l("Det går inte att anmäla sig just nu.")


class NoSeatFree(DomainError):
    """An organiser wants to give a seat that is not there."""

    sentence = _l("Det finns inga platser kvar. Höj antalet platser först.")


class QueueEnded(DomainError):
    """Nobody can be put back into a queue that gives no seats any more."""

    sentence = _l("Kön är stängd. Avboka personen i stället.")


class NobodyElseWaits(DomainError):
    """Whoever is put back into the queue would get the same seat again at once."""

    sentence = _l(
        "Ingen annan i kön kan ta platsen, så personen skulle få tillbaka den direkt. Avboka personen i stället."
    )


class AddressTaken(DomainError):
    """Another registration on the event has the address; `public_id` says which, `federation_id` of which host."""

    sentence = _l("Adressen har redan en anmälan till evenemanget.")

    def __init__(self, public_id: str, federation_id: int | None) -> None:
        self.public_id, self.federation_id = public_id, federation_id
        super().__init__()


class SameAddress(DomainError):
    """The corrected address is the one there is."""

    sentence = _l("Det är samma adress som förut. Skriv den rätta adressen.")


class SeatNotForKept(DomainError):
    """The seat of the double that goes cannot be had by the one that is kept."""

    sentence = _l("Anmälan som du vill behålla kan inte ta över platsen. Behåll den som har plats i stället.")


class SentJustNow(DomainError):
    """The same was sent a moment ago."""

    sentence = _l("Bekräftelsen skickades nyss. Vänta en minut.")


class PinWornOut(DomainError):
    """A PIN was tried so often from many networks that only a new one, given by phone, opens anything."""

    sentence = _l(
        "PIN-koden har skrivits fel så många gånger att den inte längre går att använda i dag."
        " Ring arrangören, så får du en ny."
    )
