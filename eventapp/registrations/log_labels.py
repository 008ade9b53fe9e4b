"""What each act in the trail is called, in an event's log and on a person's page."""

from __future__ import annotations

from flask_babel import gettext as _

from eventapp.audit.models import ActorKind
from eventapp.registrations.models import CallReason, call_action


def action_label(action: str, kind: str = "registration") -> str:
    """Return what happened to a kind of record: *Avbokning*; what nobody has named stands as it is."""
    return find_label(action, kind) or action


def find_label(action: str, kind: str) -> str | None:
    """Return what an act is called, None where nobody has named it."""
    if (kind, action) == ("event", "cancel"):
        return _("Inställt")
    return (_registration() | _event() | _parts()).get(action)


def who_acted(kind: ActorKind, organiser: str) -> str:
    """Return who did it, an organiser by name."""
    if kind is ActorKind.ORGANISER:
        return organiser or _("Arrangör")
    return _("Personen själv") if kind is ActorKind.PERSON else _("Systemet")


def call_label(reason: CallReason) -> str:
    """Return what somebody without an address has to be told."""
    return {
        CallReason.SEAT: _("har fått en plats från kön"),
        CallReason.QUEUE_CLOSED: _("kön är stängd"),
        CallReason.MOVED: _("ny tid eller plats"),
        CallReason.CALLED_OFF: _("evenemanget är inställt"),
        CallReason.MOVED_TO_QUEUE: _("står i kö igen"),
        CallReason.REMOVED: _("är avbokad av arrangören"),
        CallReason.WORKSHOP_CHANGED: _("ny tid eller plats för en workshop"),
        CallReason.WORKSHOP_GONE: _("en workshop är borttagen"),
    }[reason]


def _registration() -> dict[str, str]:
    return {
        "sign_up": _("Anmälan"),
        "join_queue": _("Ställd i kö"),
        "get_seat": _("Plats från kön"),
        "give_seat": _("Plats före kön"),
        "move_to_queue": _("Flyttad till kön"),
        "merge": _("Borttagen som dubblett"),
        "merge_kept": _("Sammanslagen med en dubblett"),
        "cancel": _("Avbokning"),
        "return": _("Anmäld igen"),
        "return_to_queue": _("Ställd i kö igen"),
        "change": _("Ändrad anmälan"),
        "correct_address": _("Rättad adress"),
        "renew_link": _("Ny personlig länk"),
        "renew_pin": _("Ny PIN-kod"),
        "send_confirmation": _("Ny bekräftelse"),
        "send_mail_again": _("Mejl skickat igen"),
        "answer_calendar": _("Svar i kalendern"),
        "view_needs": _("Behov visade"),
        "write_needs": _("Behov skrivna"),
        "answer_needs": _("Behov besvarade"),
        "decide_answer": _("Svar från kalendern avgjort"),
        "open_by_pin": _("Öppnad med referens och PIN-kod"),
        "called": _("Har fått veta per telefon"),
        **{
            call_action(reason): _("Ska ringas: %(about)s", about=call_label(reason)) for reason in CallReason
        },
        "disclosure": _("Prövad för utlämnande"),
        "erase": _("Uppgifter borttagna på begäran"),
    }


def _event() -> dict[str, str]:
    return {
        "event_created": _("Nytt evenemang"),
        "event_edited": _("Ändrade uppgifter"),
        "event_published": _("Publicerat"),
        "event_unpublished": _("Avpublicerat"),
        "event_copied": _("Kopierat från ett annat evenemang"),
        "access_edited": _("Ändrad tillgänglighet"),
        "change_time_and_place": _("Ändrad tid, plats eller sätt att delta"),
        "send_update": _("Uppdatering skickad till alla"),
        "add_seat": _("En plats till"),
        "change_seats": _("Ändrat antal platser"),
        "delete_draft": _("Utkast borttaget"),
        "unfinished_dropped": _("Ofärdiga ändringar kastade"),
        "order_sessions": _("Programmet i ny ordning"),
        "change_slots": _("Ändrade pass"),
        "image_edited": _("Ändrad bild"),
        "change_hosts": _("Ändrade värdar eller andelar"),
        "move_host": _("Värdarna i ny ordning"),
        "release_share": _("Förbundets andel släppt till alla"),
        "edit_mail_text": _("Ändrad mejltext"),
        "export": _("Deltagarlista hämtad"),
        "load_invitees": _("Inbjudna tillagda"),
        "invite": _("Inbjudningar skickade"),
        "remind_invitees": _("Påminnelser till inbjudna"),
        "remove_invitee": _("Inbjuden borttagen"),
        "invitation_accepted": _("Inbjuden har tackat ja"),
        "invitation_declined": _("Inbjuden har tackat nej"),
    }


def _parts() -> dict[str, str]:
    return {
        "add_session": _("Ny programpunkt"),
        "change_session": _("Ändrad programpunkt"),
        "delete_session": _("Borttagen programpunkt"),
        "move_session": _("Flyttad programpunkt"),
        "add_question": _("Ny fråga på formuläret"),
        "change_question": _("Ändrad fråga på formuläret"),
        "confirm_question": _("Känslig fråga ställd ändå"),
        "move_question": _("Flyttad fråga på formuläret"),
        "delete_question": _("Borttagen fråga på formuläret"),
        "add_contributor": _("Ny medverkande"),
        "change_contributor": _("Ändrad medverkande"),
        "move_contributor": _("Flyttad medverkande"),
        "delete_contributor": _("Borttagen medverkande"),
        "renew_contributor_link": _("Ny länk till medverkande"),
        "send_requirement": _("Kravet på inkludering skickat"),
        "confirm_requirement": _("Kravet på inkludering bekräftat"),
        "start_disclosure": _("Utlämnande påbörjat"),
        "hand_out": _("Lista utlämnad"),
        "draft_mailing": _("Nytt utskick"),
        "change_mailing": _("Ändrat utskick"),
        "remove_mailing": _("Borttaget utskick"),
        "test_mailing": _("Utskick provat"),
        "send_mailing": _("Utskick skickat"),
    }
