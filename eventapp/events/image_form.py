"""The form with an event's picture and what those who do not see it are told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, ValidationError
from wtforms.validators import DataRequired, Optional

from eventapp.core.errors import DomainError
from eventapp.core.fields import LineField, MaxLength, TextField
from eventapp.events.edit_pages import EditForm
from eventapp.events.images import TEXTS, ImageTexts
from eventapp.events.models import Event
from eventapp.events.pictures import LARGEST_FILE, Picture, read_picture

ALT_LENGTH, CREDIT_LENGTH, DESCRIPTION_LENGTH = 300, 200, 2000


class ImageForm(EditForm):
    """A picture is described, or said to be decorative; who took it always stands beside it."""

    picture = FileField(_l("Bild"))
    is_decorative = BooleanField(_l("Bilden är dekorativ"))
    alt = LineField(_l("Beskriv bilden"), [Optional(), MaxLength(ALT_LENGTH)])
    alt_en = LineField(_l("Beskriv bilden på engelska"), [Optional(), MaxLength(ALT_LENGTH)])
    credit = LineField(
        _l("Vem har tagit bilden?"),
        [DataRequired(_l("Skriv vem som har tagit bilden")), MaxLength(CREDIT_LENGTH)],
    )
    description = TextField(_l("Syntolkning"), [Optional(), MaxLength(DESCRIPTION_LENGTH)])
    description_en = TextField(_l("Syntolkning på engelska"), [Optional(), MaxLength(DESCRIPTION_LENGTH)])

    #: The event has a picture already, so that none needs to be sent.
    has_picture = False
    #: The picture that was sent, read and made ready.
    read: Picture | None = None

    def validate_picture(self, field: Any) -> None:
        """Read what was sent; raises what stands in the way."""
        sent = field.data.read(LARGEST_FILE + 1) if hasattr(field.data, "read") and field.data else b""
        if not sent and not self.has_picture:
            raise ValidationError(_l("Välj en bild"))
        try:
            self.read = read_picture(sent) if sent else None
        except DomainError as error:
            raise ValidationError(error.sentence) from error

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Check each field, and that the picture is described unless it is decorative."""
        is_valid = bool(super().validate(extra_validators))
        if self.alt.data or self.is_decorative.data:
            return is_valid
        self.alt.errors = [_l("Beskriv bilden, eller kryssa i att den är dekorativ")]
        return False

    def texts(self) -> ImageTexts:
        """Return what goes with the picture; call after the form has been found valid."""
        written = {name: self[name].data or "" for name in TEXTS}
        return ImageTexts(is_decorative=bool(self.is_decorative.data), **written)


def make_image_form(event: Event, **arguments: Any) -> ImageForm:
    """Return the form with what goes with the event's picture, if it has one."""
    names = ("is_decorative", *TEXTS)
    form = ImageForm(data={name: getattr(event.image, name) for name in names if event.image}, **arguments)
    form.has_picture = event.image is not None
    return form
