"""Forms about organisers: inviting one, changing a role, the own name, a lost password."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from eventapp.core.fields import LineField, MailField, MaxLength, OneChoiceField
from eventapp.federations.models import Role

ROLES = (
    SelectChoice(Role.OWNER.value, _l("Ägare: sköter allt, också förbundets uppgifter och medarbetare")),
    SelectChoice(Role.EDITOR.value, _l("Redaktör: sköter evenemang och deltagare")),
    SelectChoice(Role.VIEWER.value, _l("Läsare: ser evenemang och deltagare, ändrar inget")),
    SelectChoice(Role.DOOR.value, _l("Dörrvärd: ser listan vid dörren")),
)


def _role_field() -> Any:
    return OneChoiceField(_l("Roll"), message=_l("Välj en roll"), is_required=True, choices=ROLES)


class InviteMemberForm(FlaskForm):  # type: ignore[misc]
    """Whom to invite, and to what."""

    name = LineField(_l("Namn"), validators=[InputRequired(_l("Skriv personens namn")), MaxLength(120)])
    email = MailField(_l("E-postadress"), [InputRequired(_l("Skriv personens e-postadress"))])
    role = _role_field()


class RoleForm(FlaskForm):  # type: ignore[misc]
    """Another role."""

    role = _role_field()


class NameForm(FlaskForm):  # type: ignore[misc]
    """What an organiser is called."""

    name = LineField(_l("Namn"), validators=[InputRequired(_l("Skriv ditt namn")), MaxLength(120)])


class LostPasswordForm(FlaskForm):  # type: ignore[misc]
    """Where the link goes."""

    email = MailField(_l("E-postadress"), [InputRequired(_l("Skriv din e-postadress"))])
