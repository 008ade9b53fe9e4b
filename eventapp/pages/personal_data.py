"""Which version of the text about personal data is shown, at the form and on its page."""

from __future__ import annotations

#: Version and fingerprint of every text there has been, the present one last. A test makes the fingerprint of the
#: text as it stands: who changes the text adds a line here, so that each registration says what its owner was shown.
VERSIONS = {
    "2026-11": "f11cdfd21e267954",
    "2026-11-22": "6d9d93fc0d70ffd5",
}
PRIVACY_VERSION = list(VERSIONS)[-1]
