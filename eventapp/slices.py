"""The list of slices: their models are known to the database, their routes to the application."""

from __future__ import annotations

from flask import Flask

import eventapp.audit.models
import eventapp.calendars.models
import eventapp.core.limits
import eventapp.events.models
import eventapp.events.statistic_models
import eventapp.exports.models
import eventapp.federations.models
import eventapp.feedback.models
import eventapp.invitations.models
import eventapp.mailings.models
import eventapp.messages.models
import eventapp.privacy.models
import eventapp.registrations.models
import eventapp.reminders.models  # noqa: F401
from eventapp.changes import cancel_routes as _cancel_routes  # noqa: F401 (adds its page to the blueprint)
from eventapp.changes import edit_routes as _change_routes  # noqa: F401 (adds its pages to the blueprint)
from eventapp.changes import host_routes as _host_routes  # noqa: F401 (adds its pages to the blueprint)
from eventapp.changes import manage_routes as changes_manage
from eventapp.changes import programme_routes as _programme_routes  # noqa: F401 (adds its pages to the blueprint)
from eventapp.changes import update_routes as _update_routes  # noqa: F401 (adds its page to the blueprint)
from eventapp.events import contributor_routes as _contributor_routes  # noqa: F401 (adds its pages to the blueprint)
from eventapp.events import create_routes as _create_routes  # noqa: F401 (adds its pages to the blueprint)
from eventapp.events import edit_routes as _edit_routes  # noqa: F401 (adds its pages to the blueprint)
from eventapp.events import feed_routes as _feed_routes  # noqa: F401 (adds its addresses to the blueprint)
from eventapp.events import image_routes as _image_routes  # noqa: F401 (adds its pages to the blueprints)
from eventapp.events import manage_routes as events_manage
from eventapp.events import presentation
from eventapp.events import preview_routes as _preview_routes  # noqa: F401 (adds its page to the blueprint)
from eventapp.events import public_routes as events_public
from eventapp.events import publish_routes as _publish_routes  # noqa: F401 (adds its pages to the blueprint)
from eventapp.events import question_routes as _question_routes  # noqa: F401 (adds its pages to the blueprint)
from eventapp.events import requirement_routes as _requirement_routes  # noqa: F401 (adds its page to the blueprint)
from eventapp.events.hosted import may_edit
from eventapp.exports import disclosure_routes as _disclosure_routes  # noqa: F401 (adds its pages to the blueprint)
from eventapp.exports import manage_routes as exports_manage
from eventapp.federations import access
from eventapp.federations import account_routes as _account_routes  # noqa: F401 (adds its pages to the blueprint)
from eventapp.federations import federation_routes as _federation_routes  # noqa: F401 (adds its pages too)
from eventapp.federations import manage_routes as federations_manage
from eventapp.federations import member_routes as _member_routes  # noqa: F401 (adds its pages to the blueprint)
from eventapp.federations import public_routes as federations_public
from eventapp.federations.declaration import declaration_notice, name_of
from eventapp.feedback import manage_routes as feedback_manage
from eventapp.feedback import public_routes as feedback_public
from eventapp.invitations import answer_routes as _answer_routes  # noqa: F401 (adds its page to the blueprint)
from eventapp.invitations import dev_routes as invitations_dev
from eventapp.invitations import load_routes as _load_routes  # noqa: F401 (adds its pages to the blueprint)
from eventapp.invitations import manage_routes as invitations_manage
from eventapp.invitations import public_routes as invitations_public
from eventapp.mailings import manage_routes as mailings_manage
from eventapp.mailings import send_routes as _send_routes  # noqa: F401 (adds its pages to the blueprint)
from eventapp.mailings import text_routes as _text_routes  # noqa: F401 (adds its pages to the blueprint)
from eventapp.messages import dev_routes as messages_dev
from eventapp.messages import public_routes as messages_public
from eventapp.pages import dev_routes as pages_dev
from eventapp.pages import public_routes as pages_public
from eventapp.privacy import manage_routes as privacy_manage
from eventapp.privacy import public_routes as privacy_public
from eventapp.registrations import delivery_routes as _delivery_routes  # noqa: F401 (adds its pages to the blueprint)
from eventapp.registrations import door_routes as _door_routes  # noqa: F401 (adds its page to the blueprint)
from eventapp.registrations import double_routes as _double_routes  # noqa: F401 (adds its pages to the blueprint)
from eventapp.registrations import labels
from eventapp.registrations import log_routes as _log_routes  # noqa: F401 (adds its page to the blueprint)
from eventapp.registrations import lost_link_routes as _lost_link_routes  # noqa: F401 (adds its pages too)
from eventapp.registrations import manage_routes as registrations_manage
from eventapp.registrations import needs_routes as _needs_routes  # noqa: F401 (adds its pages to the blueprint)
from eventapp.registrations import own_feed_routes as _own_feed_routes  # noqa: F401 (adds its addresses to the blueprint)
from eventapp.registrations import own_routes as _own_routes  # noqa: F401 (adds its pages to the blueprint)
from eventapp.registrations import people_routes as _people_routes  # noqa: F401 (adds its pages to the blueprint)
from eventapp.registrations import person_buttons as _person_buttons  # noqa: F401 (adds its buttons to the blueprint)
from eventapp.registrations import phone_routes as _phone_routes  # noqa: F401 (adds its pages to the blueprint)
from eventapp.registrations import preview_routes as _preview_form_routes  # noqa: F401 (adds its page to the blueprint)
from eventapp.registrations import public_routes as registrations_public
from eventapp.reminders import public_routes as reminders_public
from eventapp.statistics import manage_routes as statistics_manage
from eventapp.webinars import public_routes as webinars_public


def register_slices(app: Flask) -> None:
    """Register every slice's routes."""
    access.guard(app)
    app.register_blueprint(messages_public.blueprint)
    if app.config["CONFIG"] == "development":
        app.register_blueprint(messages_dev.blueprint)
        app.register_blueprint(invitations_dev.blueprint)
        app.register_blueprint(pages_dev.blueprint)
    app.register_blueprint(pages_public.blueprint)
    app.register_blueprint(federations_public.blueprint)
    app.register_blueprint(federations_manage.blueprint)
    app.register_blueprint(events_public.blueprint)
    app.register_blueprint(events_manage.blueprint)
    app.register_blueprint(feedback_public.blueprint)
    app.register_blueprint(feedback_manage.blueprint)
    app.register_blueprint(registrations_public.blueprint)
    app.register_blueprint(reminders_public.blueprint)
    app.register_blueprint(privacy_public.blueprint)
    app.register_blueprint(privacy_manage.blueprint)
    app.register_blueprint(webinars_public.blueprint)
    app.register_blueprint(registrations_manage.blueprint)
    app.register_blueprint(invitations_public.blueprint)
    app.register_blueprint(invitations_manage.blueprint)
    app.register_blueprint(changes_manage.blueprint)
    app.register_blueprint(mailings_manage.blueprint)
    app.register_blueprint(statistics_manage.blueprint)
    app.register_blueprint(exports_manage.blueprint)
    app.jinja_env.globals.update(
        presentation=presentation,
        labels=labels,
        declaration_notice=declaration_notice,
        name_of=name_of,
        may_edit=may_edit,
    )
