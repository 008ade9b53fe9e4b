"""*Menade du …?*: near misses of mail domains that people here really have."""

from __future__ import annotations

from difflib import get_close_matches

KNOWN_DOMAINS = (
    "gmail.com",
    "hotmail.com",
    "hotmail.se",
    "outlook.com",
    "live.se",
    "icloud.com",
    "telia.com",
    "yahoo.se",
    "arbetsformedlingen.se",
    "forsakringskassan.se",
    "regionstockholm.se",
    "botkyrka.se",
    "haninge.se",
    "huddinge.se",
    "nynashamn.se",
    "salem.se",
    "sigtuna.se",
    "sodertalje.se",
    "sollentuna.se",
    "stockholm.se",
    "sundbyberg.se",
    "tyreso.se",
    "upplandsvasby.se",
)


def suggest_address(address: str) -> str | None:
    """Return the address with its domain put right, when it is almost a known one; else None."""
    local, at, domain = address.rpartition("@")
    domain = domain.lower()
    if domain in KNOWN_DOMAINS:
        return None
    matches = get_close_matches(domain, KNOWN_DOMAINS, n=1, cutoff=0.88)
    return f"{local}{at}{matches[0]}" if matches else None
