"""Somebody at a browser, who notes which buttons of personal pages there are and which were pressed."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import Rule

from eventapp.core.masking import SECRET_VARIABLES, mask_secrets
from tests.production.engines.engine import Engine, Look
from tests.production.site import Site

#: Answers of a page; 0 where the engine does not tell.
GOOD = {0, 200}


def personal_post_endpoints(app: Flask) -> set[str]:
    """Return what the buttons of personal pages can reach: every POST whose address holds a secret."""
    return {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.arguments & SECRET_VARIABLES and "POST" in (rule.methods or ())
    }


@dataclass
class Person:
    """One person's browser at the site."""

    engine: Engine
    site: Site
    app: Flask
    #: Where buttons of personal pages lead and what stands on them.
    seen: set[tuple[str, str]] = field(default_factory=set)
    pressed: set[tuple[str, str]] = field(default_factory=set)

    def open(self, address: str) -> Look:
        """Open an address of the site, as a link in a mail does."""
        self.engine.open(urljoin(self.site.url, address))
        return self._look()

    def press(self, css: str, text: str = "", *, leads_to: str = "") -> Look:
        """Press what leads to another page; fails when that shows an error or has another heading."""
        form = self.engine.form_of(css, text)
        self.engine.press(css, text)
        look = self._look()
        if form is not None and (endpoint := self._personal(form[0])):
            self.pressed.add((endpoint, form[1]))
        assert look.heading.startswith(leads_to), (look.url, look.heading, look.text)
        return look

    def fill(self, **values: str) -> None:
        """Fill fields in by their names."""
        for name, value in values.items():
            self.engine.write(f"main [name='{name}']", value)

    def _look(self) -> Look:
        look = self.engine.look()
        assert not look.is_error, (look.url, look.heading, look.text)
        assert look.code in GOOD, (look.url, look.code)
        assert mask_secrets(look.referrer) == look.referrer
        loaded = [look.url, *look.resources]
        assert [each for each in loaded if urlsplit(each)[:2] != ("https", self.site.name)] == []
        self.seen |= {
            (endpoint, label) for action, label in look.forms if (endpoint := self._personal(action))
        }
        return look

    def _personal(self, action: str) -> str:
        """Return which personal page a form is sent to, empty where it is another."""
        adapter = self.app.url_map.bind(self.site.name)
        try:
            rule, values = adapter.match(urlsplit(action).path, method="POST", return_rule=True)
        except (MethodNotAllowed, HTTPException):
            return ""
        assert isinstance(rule, Rule)
        return rule.endpoint if SECRET_VARIABLES & values.keys() else ""
