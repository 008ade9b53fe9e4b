"""What each class of data is called on the organisers' page and by the command `purge`."""

from __future__ import annotations

from flask_babel import gettext as _

from eventapp.privacy.models import What

#: In a sentence of the command: *Took away: 3 contents of mails*; of every class, or the command could not tell.
COUNTED = {
    What.ASKERS: "names of those who asked in advance",
    What.NEEDS: "answers about needs and food",
    What.ANSWERS: "answers to the organisers' own questions",
    What.QUESTIONS: "questions asked in advance",
    What.REGISTRATIONS: "registrations, with calendar entries, answers and the addresses of their mails",
    What.ERASED: "registrations that their owners had erased",
    What.CONTRIBUTORS: "addresses of contributors",
    What.INVITEES: "people on lists of invited",
    What.CALENDAR: "calendar entries",
    What.MAIL_ADDRESSES: "addresses of mails to people of whom nothing else is kept",
    What.LOG_DETAILS: "details of log entries",
    What.MAIL_CONTENT: "contents of mails",
    What.REPLIES: "senders and comments of calendar replies",
    What.FORMS: "outcomes of forms",
    What.LIMITS: "counts for limits",
    What.SIGN_INS: "ended sign-ins of organisers",
    What.COPIES: "old copies of the database",
    What.FEEDBACK: "opinions and reports",
}


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
