"""The form about who invites, who coordinates, and how many seats each host is guaranteed until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.fields import Field
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from eventapp.changes.hosts import HostsWanted, HostWanted
from eventapp.core import clock
from eventapp.core.fields import NumberField, OneChoiceField, SeveralChoicesField
from eventapp.core.moments import ClockField, DayField, local_parts, read_moment
from eventapp.events.edit_pages import EditForm
from eventapp.events.models import Event
from eventapp.federations.models import Federation

MOST_SEATS = 100_000


class HostsForm(EditForm):
    """What every event's form has; each host of the event adds its share."""

    event: Event
    federations: Sequence[Federation]
    #: What holds now: the order of the hosts, and times of release that may have passed meanwhile.
    known: HostsWanted

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, and that the fields fit each other."""
        super().validate(extra_validators)
        if not self["hosts"].data:
            self["hosts"].errors = [_("Välj minst ett förbund")]
        elif self._value("coordinating") not in self["hosts"].data and not self["coordinating"].errors:
            self["coordinating"].errors = [_("Välj ett av förbunden som bjuder in")]
        self._releases = {slug: self._read_release(slug) for slug in self.host_slugs}
        return not self.errors

    def wanted(self) -> HostsWanted:
        """Return what the form says; call after it has been found valid. New hosts come last."""
        ids = {federation.slug: federation.id for federation in self.federations}
        chosen = set(self["hosts"].data)
        order = [slug for slug in self.host_slugs if slug in chosen]
        order += [slug for slug in ids if slug in chosen and slug not in order]
        return HostsWanted(
            hosts=tuple(self._host(slug, ids[slug]) for slug in order),
            coordinating_id=ids[self._value("coordinating")],
        )

    @property
    def host_slugs(self) -> list[str]:
        """The event's hosts, in their order."""
        return [host.federation.slug for host in self.event.hosts]

    def _host(self, slug: str, federation_id: int) -> HostWanted:
        share = self[f"share_{slug}"].data if slug in self.host_slugs else None
        return HostWanted(
            federation_id=federation_id,
            share=share,
            released_at=self._releases.get(slug) if share is not None else None,
        )

    def _read_release(self, slug: str) -> datetime | None:
        """Return when a share is released; says at the box what is wrong with it."""
        share, day, time = (self[f"{part}_{slug}"] for part in ("share", "day", "clock"))
        at = read_moment(day, time, self.event.timezone)
        if at is None:
            return None
        if share.data is None and not share.errors:
            share.errors = [_("Skriv hur många platser förbundet garanteras")]
        if at <= clock.now() and at not in {host.released_at for host in self.known.hosts}:
            day.errors = [_("Välj en tid som kommer")]
        elif self.event.starts_at is not None and at >= self.event.starts_at:
            day.errors = [_("Välj en tid före evenemanget")]
        return at

    def _value(self, name: str) -> str:
        return str(self[name].data or "")


def hosts_form(event: Event, federations: Sequence[Federation], known: HostsWanted) -> Any:
    """Return what makes the form of an event, filled in with what holds now."""
    fields: dict[str, Any] = {
        "event": event,
        "federations": federations,
        "known": known,
        "hosts": SeveralChoicesField(
            _l("Vilka förbund bjuder in?"),
            choices=[SelectChoice(one.slug, one.short_name) for one in federations],
            message=_l("Välj bland förbunden i listan"),
        ),
        "coordinating": OneChoiceField(
            _l("Vilket förbund samordnar?"),
            choices=[SelectChoice(one.slug, one.short_name) for one in federations],
            message=_l("Välj vilket förbund som samordnar"),
            is_required=True,
        ),
    }
    for host in event.hosts:
        fields.update(_share_fields(host.federation))
    return partial(type("EventHostsForm", (HostsForm,), fields), data=_values_of(event, known))


def _share_fields(federation: Federation) -> dict[str, Field]:
    slug = federation.slug
    return {
        f"share_{slug}": NumberField(_l("Garanterade platser"), [Optional()], least=0, most=MOST_SEATS),
        f"day_{slug}": DayField(_l("Blir gemensamma den"), [Optional()]),
        f"clock_{slug}": ClockField(_l("Klockan"), [Optional()]),
    }


def _values_of(event: Event, known: HostsWanted) -> dict[str, Any]:
    slugs = {host.federation_id: host.federation.slug for host in event.hosts}
    values: dict[str, Any] = {
        "hosts": list(slugs.values()),
        "coordinating": slugs[known.coordinating_id],
    }
    for host in known.hosts:
        slug = slugs[host.federation_id]
        day, time = local_parts(host.released_at, event.timezone)
        values |= {f"share_{slug}": host.share, f"day_{slug}": day, f"clock_{slug}": time}
    return values
