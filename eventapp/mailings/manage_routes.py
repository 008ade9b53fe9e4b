"""Pages for organisers: see the slice's own sentence."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("mailings_manage", __name__, url_prefix="/arrangor")
