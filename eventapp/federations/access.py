"""Who may open which page: every view under /arrangor carries a rule, and without one nobody may."""

from __future__ import annotations

import enum
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

import sqlalchemy as sa
from flask import Flask, abort, current_app, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload

from eventapp.core import clock
from eventapp.core.extensions import db
from eventapp.core.locale import current_language, mount_point
from eventapp.core.request import is_sent
from eventapp.core.tokens import secret_digest
from eventapp.core.transactions import CANNOT_WRITE, write
from eventapp.federations.carried_forms import carry_form
from eventapp.federations.credentials import IDLE_LIMIT, is_open
from eventapp.federations.forms import SignInForm
from eventapp.federations.models import Organiser, Role, SignIn

#: The only thing about the organiser that the cookie holds.
COOKIE_KEY = "sign_in"
SEEN_EVERY = timedelta(minutes=5)
#: How long after a page was opened it warns; the session may have been seen up to `SEEN_EVERY` before.
WARNED_AFTER = IDLE_LIMIT - timedelta(minutes=10) - SEEN_EVERY

View = TypeVar("View", bound=Callable[..., Any])
_RANK = {role: rank for rank, role in enumerate(Role)}


class Entry(enum.Enum):
    """How far one has to come to open a page, besides a role."""

    ANYONE = "anyone"
    SIGNED_IN = "signed in"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Rule:
    """Who may open a page: anyone, a signed-in organiser, the administrator, or one with at least a role somewhere."""

    least: Role | Entry
    #: The administrator comes in as well, without a role; for pages that show nobody but organisers.
    admits_administrator: bool = False


def open_to_anyone(view: View) -> View:
    """Let everybody open the page: those that lead in."""
    return _mark(view, Rule(Entry.ANYONE))


def signed_in_only(view: View) -> View:
    """Let every signed-in organiser open the page; it may only show what is their own."""
    return _mark(view, Rule(Entry.SIGNED_IN))


def administrator_only(view: View) -> View:
    """Let the administrator open the page, and nobody else."""
    return _mark(view, Rule(Entry.ADMINISTRATOR))


def requires(role: Role, *, or_administrator: bool = False) -> Callable[[View], View]:
    """Let those in who have this role or a higher one in some federation, and the administrator where it says so.

    The view then asks `allowed_federations()` where they have it, and starts its query there.
    """
    return lambda view: _mark(view, Rule(role, or_administrator))


def rule_of(view: Callable[..., Any]) -> Rule | None:
    """Return the rule that a view carries, None where it has none."""
    return getattr(view, "access_rule", None)


def guard(app: Flask) -> None:
    """Put the rules in front of every page for organisers, and tell their templates who is signed in."""
    app.before_request(_check)
    app.context_processor(_what_templates_know)


def current_organiser() -> Organiser | None:
    """Return who is signed in, with their memberships; None also when the session ended or was idle too long."""
    if "organiser" not in g:
        g.sign_in, g.organiser = _read_sign_in()
    organiser: Organiser | None = g.organiser
    return organiser


def signed_in() -> tuple[Organiser, SignIn]:
    """Return the organiser and their session on a page that only the signed-in open."""
    organiser = current_organiser()
    if organiser is None:
        abort(403)
    return organiser, g.sign_in


def roles_in(organiser: Organiser) -> dict[int, Role]:
    """Return the organiser's role by federation id."""
    return {membership.federation_id: membership.role for membership in organiser.memberships}


def allowed_federations(least: Role | None = None) -> frozenset[int]:
    """Return the federations in which who is signed in has the role that the page asks for, or the one given."""
    organiser = current_organiser()
    if organiser is None:
        return frozenset()
    needed = least or _least_role()
    return frozenset(held for held, role in roles_in(organiser).items() if _RANK[role] <= _RANK[needed])


def remember(secret: str) -> None:
    """Put a new session's value into the cookie and drop all that was there (session fixation)."""
    session.clear()
    session[COOKIE_KEY] = secret
    # The forms of this answer belong to the new session.
    g.pop("csrf_token", None)


