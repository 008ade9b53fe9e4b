"""What the states and roles of a registration are called."""

from __future__ import annotations

from flask_babel import gettext as _

from eventapp.registrations.models import AttendeeRole, RegistrationStatus


def role_label(role: AttendeeRole) -> str:
    """Return *Medarbetare*."""
    return {
        AttendeeRole.EMPLOYEE: _("Medarbetare"),
        AttendeeRole.MANAGER: _("Chef"),
        AttendeeRole.ELECTED: _("Förtroendevald"),
        AttendeeRole.OTHER: _("Annan berörd"),
        AttendeeRole.UNDISCLOSED: _("Vill inte ange"),
    }[role]


def status_label(status: RegistrationStatus) -> str:
    """Return *Anmäld*."""
    return {
        RegistrationStatus.PENDING: _("Väntar på bekräftelse"),
        RegistrationStatus.CONFIRMED: _("Anmäld"),
        RegistrationStatus.WAITLISTED: _("I kö"),
        RegistrationStatus.CANCELLED: _("Avbokad"),
    }[status]
