"""The required answers about what an event offers those who need something, and about recording."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice

from eventapp.core.fields import OneChoiceField
from eventapp.events.edit_pages import EditForm
from eventapp.events.kinds import Mode, Offered
from eventapp.events.models import Event

ON_SITE_ONLY = ("hearing_loop", "step_free", "quiet_room")
OFFERS = [
    SelectChoice(Offered.YES.value, _l("Ja")),
    SelectChoice(Offered.NO.value, _l("Nej")),
    SelectChoice(Offered.ON_REQUEST.value, _l("På begäran")),
]


def _offer(label: Any, message: Any) -> OneChoiceField:
    return OneChoiceField(label, choices=OFFERS, message=message, is_required=True)


class AccessForm(EditForm):
    """Nothing is answered until somebody has answered it."""

    captions = _offer(_l("Textas det som sägs?"), _l("Svara på om det som sägs textas"))
    sign_language = _offer(
        _l("Tolkas det till svenskt teckenspråk?"), _l("Svara på om det tolkas till svenskt teckenspråk")
    )
    hearing_loop = _offer(_l("Finns det hörslinga?"), _l("Svara på om det finns hörslinga"))
    step_free = _offer(
        _l("Kan man komma in och fram utan trappsteg?"),
        _l("Svara på om man kan komma in och fram utan trappsteg"),
    )
    quiet_room = _offer(_l("Finns det ett rum för vila?"), _l("Svara på om det finns ett rum för vila"))
    is_recorded = OneChoiceField(
        _l("Spelas mötet in?"),
        choices=[SelectChoice("yes", _l("Ja")), SelectChoice("no", _l("Nej"))],
        message=_l("Svara på om mötet spelas in"),
        is_required=True,
    )

    def answers(self) -> dict[str, Offered]:
        """Return the answers by the event's field names, but for recording; call after the form is found valid."""
        return {
            field.name: Offered(field.data)
            for field in self
            if isinstance(field, OneChoiceField) and field.name != "is_recorded"
        }


def make_access_form(event: Event, **arguments: Any) -> AccessForm:
    """Return the form with what the event has; an event without a place has no questions about one."""
    names = ("captions", "sign_language", *ON_SITE_ONLY)
    answered: dict[str, Any] = {name: getattr(event, name) for name in names}
    recorded = {None: None, True: "yes", False: "no"}[event.is_recorded]
    form = AccessForm(data=answered | {"is_recorded": recorded}, **arguments)
    if Mode.ON_SITE not in event.modes:
        for name in ON_SITE_ONLY:
            del form[name]
    return form
