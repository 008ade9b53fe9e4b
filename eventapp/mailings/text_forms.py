"""The form of what is added to an automatic mail."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import Optional

from eventapp.core.fields import MarkdownField, MaxLength
from eventapp.events.edit_pages import EditForm
from eventapp.events.mail_texts import MOST_SIGNS


class MailTextForm(EditForm):
    """An addition in both languages; the Swedish one is shown to all where there is no English one."""

    text = MarkdownField(_l("Tillägg på svenska"), [Optional(), MaxLength(MOST_SIGNS)])
    text_en = MarkdownField(_l("Tillägg på engelska"), [Optional(), MaxLength(MOST_SIGNS)])

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the lengths, and that nothing is there in English only."""
        is_valid = bool(super().validate(extra_validators))
        if self.text_en.data and not self.text.data:
            self.text.errors = [_("Skriv tillägget på svenska också")]
            return False
        return is_valid
