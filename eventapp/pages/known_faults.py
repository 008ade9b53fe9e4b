"""The project's own list of what on the site is not accessible: the statement shows it, newest last.

A fault comes in on the day somebody finds it and gets `fixed_on` on the day its cure is in use; it is never taken
out. While one is open the site cannot call itself fully compliant.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing that does not work for somebody, in words for them."""

    what: LazyString
    #: Where the rule stands: WCAG 2.1 as EN 301 549 carries it.
    criterion: LazyString | str
    why: LazyString
    #: What to do meanwhile.
    alternative: LazyString
    found_on: date
    fixed_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is still there."""
        return self.fixed_on is None


FAULTS: tuple[Fault, ...] = (
    Fault(
        what=_l("Det fanns inget formulär för att rapportera brister, bara telefon och e-post."),
        criterion=_l("Lagens krav på ett sätt att rapportera brister"),
        why=_l("Formuläret var inte byggt."),
        alternative=_l("Ring eller mejla förbunden."),
        found_on=date(2026, 11, 21),
        fixed_on=date(2026, 11, 21),
    ),
    Fault(
        what=_l(
            "På de engelska sidorna var en del text på svenska utan att vara märkt som svenska. Skärmläsare läste den"
            " med engelskt uttal."
        ),
        criterion="WCAG 3.1.2",
        why=_l("Texter som bara finns på svenska märktes inte överallt."),
        alternative=_l("Läs sidan på svenska."),
        found_on=date(2026, 11, 21),
        fixed_on=date(2026, 11, 21),
    ),
    Fault(
        what=_l(
            "Den som är inloggad som arrangör loggas ut efter 12 timmar utan aktivitet, utan att få en varning först."
        ),
        criterion="WCAG 2.2.1",
        why=_l("Tiden skyddar deltagarnas uppgifter på datorer som flera delar. Varningen är inte byggd."),
        alternative=_l("Logga in igen. Det du har sparat finns kvar."),
        found_on=date(2026, 11, 21),
        fixed_on=date(2026, 11, 21),
    ),
)
