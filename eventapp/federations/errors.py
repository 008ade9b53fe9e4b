"""What can go wrong when somebody signs in or is let in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from eventapp.core.errors import DomainError


class WrongPassword(DomainError):
    """Address and password do not belong together; says the same whether the address is known."""

    sentence = _l("E-postadressen och lösenordet stämmer inte överens. Kontrollera båda och försök igen.")


class TooManyTries(DomainError):
    """So many tries lately that the next has to wait."""

    def __init__(self, minutes: int) -> None:
        super().__init__(
            _l("Det blev många försök. Vänta %(minutes)s minuter och försök igen.", minutes=minutes)
            if minutes > 1
            else _l("Det blev många försök. Vänta en minut och försök igen.")
        )


class AskForLink(TooManyTries):
    """So many tries at one account, from many networks, that its password alone leads in no more; a link does."""

    def __init__(self) -> None:
        DomainError.__init__(
            self,
            _l(
                "Någon har försökt logga in med adressen många gånger. Logga in med en länk i stället:"
                " välj Glömt lösenordet, så mejlar vi en."
            ),
        )


class SessionEnded(DomainError):
    """The session was ended elsewhere while something was done in it."""

    sentence = _l("Du är utloggad. Logga in igen.")


class LinkExpired(DomainError):
    """The one-time link is used, too old or was never made."""

    sentence = _l("Länken gäller inte längre. Be om en ny.")


class WrongCurrentPassword(DomainError):
    """Who wants a new password did not know the old one."""

    sentence = _l("Det nuvarande lösenordet stämmer inte. Försök igen.")


class FederationEditedMeanwhile(DomainError):
    """Somebody else has saved the federation since the page was opened."""

    sentence = _l(
        "Någon annan har ändrat uppgifterna medan du skrev. Det du har skrivit finns kvar här."
        " Öppna sidan i en ny flik och jämför, och spara igen om ditt ska gälla."
    )


class FederationExists(DomainError):
    """There is a federation of that name."""

    sentence = _l("Det finns redan ett förbund med det namnet. Skriv ett annat namn.")


class AlreadyMember(DomainError):
    """The invited person has a role in the federation."""

    sentence = _l("Personen är redan medarbetare i förbundet. Öppna personen i listan för att ändra rollen.")


class LastOwner(DomainError):
    """A federation without an owner could let nobody in."""

    sentence = _l("Förbundet måste ha minst en ägare. Gör någon annan till ägare först.")


class UnknownFederation(DomainError):
    """No federation has that slug."""

    def __init__(self, slug: str, known: list[str]) -> None:
        super().__init__(f"There is no federation {slug!r}. There are: {', '.join(known) or 'none yet'}.")


class NotAnAddress(DomainError):
    """What was given is no e-mail address."""

    def __init__(self, value: str) -> None:
        super().__init__(f"{value!r} is not an e-mail address.")


class PasswordLengthWrong(DomainError):
    """A password for the command line that is shorter or longer than the form takes."""

    def __init__(self, shortest: int, longest: int) -> None:
        super().__init__(f"A password has {shortest} to {longest} characters.")
