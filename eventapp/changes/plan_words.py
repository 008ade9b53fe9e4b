"""What a plan says in words, line by line."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp.changes.plans import Plan


def lines_of(plan: Plan) -> list[str]:
    """Return one sentence for each thing that will happen, most mails first, nothing that concerns nobody."""
    said = (
        (
            plan.updates,
            ngettext("%(num)d uppdatering skickas", "%(num)d uppdateringar skickas", plan.updates),
        ),
        (
            plan.invitees,
            ngettext(
                "%(num)d inbjuden får sin inbjudan ändrad",
                "%(num)d inbjudna får sin inbjudan ändrad",
                plan.invitees,
            ),
        ),
        (plan.promoted, ngettext("%(num)d får plats från kön", "%(num)d får plats från kön", plan.promoted)),
        (
            plan.changed_modes,
            ngettext(
                "%(num)d person flyttas till det sätt att delta som finns kvar",
                "%(num)d personer flyttas till det sätt att delta som finns kvar",
                plan.changed_modes,
            ),
        ),
        (
            plan.clashes,
            ngettext(
                "%(num)d persons workshop krockar med den nya tiden",
                "%(num)d personers workshop krockar med den nya tiden",
                plan.clashes,
            ),
        ),
        (
            plan.lost_workshops,
            ngettext(
                "%(num)d person blir av med sin workshop",
                "%(num)d personer blir av med sin workshop",
                plan.lost_workshops,
            ),
        ),
        (plan.calls, _calls(plan.calls)),
    )
    return [sentence for number, sentence in said if number]


def button_text(plan: Plan) -> str:
    """Return what the button that makes the change says."""
    if not plan.mails:
        return _("Spara ändringen")
    return ngettext("Spara och skicka %(num)d mejl", "Spara och skicka %(num)d mejl", plan.mails)


def update_button(plan: Plan) -> str:
    """Return what the button that sends everybody the present texts says."""
    return ngettext(
        "Skicka uppdatering till %(num)d person", "Skicka uppdatering till %(num)d personer", plan.mails
    )


def updated_sentence(plan: Plan) -> str:
    """Return what is said once they are sent."""
    return ngettext("%(num)d uppdatering är på väg.", "%(num)d uppdateringar är på väg.", plan.mails)


def done_sentence(plan: Plan) -> str:
    """Return what is said once the change is made."""
    if not plan.mails:
        return _("Ändringarna är sparade.")
    return ngettext(
        "Ändringarna är sparade. %(num)d mejl är på väg.",
        "Ändringarna är sparade. %(num)d mejl är på väg.",
        plan.mails,
    )


def cancelling_button(plan: Plan) -> str:
    """Return what the button that calls the event off says."""
    if not plan.mails:
        return _("Ställ in evenemanget")
    return ngettext(
        "Ställ in evenemanget och mejla %(num)d person",
        "Ställ in evenemanget och mejla %(num)d personer",
        plan.mails,
    )


def cancelled_sentence(plan: Plan) -> str:
    """Return what is said once the event is called off."""
    if not plan.mails:
        return _("Evenemanget är inställt.")
    return ngettext(
        "Evenemanget är inställt. %(num)d mejl är på väg.",
        "Evenemanget är inställt. %(num)d mejl är på väg.",
        plan.mails,
    )


def cancelling_lines(plan: Plan) -> list[str]:
    """Return what happens to whom when the event is called off, nothing that concerns nobody."""
    said = (
        (
            plan.updates,
            ngettext(
                "%(num)d anmäld får mejl om att evenemanget är inställt",
                "%(num)d anmälda får mejl om att evenemanget är inställt",
                plan.updates,
            ),
        ),
        (
            plan.invitees,
            ngettext(
                "%(num)d inbjuden får mejl om att evenemanget är inställt",
                "%(num)d inbjudna får mejl om att evenemanget är inställt",
                plan.invitees,
            ),
        ),
        (plan.calls, _calls(plan.calls)),
    )
    return [sentence for number, sentence in said if number]


def _calls(number: int) -> str:
    return ngettext(
        "%(num)d person har ingen e-postadress. Ring personen.",
        "%(num)d personer har ingen e-postadress. Ring dem.",
        number,
    )
