"""The declaration notice: the only place that words it, for page, mail, calendar and whatever comes."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from eventapp.core.locale import current_language
from eventapp.federations.models import Federation


def declaration_notice(federations: Sequence[Federation]) -> str:
    """Return what the inviting federations have undertaken, naming only those that have signed.

    Empty where none has. In the language now in force.
    """
    signers = [federation for federation in federations if federation.is_signer]
    if not signers:
        return ""
    if len(signers) == 1:
        one: str = _(
            "%(federation)s har undertecknat Deklaration för en stark demokrati (demokratiåtagandet) och verkar"
            " för demokratin i Sverige.",
            federation=name_of(signers[0]),
        )
        return one
    if len(signers) == len(federations):
        every: str = _(
            "Samordningsförbunden som bjuder in har undertecknat Deklaration för en stark demokrati"
            " (demokratiåtagandet) och verkar för demokratin i Sverige."
        )
        return every
    some: str = _(
        "%(federations)s har undertecknat Deklaration för en stark demokrati (demokratiåtagandet) och verkar"
        " för demokratin i Sverige.",
        federations=names_of(signers),
    )
    return some


def name_of(federation: Federation) -> str:
    """Return a federation's name in the language now in force, the Swedish one where it has no other."""
    translated: str | None = getattr(federation, f"name_{current_language()}", None)
    return translated or federation.name


def names_of(federations: Sequence[Federation]) -> str:
    """Return *A*, *A och B* or *A, B och C*."""
    names = [name_of(federation) for federation in federations]
    if len(names) < 2:
        return "".join(names)
    joined: str = _("%(first)s och %(last)s", first=", ".join(names[:-1]), last=names[-1])
    return joined
