"""What organisers read about answers: what was answered, what was done with it, and why."""

from __future__ import annotations

from flask_babel import gettext as _

from eventapp.calendars.replies import Unread
from eventapp.calendars.verdicts import Action, Why
from eventapp.messages.incoming import IncomingKind
from eventapp.messages.models import ReceivedMessage
from eventapp.messages.parts import Excess


def answer_label(received: ReceivedMessage) -> str:
    """Return what came: *Nej*."""
    by_kind = {
        IncomingKind.BOUNCE.value: _("Ett mejl kom tillbaka"),
        IncomingKind.AUTO_REPLY.value: _("Ett automatiskt svar"),
        IncomingKind.LETTER.value: _("Ett eget mejl"),
    }
    return by_kind.get(received.kind) or {
        "ACCEPTED": _("Ja"),
        "DECLINED": _("Nej"),
        "TENTATIVE": _("Kanske"),
        "DELEGATED": _("Skickar någon annan"),
        "COUNTER": _("Föreslår en annan tid"),
        "REFRESH": _("Vill ha inbjudan igen"),
    }.get(received.answer, _("Inget svar"))


def done_label(received: ReceivedMessage, about_kind: str = "registration") -> str:
    """Return what was done with it: *Avbokad*."""
    if received.why == "bounced":
        is_final = received.action == Action.APPLY
        return _("Mejlet räknas som misslyckat") if is_final else _("Mejlet är försenat och på väg")
    if received.why == "forwarded":
        return _("Skickat vidare till kontoret")
    if received.action == Action.APPLY:
        return _applied(received.answer, about_kind)
    return {
        Action.HOLD.value: _("Inget är ändrat. Personen har fått en fråga i ett mejl"),
        Action.TELL.value: _("Inget är ändrat"),
        Action.IGNORE.value: _("Inget är ändrat"),
    }[received.action]


def _applied(answer: str, about_kind: str) -> str:
    if about_kind == "invitee":
        return {
            "ACCEPTED": _("Personen har fått ett mejl om hur hen anmäler sig"),
            "DECLINED": _("Har tackat nej och påminns inte"),
        }.get(answer, _("Svaret är noterat"))
    return {
        "ACCEPTED": _("Anmälan står kvar"),
        "DECLINED": _("Avbokad. Platsen går till nästa i kön"),
    }.get(answer, _("Svaret är noterat"))


def why_label(why: str) -> str:
    """Return the reason; empty where there is nothing to explain."""
    found = find_why_label(why)
    return _("En regel för anmälan hindrade det.") if found is None else found


def find_why_label(why: str) -> str | None:
    """Return the reason, None where nobody has put it into words."""
    return (_verdicts() | _unread() | _excesses() | _others()).get(why)


def _verdicts() -> dict[str, str]:
    return {
        Why.FITS.value: "",
        Why.UNKNOWN_ENTRY.value: _("Svaret gäller ingen av våra inbjudningar."),
        Why.OTHER_METHOD.value: _("Det är inget ja eller nej. Svara personen om det behövs."),
        Why.OTHER_ORGANIZER.value: _("Svaret gäller någon annans inbjudan."),
        Why.OTHER_ATTENDEE.value: _("Svaret kom från en annan adress än den som bjöds in."),
        Why.OTHER_SENDER.value: _("Någon annan skickade svaret, till exempel en assistent."),
        Why.NOT_PROVEN.value: _("Avsändaren kan vara förfalskad."),
        Why.OLDER_REVISION.value: _("Svaret gäller en äldre tid eller plats."),
        Why.UNKNOWN_REVISION.value: _("Svaret gäller en version av inbjudan som vi inte har skickat."),
        Why.STALE.value: _("Ett nyare svar har redan kommit."),
        Why.NO_ANSWER.value: _("Kalendern svarade varken ja, nej eller kanske."),
        Why.DELEGATED.value: _("Personen vill att någon annan kommer. Fråga vem."),
        Why.COMES_BACK.value: _("Personen hade tackat nej och ångrar sig. Platsen kan vara upptagen."),
    }


def _unread() -> dict[str, str]:
    return {
        Unread.TOO_LARGE.value: _("Mejlet är för stort."),
        Unread.NO_CALENDAR.value: _("Mejlet har inget svar från en kalender."),
        Unread.BROKEN.value: _("Svaret går inte att läsa."),
        Unread.NOT_ONE_EVENT.value: _("Svaret gäller flera evenemang på en gång."),
        Unread.RECURRING.value: _("Svaret gäller en serie av möten."),
        Unread.NOT_ONE_ATTENDEE.value: _("Svaret gäller flera personer på en gång."),
        Unread.METHODS_DIFFER.value: _("Mejlet säger emot sig självt."),
    }


def _excesses() -> dict[str, str]:
    return {
        Excess.LONG_HEADER.value: _("Mejlet har ett för långt huvud."),
        Excess.MANY_LINES.value: _("Mejlet har för många rader."),
        Excess.MANY_PARTS.value: _("Mejlet har för många delar."),
        Excess.DEEP_PARTS.value: _("Mejlet har för många delar inuti varandra."),
        Excess.BROKEN.value: _("Mejlet är fel uppbyggt och går inte att läsa."),
    }


def _others() -> dict[str, str]:
    return {
        "bounced": "",
        "forwarded": "",
        "unknown_mail": _("Mejlet som kom tillbaka är inte vårt."),
        "unknown_person": _("Vi känner inte igen avsändaren."),
        IncomingKind.AUTO_REPLY.value: _("En maskin skrev det, till exempel ett frånvarobesked."),
        IncomingKind.BOUNCE.value: _("En e-postserver skrev det."),
        "RegistrationNotOpen": _("Evenemanget har börjat, är inställt eller tar inte emot anmälningar."),
        "StepNotAllowed": _("Personen är redan avbokad."),
    }
