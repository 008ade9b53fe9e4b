"""What is asked before a list is downloaded."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from eventapp.core.text import one_line


class ExportForm(FlaskForm):  # type: ignore[misc]
    """Nothing but the button."""


class SensitiveExportForm(ExportForm):
    """Why the list of a sensitive event is needed (REQUIREMENTS 1.5)."""

    reason = StringField(
        _l("Varför behöver du listan?"),
        validators=[
            DataRequired(_l("Skriv varför du behöver listan")),
            Length(max=300, message=_l("Korta texten till högst %(max)d tecken")),
        ],
        filters=[one_line],
    )
