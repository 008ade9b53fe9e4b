"""Why a mailing is not sent, in sentences that say what to do."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from eventapp.core.errors import DomainError


class MailingError(DomainError):
    """A mailing cannot be sent as things are; nothing has been sent."""


class MailingChanged(MailingError):
    """Somebody else has saved the draft since the page was opened."""

    sentence = _l(
        "Någon annan har ändrat utkastet medan du skrev. Det du har skrivit finns kvar här. "
        "Spara igen om ditt ska gälla."
    )


class AlreadySent(MailingError):
    """It has gone out before."""

    sentence = _l("Utskicket är redan skickat. Inget mejl har skickats en gång till.")


class NobodyToWriteTo(MailingError):
    """Nobody with an address fits the choices."""

    sentence = _l("Ingen med e-postadress passar dina val. Ändra vilka utskicket ska gå till.")


class NoWayIn(MailingError):
    """The text has a join link, and somebody it is for has none."""

    sentence = _l(
        "Bara anmälda som deltar digitalt har en länk att ansluta med. Välj dem, eller ta bort {anslutning}."
    )


class RecipientsChanged(MailingError):
    """The number is another than the one on the button."""

    def __init__(self, number: int) -> None:
        super().__init__(
            _l(
                "Antalet har ändrats sedan du öppnade sidan. Nu skulle %(number)s få mejlet. Inget är skickat. "
                "Se efter och skicka igen.",
                number=number,
            )
        )


class ChangedMeanwhile(MailingError):
    """The draft, the event or a person changed while the mails were made."""

    sentence = _l(
        "Något ändrades medan sidan var öppen. Inget är skickat. Se efter att allt stämmer och skicka igen."
    )