def local_path(target: str | None, default: str) -> str:
    """Return the address to go on to, if it is one of the organisers' own pages, else the default.

    It is not parsed: what begins so has no room for a scheme or a host, and `urlsplit` raises for `//[`. Browsers take
    a backslash for a slash (WHATWG URL 4.4), and a header takes no line break.
    """
    if not target or not target.startswith("/arrangor/") or "\\" in target or not target.isprintable():
        return default
    return target


def _what_templates_know() -> dict[str, Any]:
    seconds = int(WARNED_AFTER.total_seconds())
    return {"signed_in_organiser": g.get("organiser"), "seconds_to_warning": seconds}


def _mark(view: View, rule: Rule) -> View:
    view.access_rule = rule  # type: ignore[attr-defined]
    return view


def _check() -> ResponseReturnValue | None:
    if not is_for_organisers(request.blueprint, request.url_rule.rule if request.url_rule else ""):
        return None
    if current_language() != "sv" and not is_sent():
        # The organisers' pages exist in Swedish only.
        return redirect(mount_point() + request.full_path.rstrip("?"))
    rule = rule_of(current_app.view_functions[request.endpoint or ""])
    if rule is None:
        abort(403)
    if rule.least is Entry.ANYONE:
        return None
    g.access_rule = rule
    organiser = current_organiser()
    if organiser is None:
        return _ask_to_sign_in()
    if not organiser.memberships and not organiser.is_administrator and not _is_own_account(rule):
        code = 200 if rule.least is Entry.SIGNED_IN else 403
        return render_template("federations/manage/nothing_to_open.html"), code
    if not _is_let_in(organiser, rule):
        abort(403)
    return None


def _ask_to_sign_in() -> ResponseReturnValue:
    """Send to the sign-in, from where one comes back; what was typed in a session that ended goes along."""
    carried = carry_form(COOKIE_KEY) if is_sent() else None
    if carried is None:
        target = None if is_sent() else request.full_path.rstrip("?")
        return redirect(url_for("federations_manage.sign_in", next=target))
    page = "federations/manage/sign_in.html"
    return render_template(page, form=SignInForm(formdata=None), carried=carried), 403


def _is_let_in(organiser: Organiser, rule: Rule) -> bool:
    if organiser.is_administrator and (rule.admits_administrator or rule.least is Entry.ADMINISTRATOR):
        return True
    if isinstance(rule.least, Role):
        return bool(allowed_federations())
    return rule.least is Entry.SIGNED_IN


def _is_own_account(rule: Rule) -> bool:
    return rule.least is Entry.SIGNED_IN and request.blueprint == "federations_manage"


def is_for_organisers(blueprint: str | None, path: str) -> bool:
    """Tell whether a page needs a rule, by its blueprint or by its address."""
    return (blueprint or "").endswith("_manage") or path.startswith("/arrangor")


def _least_role() -> Role:
    rule: Rule = g.access_rule
    return rule.least if isinstance(rule.least, Role) else Role.DOOR


def _read_sign_in() -> tuple[SignIn | None, Organiser | None]:
    secret = session.get(COOKIE_KEY)
    if not isinstance(secret, str):
        return None, None
    found = _find_sign_in(secret)
    if found is not None and found[0].last_seen_at <= clock.now() - SEEN_EVERY:
        _note_seen(found[0].id)
        found = _find_sign_in(secret)
    return found or (None, None)


def _find_sign_in(secret: str) -> tuple[SignIn, Organiser] | None:
    statement = (
        sa.select(SignIn, Organiser)
        .join(Organiser, Organiser.id == SignIn.organiser_id)
        .where(
            SignIn.secret_hash == secret_digest(secret),
            *is_open(),
        )
        .options(joinedload(Organiser.memberships))
    )
    row = db.session.execute(statement).unique().one_or_none()
    return None if row is None else (row[0], row[1])


def _note_seen(sign_in_id: int) -> None:
    # A database that cannot be written to just now is no reason to refuse a page that only reads, or to let it wait.
    with suppress(*CANNOT_WRITE), write(patience=0):
        seen = sa.update(SignIn).where(SignIn.id == sign_in_id).values(last_seen_at=clock.now())
        db.session.execute(seen)
