"""Validators and fields of the public forms, with the sentences people read."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from eventapp.core.text import one_line, paragraphs

#: Local part as in RFC 5322 3.2.3 without quoting; the domain may be international.
ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([^\W_]([\w-]*[^\W_])?\.)+[^\W\d_]{2,63}"
)
MAX_ADDRESS = 254


class MaxLength:
    """At most so many characters; the sentence says how many there are."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.field_flags = {"maxlength": most}

    def __call__(self, _form: Any, field: Any) -> None:
        """Raise when the text is too long."""
        length = len(field.data or "")
        if length > self.most:
            raise ValidationError(
                _l(
                    "Korta texten. Du har skrivit %(n)s tecken och får plats med %(most)s.",
                    n=length,
                    most=self.most,
                )
            )


def is_mail_address(address: str) -> bool:
    """Tell whether a text is a whole address that mail can be sent to."""
    return bool(ADDRESS.fullmatch(address)) and len(address.partition("@")[0]) <= 64 and _is_idna(address)


class MailAddress:
    """A whole address that mail can be sent to."""

    def __call__(self, _form: Any, field: Any) -> None:
        """Raise when the address has not the shape of one."""
        if not is_mail_address(field.data or ""):
            raise ValidationError(_l("Skriv hela e-postadressen, till exempel namn@exempel.se"))


class LineField(StringField):  # type: ignore[misc]
    """Text on one line, cleaned of what nobody sees."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, filters=[one_line], **kwargs)


class TextField(TextAreaField):  # type: ignore[misc]
    """Text over several lines, cleaned of what nobody sees."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, filters=[paragraphs], **kwargs)


class NumberField(StringField):  # type: ignore[misc]
    """A whole number within limits, None where nothing is written; what was typed is kept and shown again."""

    data: int | None

    def __init__(self, *args: Any, least: int = 0, most: int = 1_000_000, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.least, self.most = least, most
        self._typed: str | None = None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; digits only, spaces between them are no matter."""
        self._typed = one_line(valuelist[0]) if valuelist else ""
        digits = self._typed.replace(" ", "")
        # Longer than any number that fits; and int() refuses thousands of digits with an error of its own.
        is_number = digits.isascii() and digits.isdigit() and len(digits) <= 9
        self.data = int(digits) if is_number else None

    def _value(self) -> str:
        if self._typed is not None:
            return self._typed
        return "" if self.data is None else str(self.data)

    def pre_validate(self, form: Any) -> None:
        """Refuse what is no number, or none within the limits."""
        if self._typed and (self.data is None or not self.least <= self.data <= self.most):
            raise ValidationError(
                _l("Skriv ett heltal från %(least)s till %(most)s", least=self.least, most=self.most)
            )


class OneChoiceField(RadioField):  # type: ignore[misc]
    """Radio buttons; the sentence for a value that is not among them says to choose."""

    data: Any

    def __init__(self, *args: Any, message: Any, is_required: bool, **kwargs: Any) -> None:
        super().__init__(*args, validate_choice=False, **kwargs)
        self.flags.required = is_required
        self._message = message

    def pre_validate(self, form: Any) -> None:
        """Accept only an offered value, or nothing where the answer is optional."""
        offered = {str(choice[0]) for choice in self.iter_choices()}
        missing = self.data in {None, "", "None"}
        if missing and not self.flags.required:
            self.data = ""
        elif self.data not in offered or (missing and self.flags.required):
            raise ValidationError(self._message)


class SeveralChoicesField(SelectMultipleField):  # type: ignore[misc]
    """Check boxes; the sentence for a value that is not among them says to answer."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, *args: Any, message: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._message = message

    def pre_validate(self, form: Any) -> None:
        """Accept only offered values."""
        offered = {str(choice[0]) for choice in self.iter_choices()}
        if not offered.issuperset(self.data or []):
            raise ValidationError(self._message)


def _is_idna(address: str) -> bool:
    try:
        domain = address.rpartition("@")[2].encode("idna")
    except UnicodeError:
        return False
    return len(domain) + len(address.rpartition("@")[0]) < MAX_ADDRESS
