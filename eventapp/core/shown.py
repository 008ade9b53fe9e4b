"""A text together with the language it is in, for pages and mails that show what somebody wrote in one language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from eventapp.core.formatting import capital
from eventapp.core.locale import SOURCE_LANGUAGE, is_source_language


@dataclass(frozen=True, slots=True)
class Shown:
    """A text as it is shown; `lang` is set where it is not in the page's language, and then HTML says so.

    In HTML it stands as it is; its `text` is for attributes, titles and whatever is not HTML.
    """

    text: str
    lang: str = ""

    def __bool__(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.text)

    def __str__(self) -> str:
        """Return the bare text."""
        return self.text

    def __html__(self) -> Markup:
        """Return the text for HTML, marked where it is in another language (WCAG 3.1.2)."""
        if not self.lang:
            return escape(self.text)
        return Markup('<span lang="{}">{}</span>').format(self.lang, self.text)

    @property
    def capitalised(self) -> Shown:
        """The same with its first letter large, for the beginning of a sentence."""
        return Shown(capital(self.text), self.lang)


#: Letters and digits written from right to left (Bidi_Class R, AL and AN; UAX 9).
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


def isolate(text: Any) -> Any:
    """Return a name for HTML so that its direction ends with it; what is no text, or already HTML, as it is.

    Without, an Arabic or Hebrew name takes the digits and punctuation of the sentence around it along. Names in
    other scripts need nothing. Mails as text get no isolates: some programs show them as boxes, and names there
    hold no control that could reach beyond them.
    """
    if not isinstance(text, str) or hasattr(text, "__html__") or not _RIGHT_TO_LEFT.search(text):
        return text
    return Markup("<bdi>{}</bdi>").format(text)


def in_swedish(text: str | None) -> Shown:
    """Return a text that is there in Swedish only."""
    return Shown(text or "", SOURCE_LANGUAGE if text and not is_source_language() else "")
