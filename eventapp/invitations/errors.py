"""What can be wrong with a list or an invitation, in sentences that say what to do."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from eventapp.core.errors import DomainError
from eventapp.core.reader_process import Refused

_SENTENCES = {
    "empty": _l("Filen är tom. Välj en fil med namn och e-postadresser."),
    "too_large": _l(
        "Filen är för stor. Den får vara högst 5 MB. Spara bara namn, e-post och enhet i en ny fil."
    ),
    "unpacks_too_large": _l(
        "Filen innehåller för mycket data för att vara en personallista. Kopiera namn, e-post och enhet till en ny"
        " arbetsbok och ladda upp den."
    ),
    "too_many_rows": _l(
        "Filen har fler än 5 000 rader. Dela upp den i flera filer och ladda upp en i taget."
    ),
    "too_many_sheets": _l(
        "Arbetsboken har för många blad. Kopiera bladet med personerna till en ny arbetsbok och ladda upp den."
    ),
    "too_many_cells": _l(
        "Filen har för många celler för att vara en personallista. Spara bara namn, e-post och enhet i en ny"
        " Excel-arbetsbok och ladda upp den."
    ),
    "too_many_texts": _l(
        "Arbetsboken har för mycket text för att vara en personallista. Kopiera namn, e-post och enhet till en ny"
        " arbetsbok och ladda upp den."
    ),
    "too_many_formats": _l(
        "Arbetsboken har för många format och formler. Kopiera personerna, klistra in dem som värden i en ny"
        " arbetsbok och ladda upp den."
    ),
    "too_many_merged": _l(
        "Arbetsboken har för många sammanfogade celler. Dela dem i Excel, spara och ladda upp filen igen."
    ),
    "too_many_links": _l(
        "Arbetsboken har för många länkar. Ta bort länkarna i Excel, spara och ladda upp filen igen."
    ),
    "too_long_text": _l(
        "En cell har mer text än Excel tillåter. Kopiera namn, e-post och enhet till en ny arbetsbok och ladda upp"
        " den."
    ),
    "too_long_line": _l(
        "En rad är för lång för att vara en person. Kontrollera att varje person står på en egen rad."
    ),
    "password": _l(
        "Filen är skyddad med lösenord. Ta bort lösenordet i Excel, spara och ladda upp filen igen."
    ),
    "old_office": _l(
        "Filen är sparad i ett äldre format. Öppna den i Excel, välj Spara som och Excel-arbetsbok (.xlsx)."
    ),
    "open_document": _l("Det är en OpenDocument-fil. Välj Spara som och Excel-arbetsbok (.xlsx) eller CSV."),
    "document": _l("Det är ett dokument. Kopiera adresserna i det och klistra in dem i stället."),
    "pdf": _l("Det är en PDF. Kopiera adresserna i den och klistra in dem i stället."),
    "picture": _l("Det är en bild. Ladda upp en Excel-fil (.xlsx) eller en CSV-fil."),
    "web_page": _l("Det är en webbsida. Öppna den i Excel, välj Spara som och Excel-arbetsbok (.xlsx)."),
    "other_archive": _l("Det är ett arkiv. Packa upp det och ladda upp Excel-filen eller CSV-filen."),
    "broken": _l(
        "Det går inte att läsa filen. Öppna den i Excel, välj Spara som och Excel-arbetsbok (.xlsx)."
    ),
    "no_people": _l("Det finns inga personer i listan. Kontrollera att det är rätt fil eller rätt blad."),
}


class UnreadableFile(DomainError):
    """Nothing of the list can be taken in."""


def sentence_for(problem: str) -> LazyString:
    """Return what to do about a problem."""
    return _SENTENCES[problem]


def unreadable(refused: Refused) -> UnreadableFile:
    """Return the error, with its sentence, for what a reader refuses."""
    if refused.problem == "no_heading":
        return no_heading(str(refused.values.get("headings", ""))[:400])
    return UnreadableFile(_SENTENCES.get(refused.problem, _SENTENCES["broken"]))


def no_heading(found: str) -> UnreadableFile:
    """Return the error for a table in which no column of addresses is found, with the headings it has."""
    if not found:
        return UnreadableFile(
            _l(
                "Vi hittar ingen kolumn med e-postadresser. Skriv E-post överst i kolumnen och ladda upp filen igen."
            )
        )
    return UnreadableFile(
        _l(
            "Vi hittar ingen kolumn med e-postadresser. Skriv E-post överst i kolumnen och ladda upp filen igen."
            " Rubrikerna i filen är: %(headings)s.",
            headings=found,
        )
    )


class InvitationUsed(DomainError):
    """The invitation has signed somebody up; it is one person's."""

    sentence = _l(
        "Inbjudan har redan använts och gäller en person. Den som vill anmäla någon mer ber arrangören om en inbjudan."
    )
