"""The parts of a mail as octets: headers that nothing can be smuggled into, 7-bit bodies, short lines, CRLF."""

from __future__ import annotations

import base64
import binascii
import contextlib
from collections.abc import Sequence

from eventapp.core.domains import NoDomain, ascii_domain
from eventapp.core.text import one_line

CRLF = "\r\n"
LINE = 76
#: Octets of text in one encoded word: with its frame and `Reply-To: ` it stays below 76 (RFC 2047 2).
WORD_OCTETS = 39


def header(name: str, value: str, *, limit: int = 300) -> str:
    """Return one unstructured header, folded; control characters are gone, non-ASCII is encoded (RFC 2047)."""
    clean = one_line(value)[:limit]
    return f"{name}: {_folded(clean, len(name) + 2) if _is_plain(clean) else _encoded(clean)}{CRLF}"


def raw_header(name: str, value: str) -> str:
    """Return one header whose value was made here and needs no encoding; whatever it holds, it stays one line."""
    return f"{name}: {one_line(value).encode('ascii', 'replace').decode()}{CRLF}"


def address_header(name: str, address: str, display_name: str = "") -> str:
    """Return a header with one address: display name quoted or encoded, domain in its ASCII form (RFC 5890)."""
    mailbox = f"<{_header_safe(address)}>"
    shown = _phrase(one_line(display_name)[:200])
    if not shown:
        return f"{name}: {mailbox}{CRLF}"
    last_line = f"{name}: {shown}".rpartition(CRLF)[2]
    space = " " if len(last_line) + len(mailbox) < LINE else f"{CRLF} "
    return f"{name}: {shown}{space}{mailbox}{CRLF}"


def ascii_address(address: str) -> str:
    """Return the address with its domain in ASCII; a local part that is not ASCII stays as it is."""
    local, at, domain = one_line(address).rpartition("@")
    with contextlib.suppress(NoDomain):
        domain = domain if domain.isascii() else ascii_domain(domain)
    return f"{local}{at}{domain}"


def text_part(subtype: str, text: str) -> str:
    """Return a text part as quoted-printable UTF-8, whatever characters the text holds."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    octets = lines.replace("\n", CRLF).encode("utf-8", "replace")
    return (
        f"Content-Type: text/{subtype}; charset=utf-8{CRLF}"
        f"Content-Transfer-Encoding: quoted-printable{CRLF}{CRLF}"
        f"{binascii.b2a_qp(octets, quotetabs=False, istext=True).decode()}"
    )


def octets_part(content_type: str, content: bytes, *, filename: str | None = None) -> str:
    """Return a part that keeps its octets exactly (base64); an attachment when it has a file name."""
    disposition = f'Content-Disposition: attachment; filename="{filename}"{CRLF}' if filename else ""
    body = base64.encodebytes(content).decode().replace("\n", CRLF)
    return (
        f"Content-Type: {content_type}{CRLF}{disposition}Content-Transfer-Encoding: base64{CRLF}{CRLF}{body}"
    )


def multipart(subtype: str, boundary: str, parts: Sequence[str]) -> str:
    """Return the parts under one heading; `=_` in the boundary stands in no base64 and no quoted-printable."""
    fence = f"--=_{boundary}"
    inside = "".join(f"{fence}{CRLF}{part}{CRLF}" for part in parts)
    return f'Content-Type: multipart/{subtype}; boundary="=_{boundary}"{CRLF}{CRLF}{inside}{fence}--{CRLF}'


def _header_safe(address: str) -> str:
    plain = ascii_address(address).encode("ascii", "replace").decode()
    return "".join(sign for sign in plain if sign not in ' <>",;:()[]\\')[:254]


def _phrase(name: str) -> str:
    if not name:
        return ""
    if not _is_plain(name) or len(name) > 50:
        return _encoded(name)
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _is_plain(text: str) -> bool:
    """Tell whether the text may stand as it is: ASCII, not like an encoded word, possible to fold."""
    return text.isascii() and "=?" not in text and all(len(word) <= 60 for word in text.split(" "))


def _folded(text: str, used: int) -> str:
    lines, room = [""], LINE - used
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > room:
            lines.append("")
            room = LINE - 1
        lines[-1] += f" {word}" if lines[-1] else word
    return f"{CRLF} ".join(lines)


def _encoded(text: str) -> str:
    chunks = [b""]
    for sign in text:
        octets = sign.encode("utf-8", "replace")
        if len(chunks[-1]) + len(octets) > WORD_OCTETS:
            chunks.append(b"")
        chunks[-1] += octets
    return f"{CRLF} ".join(f"=?utf-8?b?{base64.b64encode(chunk).decode()}?=" for chunk in chunks)
