"""What answers and faults of a list are called on the organisers' pages."""

from __future__ import annotations

from flask_babel import gettext as _

from eventapp.core.addresses import SENTENCES, AddressFault, find_fault, read_address
from eventapp.invitations.intake import Reason, Remark
from eventapp.invitations.list_page import UNINVITED
from eventapp.invitations.standing import Standing


def state_label(state: str) -> str:
    """Return *Har tackat ja*."""
    return {
        Standing.ACCEPTED.value: _("Har tackat ja"),
        Standing.WAITING.value: _("I kö"),
        Standing.DECLINED.value: _("Har tackat nej"),
        Standing.SILENT.value: _("Har inte svarat"),
        UNINVITED: _("Inte inbjuden än"),
    }[state]


def state_tone(state: str) -> str:
    """Return the tone in which a state is shown."""
    return {
        Standing.ACCEPTED.value: "success",
        Standing.WAITING.value: "waiting",
        Standing.DECLINED.value: "error",
    }.get(state, "neutral")


def reason_text(remark: Remark) -> str:
    """Return what is wrong with a row, or what became of it."""
    if remark.reason is Reason.DOUBLE:
        return _("Samma adress som på rad %(line)s. Personen är med en gång.", line=remark.first_line)
    if remark.reason is Reason.BAD_ADDRESS:
        return _fault_text(remark.row.email)
    return {
        Reason.NO_ADDRESS: _("E-postadress saknas."),
        Reason.FORMULA: _("Adressen är en formel utan sparat resultat. Skriv adressen."),
        Reason.SEVERAL_ADDRESSES: _("Det står flera adresser. Skriv en per rad."),
        Reason.ADDRESS_TOO_LONG: _("Adressen är längre än 254 tecken."),
        Reason.NAME_TOO_LONG: _("Namnet är längre än 120 tecken. Korta det."),
        Reason.UNIT_TOO_LONG: _("Enheten är längre än 200 tecken. Korta den."),
        Reason.UNKNOWN_FEDERATION: _("Förbundet är inte ett av dem du kan bjuda in för."),
        Reason.ON_LIST: _("Adressen står redan på evenemangets lista. Inget är ändrat."),
        Reason.REGISTERED: _("Är redan anmäld. Personen är med på listan och har tackat ja."),
    }[remark.reason]


def _fault_text(typed: str) -> str:
    """Return what is wrong with an address, as the forms say it."""
    fault = find_fault(read_address(typed)[1])
    if fault in {None, AddressFault.NO_AT, AddressFault.INCOMPLETE}:
        return _("Det är ingen hel e-postadress, till exempel namn@exempel.se.")
    return f"{str(SENTENCES[fault]).rstrip('.')}."
