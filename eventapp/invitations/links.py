"""An invited person's own addresses: derived, absolute, in their language."""

from __future__ import annotations

from eventapp.core.links import absolute_url
from eventapp.core.tokens import Purpose, make_token
from eventapp.invitations.models import Invitee


def invitation_url(invitee: Invitee) -> str:
    """Return the address of the page on which somebody answers their invitation."""
    token = make_token(Purpose.INVITATION, invitee.public_id, invitee.link_version)
    return absolute_url("invitations_public.show_invitation", token=token, language=invitee.language)
