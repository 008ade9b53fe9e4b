"""Forms to sign in and to choose a password."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField
from wtforms.validators import EqualTo, InputRequired, Length

from eventapp.core.fields import MailField

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200


class SignInForm(FlaskForm):  # type: ignore[misc]
    """Address and password."""

    email = MailField(_l("E-postadress"), [InputRequired(_l("Skriv din e-postadress"))])
    password = PasswordField(
        _l("Lösenord"),
        validators=[
            InputRequired(_l("Skriv ditt lösenord")),
            Length(max=LONGEST_PASSWORD, message=_l("Korta lösenordet")),
        ],
    )


class PasswordForm(FlaskForm):  # type: ignore[misc]
    """A new password, twice; the one so far where it has to be known."""

    current = PasswordField(
        _l("Nuvarande lösenord"),
        validators=[
            InputRequired(_l("Skriv det lösenord du har nu")),
            Length(max=LONGEST_PASSWORD, message=_l("Korta lösenordet")),
        ],
    )
    password = PasswordField(
        _l("Nytt lösenord"),
        validators=[
            InputRequired(_l("Skriv ett nytt lösenord")),
            Length(
                min=SHORTEST_PASSWORD,
                max=LONGEST_PASSWORD,
                message=_l("Skriv ett lösenord med minst %(min)d och högst %(max)d tecken"),
            ),
        ],
    )
    again = PasswordField(
        _l("Nytt lösenord en gång till"),
        validators=[
            InputRequired(_l("Skriv det nya lösenordet en gång till")),
            EqualTo("password", _l("Skriv samma lösenord i båda fälten")),
        ],
    )
