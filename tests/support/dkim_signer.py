"""A DKIM signature with tags of one's choice (RFC 6376), which no honest signer would make."""

from __future__ import annotations

import base64
import hashlib
import subprocess
from pathlib import Path

SIGNED = ("from", "to", "subject", "message-id")


def sign(mail: bytes, key: Path, domain: str, identity: str, selector: str = "post") -> bytes:
    """Return the mail with a signature of the domain on top, whose `i=` is the identity as given."""
    head, _empty, body = mail.partition(b"\r\n\r\n")
    headers = {line.partition(b":")[0].lower().decode(): line for line in head.split(b"\r\n")}
    digest = base64.b64encode(hashlib.sha256(body.rstrip(b"\r\n") + b"\r\n").digest()).decode()
    names = [name for name in SIGNED if name in headers]
    unsigned = (
        f"DKIM-Signature: v=1; a=rsa-sha256; c=simple/simple; d={domain}; s={selector}; i={identity}; "
        f"h={':'.join(names)}; bh={digest}; b="
    ).encode()
    # Each signed header with its CRLF, and the signature's own without (RFC 6376 3.7).
    data = b"".join(headers[name] + b"\r\n" for name in names) + unsigned
    made = subprocess.run(
        ["openssl", "dgst", "-sha256", "-sign", str(key)], input=data, capture_output=True, check=True
    )
    return unsigned + base64.b64encode(made.stdout) + b"\r\n" + mail
