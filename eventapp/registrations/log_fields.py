"""What stands in an act's details, for people: fields by name, values in words, instants in Swedish time."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from eventapp.core import formatting as fmt
from eventapp.registrations.labels import yes_or_no

#: Longer values are cut: the log says what changed, the page what stands there.
LONGEST = 300
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(\+\d\d:\d\d|Z)")


def field_label(name: str) -> str:
    """Return what a field is called: *Plats*; an unknown name is shown with spaces."""
    return _fields().get(name) or fmt.capital(name.replace("_", " "))


def value_text(value: Any, zone: str) -> str:
    """Return a value as people write it; nothing is a dash."""
    if value is None or value in ("", [], {}):
        return "–"
    match value:
        case bool():
            return yes_or_no(value)
        case list():
            return ", ".join(value_text(each, zone) for each in value)
        case dict():
            return ", ".join(f"{field_label(name)}: {value_text(each, zone)}" for name, each in value.items())
        case str() if INSTANT.fullmatch(value):
            return fmt.table_moment(datetime.fromisoformat(value), zone)
    return _cut(_words().get(str(value), str(value)))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"


def _fields() -> dict[str, str]:
    return {
        "title": _("Rubrik"),
        "title_en": _("Rubrik på engelska"),
        "summary": _("Ingress"),
        "summary_en": _("Ingress på engelska"),
        "description": _("Beskrivning"),
        "description_en": _("Beskrivning på engelska"),
        "purpose": _("Syfte"),
        "purpose_en": _("Syfte på engelska"),
        "neutral_title": _("Neutral rubrik"),
        "neutral_title_en": _("Neutral rubrik på engelska"),
        "kind": _("Slag"),
        "audience": _("För vem"),
        "attendance": _("Sätt att delta"),
        "series": _("Serie"),
        "topics": _("Ämnen"),
        "slug": _("Adress på webbplatsen"),
        "is_sensitive": _("Känsligt"),
        "serves_food": _("Mat serveras"),
        "asks_advance_question": _("Frågor i förväg"),
        "retention_days": _("Dagar till gallring"),
        "needs_retention_days": _("Dagar till gallring av behov"),
        "retention_reason": _("Skäl till längre tid"),
        "unconfirmed_reason": _("Skäl att publicera utan bekräftelse"),
        "starts_at": _("Börjar"),
        "ends_at": _("Slutar"),
        "from": _("Tidigare tid"),
        "to": _("Ny tid"),
        "period": _("Period"),
        "period_en": _("Period på engelska"),
        "venue_name": _("Lokal"),
        "venue_address": _("Adress"),
        "directions": _("Vägbeskrivning"),
        "meeting_url": _("Möteslänk"),
        "join_opens_minutes": _("Minuter före start som mötet öppnar"),
        "other_way_in": _("Annan väg in"),
        "has_waiting_list": _("Kö"),
        "queue_ends_hours": _("Timmar före start som kön stänger"),
        "registration_opens_at": _("Anmälan öppnar"),
        "registration_closes_at": _("Anmälan stänger"),
        "is_recorded": _("Spelas in"),
        "captions": _("Skrivtolkning eller textning"),
        "sign_language": _("Teckenspråkstolkning"),
        "hearing_loop": _("Hörslinga"),
        "step_free": _("Stegfritt"),
        "quiet_room": _("Lugnt rum"),
        "capacity": _("Antal platser"),
        "capacity_event": _("Antal platser"),
        "capacity_on_site": _("Platser på plats"),
        "capacity_online": _("Platser digitalt"),
        "capacity_share": _("Förbundets andel"),
        "seats": _("Platser"),
        "slot": _("Pass"),
        "place": _("Plats"),
        "mode": _("Deltar"),
        "federation": _("Förbund"),
        "sessions": _("Workshop"),
        "answers": _("Egna frågor"),
        "answer": _("Svar"),
        "name": _("Namn"),
        "organisation": _("Arbetsplats"),
        "role": _("Roll"),
        "needs": _("Behov"),
        "food": _("Mat"),
        "advance_question": _("Fråga i förväg"),
        "reason": _("Skäl"),
        "label": _("Fråga"),
        "hint": _("Hjälptext"),
        "options": _("Svarsval"),
        "options_en": _("Svarsval på engelska"),
        "is_required": _("Måste besvaras"),
        "hosts": _("Värdar"),
        "coordinating": _("Samordnar"),
        "shares": _("Andelar"),
        "share_released_at": _("Andelen släpps"),
        "status": _("Läge"),
        "mail": _("Mejl"),
        "number": _("Antal"),
        "count": _("Antal"),
        "people": _("Antal personer"),
        "recipients": _("Antal mottagare"),
        "subject": _("Ämne"),
        "format": _("Format"),
        "verdict": _("Beslut"),
        "masked": _("Maskerat"),
        "fields": _("Det här är ändrat"),
    }


def _words() -> dict[str, str]:
    return {
        "on_site": _("på plats"),
        "online": _("digitalt"),
        "hybrid": _("på plats och digitalt"),
        "open": _("öppet för alla"),
        "employees": _("medarbetare"),
        "members": _("förbundens parter"),
        "invited": _("inbjudna"),
        "democracy_day": _("demokratidag"),
        "employee_day": _("medarbetardag"),
        "webinar": _("webbinarium"),
        "seminar": _("seminarium"),
        "workshop": _("workshop"),
        "yes": _("ja"),
        "no": _("nej"),
        "on_request": _("på begäran"),
        "ACCEPTED": _("ja"),
        "DECLINED": _("nej"),
        "TENTATIVE": _("kanske"),
        "DELEGATED": _("skickar någon annan"),
        "COUNTER": _("föreslår en annan tid"),
        "REFRESH": _("vill ha inbjudan igen"),
        "queued": _("i kö"),
        "sending": _("skickas"),
        "sent": _("lämnat"),
        "failed": _("misslyckat"),
        "unknown": _("oklart"),
        "withdrawn": _("återkallat"),
        "expired": _("för sent"),
    }
