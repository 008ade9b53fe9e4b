"""The last mail that somebody gets who has had their data erased."""

from __future__ import annotations

from eventapp.core.locale import in_language
from eventapp.messages.models import OutboxMessage
from eventapp.privacy.removal import LAST_MAIL
from eventapp.registrations.entries import withdraw
from eventapp.registrations.mail_context import mail_context, post
from eventapp.registrations.models import Registration


def data_erased(registration: Registration, *, had_seat: bool) -> OutboxMessage | None:
    """Tell that the data are gone and take the entry out of the calendar; its row is emptied once it is sent."""
    if not registration.email:
        return None
    with in_language(registration.language):
        withdrawal = withdraw(registration) if had_seat else None
        return post(
            registration,
            "privacy/mail/data_erased",
            mail_context(registration) | {"had_seat": had_seat, "has_calendar": withdrawal is not None},
            dedup_key=f"{LAST_MAIL}{registration.public_id}",
            calendar=withdrawal,
        )
