"""Validators and fields of the public forms, with the sentences people read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectMultipleField, StringField, ValidationError
from wtforms.utils import unset_value
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, EmailInput, ListWidget, TextArea

from eventapp.core.addresses import MAX_ADDRESS, SENTENCES, find_fault, is_mail_address, read_address
from eventapp.core.markdown import MOST_CELLS, Excess, find_excess
from eventapp.core.text import LONGEST, MOST_MARKS, has_piled_marks, is_too_long, one_line, paragraphs

#: Of what was typed instead of a number, a day or a time, so much is shown again.
SHOWN_AGAIN = 200


class MaxLength:
    """At most so many characters; the sentence says how many there are."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.field_flags = {"maxlength": most}

    def __call__(self, _form: Any, field: Any) -> None:
        """Raise when the text is too long."""
        length = len(field.data or "")
        if length > self.most:
            raise ValidationError(_too_long(length, self.most))


class MailAddress:
    """A whole address that mail can be sent to; the sentence says what is wrong with another."""

    def __call__(self, _form: Any, field: Any) -> None:
        """Raise when no mail can be sent to the address."""
        fault = find_fault(read_address(field.data or "")[1])
        if fault is not None:
            raise ValidationError(SENTENCES[fault])


class CleanedField(StringField):  # type: ignore[misc]
    """Text that is cleaned before anything looks at it; what cleaning would cut is refused in a sentence."""

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Read and clean what was typed; what nobody sees counts as nothing for every validator."""
        self.raw_data: list[str] = []
        super().process(formdata, data, extra_filters)
        self._typed = self.raw_data[0] if self.raw_data else ""
        self.raw_data = [self.data] if self.raw_data else []

    def pre_validate(self, form: Any) -> None:
        """Refuse what had to be cut; what is left of it is shown again."""
        if is_too_long(self._typed):
            raise StopValidation(_too_long(len(self._typed), self.flags.maxlength or LONGEST))
        if has_piled_marks(self._typed):
            raise StopValidation(
                _l(
                    "Skicka igen om texten stämmer. Vi har tagit bort accenter: fler än %(most)s stod på ett tecken.",
                    most=MOST_MARKS,
                )
            )


class LineField(CleanedField):
    """Text on one line, cleaned of what nobody sees."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, filters=[one_line], **kwargs)


class MailField(CleanedField):
    """An address, also as it is copied from elsewhere: `mailto:`, *Anna Ek <anna@exempel.se>*, a full stop after it."""

    widget = EmailInput()

    def __init__(self, label: Any, validators: Sequence[Any] = (), **kwargs: Any) -> None:
        checks = [*validators, MaxLength(MAX_ADDRESS), MailAddress()]
        super().__init__(label, checks, filters=[_address_of], **kwargs)


class TextField(CleanedField):
    """Text over several lines, cleaned of what nobody sees."""

    widget = TextArea()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, filters=[paragraphs], **kwargs)


class MarkdownField(TextField):
    """Text that becomes HTML; what of it could not be shown is refused."""

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        """Refuse a table or quotations of which the page and the mail would leave something out."""
        excess = None if self.errors else find_excess(self.data)
        if excess is Excess.TABLE:
            raise ValidationError(
                _l(
                    "Korta tabellerna. Tillsammans får de ha högst %(most)s rutor, tomma också.",
                    most=MOST_CELLS,
                )
            )
        if excess is Excess.DEPTH:
            raise ValidationError(
                _l("Ta bort några citattecken (>) eller indrag. De går för djupt för att visas.")
            )


class NumberField(StringField):  # type: ignore[misc]
    """A whole number within limits, None where nothing is written; what was typed is kept and shown again."""

    data: int | None

    def __init__(self, *args: Any, least: int = 0, most: int = 1_000_000, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.least, self.most = least, most
        self._typed: str | None = None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; digits only, spaces between them are no matter."""
        self._typed = one_line(valuelist[0])[:SHOWN_AGAIN] if valuelist else ""
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


def _too_long(length: int, most: int) -> Any:
    return _l("Korta texten. Du har skrivit %(n)s tecken och får plats med %(most)s.", n=length, most=most)


def _address_of(typed: str | None) -> str:
    """Return the address in what was typed, all of it where it holds none that mail can be sent to."""
    address = read_address(typed or "")[1]
    return address if is_mail_address(address) else one_line(typed)
