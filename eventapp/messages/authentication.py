"""`Authentication-Results` by its grammar (RFC 8601 2.2): what is off it is nobody's word.

No library: authres, the one for Python, was last released in 2019, passes over what it does not understand at the end
of a header, and recurses over what it reads.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

#: Characters of a header that are read at most.
LONGEST = 16 * 1024
#: RFC 8601 2.2: the version of the whole header and of a method that is meant here, also where none is written.
VERSION = "1"

_SPACE = re.compile(r"[ \t]+")
#: RFC 5321 4.1.2, *Ldh-str*; an underscore is in some servers' own methods.
_KEYWORD = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?")
_NUMBER = re.compile(r"[0-9]{1,9}")
#: RFC 2045 5.1.
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`{|}~-]+")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
#: A bare value of a property: a token or an address, and the `/`, `:` and `=` that servers leave unquoted in Base64,
#: IPv6 addresses and return paths. None of them can end the value; only space, `;`, `(` and `"` do.
_BARE = re.compile(r"[A-Za-z0-9!#$%&'*+./:=?@^_`{|}~-]+")
_BETWEEN = re.compile(r"[()\\]")

#: What a server may say beside these methods' results (RFC 8601 6.4, RFC 7489 11). A result of one with a property of
#: another is put together from two: a server has copied a sender's `;` into the middle of its own words.
_OF_METHOD = {
    "dkim": re.compile(r"header\.[abdis]|policy\..*"),
    "dmarc": re.compile(r"header\.from|policy\..*"),
}


class OffGrammar(ValueError):
    """The header cannot be read, wholly or in part."""


@dataclass(frozen=True)
class Result:
    """What one method found: `dkim=pass header.d=example.se`."""

    method: str
    value: str
    #: By `ptype.property`, such as `header.d`, as they are written.
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Statement:
    """What one server says in one header."""

    authserv_id: str
    results: tuple[Result, ...]


def is_from(text: str, authserv_id: str) -> bool:
    """Tell whether a header names this server, without case, with or without the id of a job behind it."""
    try:
        return _Reader(text[:LONGEST]).authserv_id().lower() == authserv_id.lower()
    except OffGrammar:
        return False


def parse_results(text: str) -> Statement:
    """Return what a header says; raises `OffGrammar`. Methods, results and names of properties are in small letters."""
    if len(text) > LONGEST:
        raise OffGrammar("too long")
    reader = _Reader(text)
    server = reader.authserv_id()
    reader.version()
    results: list[Result] = []
    while not reader.is_at_end():
        reader.take(";")
        reader.skip()
        if not results and reader.is_none():
            return Statement(server, ())
        results.append(reader.result())
    if not results:
        raise OffGrammar("no result")
    return Statement(server, tuple(results))


class _Reader:
    """Reads from left to right, each character once."""

    def __init__(self, text: str) -> None:
        # Line ends are where the header is folded, and nowhere else.
        self.text, self.at = text.replace("\r", " ").replace("\n", " "), 0

    def is_at_end(self) -> bool:
        return self.at >= len(self.text)

    def skip(self) -> bool:
        """Pass over space and comments, which may be nested (RFC 5322 3.2.2); tells whether there were any."""
        begin = self.at
        while not self.is_at_end():
            if space := _SPACE.match(self.text, self.at):
                self.at = space.end()
            elif self.text[self.at] == "(":
                self._skip_comment()
            else:
                break
        return self.at > begin

    def _skip_comment(self) -> None:
        depth = 0
        while found := _BETWEEN.search(self.text, self.at):
            self.at = found.end()
            if found[0] == "\\":
                self.at += 1
            else:
                depth += 1 if found[0] == "(" else -1
            if not depth:
                return
        raise OffGrammar("comment")

    def take(self, sign: str) -> None:
        """Pass over this sign."""
        if not self.text.startswith(sign, self.at):
            raise OffGrammar(sign)
        self.at += len(sign)

    def has(self, sign: str) -> bool:
        """Pass over this sign if it comes next, with the space around it."""
        begin = self.at
        self.skip()
        if not self.text.startswith(sign, self.at):
            self.at = begin
            return False
        self.at += len(sign)
        self.skip()
        return True

    def word(self, pattern: re.Pattern[str]) -> str:
        """Read what the pattern says."""
        found = pattern.match(self.text, self.at)
        if found is None:
            raise OffGrammar("word")
        self.at = found.end()
        return found[0]

    def value(self, bare: re.Pattern[str] = _TOKEN) -> str:
        """Read a word or a quoted string, without its quotes."""
        if not self.text.startswith('"', self.at):
            return self.word(bare)
        return re.sub(r"\\(.)", r"\1", self.word(_QUOTED)[1:-1])

    def authserv_id(self) -> str:
        """Read the server's name; OpenDKIM's `AuthservIDWithJobID` writes the job's behind a slash."""
        self.skip()
        name = self.value()
        if self.text.startswith("/", self.at):
            self.take("/")
            self.word(_TOKEN)
        return name

    def version(self) -> None:
        """Read the version, if there is one."""
        if self.skip() and not self.text.startswith(";", self.at) and self.word(_NUMBER) != VERSION:
            raise OffGrammar("version")
        self.skip()

    def is_none(self) -> bool:
        """Tell whether the server says that it has looked at nothing, which then is all it says."""
        begin = self.at
        found = _KEYWORD.match(self.text, self.at)
        if found is not None and found[0].lower() == "none":
            self.at = found.end()
            self.skip()
            if self.is_at_end():
                return True
        self.at = begin
        return False

    def result(self) -> Result:
        """Read a method's result, its reason and its properties."""
        method = self.word(_KEYWORD).lower()
        if self.has("/") and self.word(_NUMBER) != VERSION:
            raise OffGrammar("version of the method")
        if not self.has("="):
            raise OffGrammar("=")
        value = self.word(_KEYWORD).lower()
        properties: dict[str, str] = {}
        while self.skip() and not self.is_at_end() and not self.text.startswith(";", self.at):
            name, said = self.pair()
            if name in properties or (name == "reason" and properties):
                raise OffGrammar("twice")
            properties[name] = said
        self._check(method, properties)
        return Result(method, value, properties)

    def pair(self) -> tuple[str, str]:
        """Read a property and its value, or the reason."""
        name = self.word(_KEYWORD).lower()
        is_reason = name == "reason" and self.has("=")
        if is_reason:
            return name, self.value()
        if not self.has("."):
            raise OffGrammar(".")
        name = f"{name}.{self.word(_KEYWORD).lower()}"
        if not self.has("="):
            raise OffGrammar("=")
        return name, self.address()

    def address(self) -> str:
        """Read a property's value: a word, a quoted string, or an address whose local part may be quoted."""
        if not self.text.startswith('"', self.at):
            return self.word(_BARE)
        local = self.value()
        return local + (self.word(_BARE) if self.text.startswith("@", self.at) else "")

    def _check(self, method: str, properties: Mapping[str, str]) -> None:
        known = _OF_METHOD.get(method)
        if known and not all(name == "reason" or known.fullmatch(name) for name in properties):
            raise OffGrammar("property of another method")
