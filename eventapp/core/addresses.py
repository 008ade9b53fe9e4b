"""Mail addresses as people write them: what is read, what mail can be sent to, and what is wrong with the others."""

from __future__ import annotations

import enum
import re
from typing import Any

from flask_babel import lazy_gettext as _l

from eventapp.core.domains import NoDomain, ascii_domain
from eventapp.core.text import one_line

MAX_ADDRESS, MAX_LOCAL = 254, 64
#: RFC 5322 3.2.3; quoted local parts, and others than ASCII (RFC 6531), no server of ours delivers to.
_LOCAL_SIGN = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]")
_OPENING, _CLOSING = "<[(", (">", "]", ")")
_BRACKETS = frozenset("<>[]()")


class AddressFault(enum.StrEnum):
    """What is wrong with an address, in the order in which it is looked for."""

    TOO_LONG = "too_long"
    NO_AT = "no_at"
    QUOTED = "quoted"
    SEVERAL = "several"
    SPACE = "space"
    COMMA = "comma"
    LOCAL_LETTER = "local_letter"
    LOCAL_SIGN = "local_sign"
    DOT = "dot"
    UNDERSCORE = "underscore"
    INCOMPLETE = "incomplete"
    DOMAIN = "domain"


SENTENCES: dict[AddressFault, Any] = {
    AddressFault.TOO_LONG: _l("Skriv en kortare e-postadress. Den här är för lång för att finnas."),
    AddressFault.NO_AT: _l("Skriv hela e-postadressen, till exempel namn@exempel.se"),
    AddressFault.QUOTED: _l(
        "Skriv en adress utan citattecken. Vår e-post når inte adresser med citattecken."
    ),
    AddressFault.SEVERAL: _l("Skriv en enda e-postadress, med ett enda @"),
    AddressFault.SPACE: _l("Ta bort mellanslaget i e-postadressen"),
    AddressFault.COMMA: _l("Skriv punkt i stället för komma i e-postadressen"),
    AddressFault.LOCAL_LETTER: _l(
        "Skriv en adress med bara a–z och siffror före @. "
        "Vår e-post når inte adresser med å, ä, ö eller andra bokstäver där."
    ),
    AddressFault.LOCAL_SIGN: _l("Ta bort det tecken före @ som inte hör till e-postadressen"),
    AddressFault.DOT: _l("Kontrollera punkterna i e-postadressen. En är för mycket eller står på fel plats."),
    AddressFault.UNDERSCORE: _l(
        "Kontrollera det som står efter @. Där får det inte finnas något understreck (_)."
    ),
    AddressFault.INCOMPLETE: _l("Skriv hela e-postadressen, till exempel namn@exempel.se"),
    AddressFault.DOMAIN: _l("Kontrollera det som står efter @. Så kan ingen e-postadress sluta."),
}


def is_mail_address(address: str) -> bool:
    """Tell whether a text is a whole address that mail can be sent to."""
    return find_fault(address) is None


def find_fault(address: str) -> AddressFault | None:
    """Return what is wrong with an address, None for one that mail can be sent to."""
    if len(address) > MAX_ADDRESS:  # first: nothing after it has to bear endless texts
        return AddressFault.TOO_LONG
    local, at, domain = address.rpartition("@")
    if not at or not local or not domain:
        return AddressFault.NO_AT
    return _fault_of_signs(address, local) or _fault_of_local(local) or _fault_of_domain(local, domain)


def read_address(text: str) -> tuple[str, str]:
    """Return name and address of *Anna Ek <anna@exempel.se>*; what is no such thing is the address.

    Takes what programs put around an address when it is copied: `mailto:`, brackets, a full stop after it.
    """
    plain = one_line(text).strip(" ;,")
    name, address = split_bracketed(plain) or ("", plain)
    address = address.strip(" ;,<>[]()'")
    if address.startswith('"') == address.endswith('"'):
        address = address.strip('"')
    if address[:7].lower() == "mailto:":
        address = address[7:]
    local, at, domain = address.partition("@")
    # After @ a question mark begins what a link says beside the address; before it, it belongs to it.
    return name.strip(" \"'"), f"{local}{at}{domain.partition('?')[0]}".strip().rstrip(".")


def split_bracketed(text: str) -> tuple[str, str] | None:
    """Return what stands before the last brackets of a text and the address inside; None where none is there."""
    plain = text.rstrip()
    start = max(plain.rfind(sign) for sign in _OPENING)
    if start < 0 or not plain.endswith(_CLOSING):
        return None
    inside = plain[start + 1 : -1].strip()
    if "@" not in inside or not _BRACKETS.isdisjoint(inside) or len(inside.split()) != 1:
        return None
    return plain[:start].strip(), inside


def _fault_of_signs(address: str, local: str) -> AddressFault | None:
    if '"' in address:
        return AddressFault.QUOTED
    if "@" in local:
        return AddressFault.SEVERAL
    if len(address.split()) != 1 or address != address.strip():
        return AddressFault.SPACE
    return AddressFault.COMMA if "," in address else None


def _fault_of_local(local: str) -> AddressFault | None:
    if not local.isascii():
        return AddressFault.LOCAL_LETTER
    if not all(_LOCAL_SIGN.fullmatch(sign) for sign in local):
        return AddressFault.LOCAL_SIGN
    if local.startswith(".") or local.endswith(".") or ".." in local:
        return AddressFault.DOT
    return AddressFault.TOO_LONG if len(local) > MAX_LOCAL else None


def _fault_of_domain(local: str, domain: str) -> AddressFault | None:
    if "_" in domain:
        return AddressFault.UNDERSCORE
    if domain.startswith(".") or domain.endswith(".") or ".." in domain:
        return AddressFault.DOT
    if "." not in domain:
        return AddressFault.INCOMPLETE
    try:
        plain = ascii_domain(domain)
    except NoDomain:
        return AddressFault.DOMAIN
    return AddressFault.TOO_LONG if len(local) + 1 + len(plain) > MAX_ADDRESS else None
