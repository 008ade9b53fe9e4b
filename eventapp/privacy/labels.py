"""What each class of data is called on the organisers' page."""

from __future__ import annotations

from flask_babel import gettext as _

from eventapp.privacy.models import What


def what_label(what: What) -> str:
    """Return the class in words: *Behov och mat*."""
    return {
        What.ASKERS: _("Vem som ställde frågor i förväg"),
        What.NEEDS: _("Behov och mat"),
        What.ANSWERS: _("Svar på arrangörens egna frågor"),
        What.QUESTIONS: _("Frågor i förväg, utan namn"),
        What.REGISTRATIONS: _("Anmälningar"),
        What.ERASED: _("Anmälningar, på begäran av den registrerade"),
        What.INVITEES: _("Listan med inbjudna"),
        What.CONTRIBUTORS: _("Medverkandes e-postadresser"),
        What.CALENDAR: _("Kalenderposter"),
        What.MAIL_ADDRESSES: _("Adresser i mejl"),
        What.LOG_DETAILS: _("Detaljer i loggen"),
        What.MAIL_CONTENT: _("Innehåll i mejl"),
        What.REPLIES: _("Avsändare och kommentarer i svar från kalendrar"),
        What.FORMS: _("Skickade formulär"),
        What.LIMITS: _("Räknare mot missbruk"),
        What.SIGN_INS: _("Avslutade inloggningar"),
        What.COPIES: _("Kopior av databasen"),
        What.FEEDBACK: _("Synpunkter"),
    }[what]
