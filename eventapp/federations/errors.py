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


class LinkExpired(DomainError):
    """The one-time link is used, too old or was never made."""

    sentence = _l("Länken gäller inte längre. Be om en ny.")


class WrongCurrentPassword(DomainError):
    """Who wants a new password did not know the old one."""

    sentence = _l("Det nuvarande lösenordet stämmer inte. Försök igen.")


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
