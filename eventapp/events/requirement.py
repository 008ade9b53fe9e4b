"""What is required of those whom the federations procure, and which version of it somebody confirms."""

from __future__ import annotations

from flask_babel import gettext as _

#: Version and fingerprint of every text there has been, the present one last. A test makes the fingerprint of the
#: text as it stands: who changes the text adds a line here, so that each confirmation says what was confirmed.
VERSIONS = {
    "2026-11": "0c0da40a86b251e8",
}
REQUIREMENT_VERSION = list(VERSIONS)[-1]


def requirement_text() -> str:
    """Return the requirement in the language now in force."""
    text: str = _(
        "Samordningsförbunden kräver att de som vi upphandlar arbetar för inkludering, jämställdhet och"
        " icke-diskriminering. Det gäller till exempel leverantörer av arbetsträningsplatser, utvärderare och"
        " föreläsare."
    )
    return text


def confirmation_text() -> str:
    """Return what somebody says by pressing the button, in the language now in force."""
    text: str = _(
        "Jag, eller den jag företräder, arbetar för inkludering, jämställdhet och icke-diskriminering."
    )
    return text
