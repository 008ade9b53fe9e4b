"""Words that point at what sign-up never asks: identity numbers, the grounds of discrimination, party and health.

A word may stand in a question all the same; whoever writes it is asked to think again.
"""

from __future__ import annotations

import re

SWEDISH = re.compile(
    r"""\b(?:
    (?:personnummer|personnr|samordningsnummer
      |könsidentitet|könstillhörighet|könsuttryck|juridiskt[ ]kön
      |ålder|hur[ ]gammal|födelse
      |etni|hudfärg|nationalitet|medborgarskap
      |religi|trosuppfattning|partitillhörighet|partipoliti|politisk|fackförbund|facklig
      |sexuell|läggning
      |hälsa|hälso|ohälsa|sjukdom|diagnos|allergi|medicin|funktionsned|funktionshind|funktionsvari)\w*
    |kön|könet|ras|född|tro|parti|partiet|sjuk|sjukskriven
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
ENGLISH = re.compile(
    r"""\b(?:
    (?:gender|birth|how[ ]old|ethnic|citizenship|religio|political|trade[ ]union|sexual
      |disabilit|diagnos|illness|disease|allerg|medication)\w*
    |sex|age|race|nationality|faith|belief|party|health|sick
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)


def find_delicate_words(swedish: str, english: str) -> list[str]:
    """Return the words of both texts that point there, once each, in the order in which they stand."""
    found = [*SWEDISH.findall(swedish), *ENGLISH.findall(english)]
    return list(dict.fromkeys(word.lower() for word in found))
