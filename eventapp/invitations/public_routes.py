"""The invited person's own page."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("invitations_public", __name__)
