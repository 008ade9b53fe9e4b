"""A certificate authority of the test's own, and certificates of it; made with the `openssl` program."""

from __future__ import annotations

import base64
import hashlib
import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

_NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout")


@dataclass(frozen=True)
class Certificates:
    """The authority's certificate, and one of it with its key for the names given."""

    authority: Path
    certificate: Path
    key: Path

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate's public key in base64, by which Chromium is told to believe it."""
        public = _openssl("x509", "-in", str(self.certificate), "-noout", "-pubkey")
        der = ssl.PEM_cert_to_DER_cert(public.replace("PUBLIC KEY", "CERTIFICATE"))
        return base64.b64encode(hashlib.sha256(der).digest()).decode()


def make_certificates(folder: Path, *names: str) -> Certificates:
    """Make an authority and a certificate for the names, valid for a few days."""
    made = Certificates(folder / "authority.pem", folder / "site.pem", folder / "site.key")
    authority_key, request = str(folder / "authority.key"), str(folder / "site.csr")
    is_authority = (
        "-addext",
        "basicConstraints=critical,CA:TRUE",
        "-addext",
        "keyUsage=critical,keyCertSign",
    )
    _openssl(
        *("req", "-x509", *_NEW_KEY, authority_key, "-out", str(made.authority)),
        *("-days", "3", "-subj", "/CN=eventapp test authority", *is_authority),
    )
    _openssl("req", *_NEW_KEY, str(made.key), "-out", request, "-subj", f"/CN={names[0]}")
    alternatives = folder / "names.cnf"
    alternatives.write_text(
        f"subjectAltName={','.join([*(f'DNS:{name}' for name in names), 'IP:127.0.0.1'])}\n"
    )
    _openssl(
        *("x509", "-req", "-in", request, "-CA", str(made.authority), "-CAkey", authority_key),
        *("-out", str(made.certificate), "-days", "3", "-extfile", str(alternatives), "-set_serial", "2"),
    )
    return made


def _openssl(*arguments: str) -> str:
    return subprocess.run(["openssl", *arguments], capture_output=True, text=True, check=True).stdout
