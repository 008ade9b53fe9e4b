"""Back to one's own registration: by a mailed link, or by the reference and PIN of who has no address."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from eventapp.core.errors import DomainError
from eventapp.core.limits import TooManyAttempts, requesting_network
from eventapp.core.locale import current_language
from eventapp.core.request import is_sent
from eventapp.core.text import email_key
from eventapp.core.transactions import write
from eventapp.registrations.forms import LinkForm
from eventapp.registrations.limits import is_owners_browser
from eventapp.registrations.links import own_token
from eventapp.registrations.lost_links import send_links
from eventapp.registrations.phone import close_pages, count_try, find_by_pin, open_registration
from eventapp.registrations.phone_forms import ReferenceForm
from eventapp.registrations.public_routes import blueprint
from eventapp.registrations.queries import find_by_token


@blueprint.route("/min-anmalan", methods=["GET", "POST"])
def ask_for_link() -> ResponseReturnValue:
    form = LinkForm()
    if not is_sent() or not form.validate():
        return _show(form, ReferenceForm(formdata=None))
    try:
        is_owner = is_owners_browser(email_key(form.email.data))
        with write():
            send_links(
                form.email.data, language=current_language(), network=requesting_network(), is_owner=is_owner
            )
    except TooManyAttempts as error:
        form.form_errors = [error.sentence]
        return _show(form, ReferenceForm(formdata=None)), 429
    return _show(form, ReferenceForm(formdata=None), is_sent=True)


@blueprint.route("/min-anmalan/referens", methods=["GET", "POST"])
def open_by_reference() -> ResponseReturnValue:
    """Open the own pages; a wrong reference and a wrong PIN get the same answer."""
    form = ReferenceForm()
    if not is_sent():
        return redirect(url_for(".ask_for_link"))
    if not form.validate():
        return _show(LinkForm(formdata=None), form)
    try:
        with write():
            count_try(form.meant_reference, requesting_network())
    except DomainError as error:
        form.form_errors = [error.sentence]
        return _show(LinkForm(formdata=None), form), 429
    found = find_by_pin(form.meant_reference, form.meant_pin)
    if found is None:
        form.pin.data = ""
        form.form_errors = [_("Referensen och PIN-koden hör inte ihop. Kontrollera båda och försök igen.")]
        return _show(LinkForm(formdata=None), form)
    with write():
        token = own_token(open_registration(found, requesting_network()))
    return redirect(url_for(".show_registration", token=token), 303)


@blueprint.post("/anmalan/<token>/stang")
def close_registration(token: str) -> AnyResponse:
    """Close the own pages of who opened them by PIN: their address in the history then opens nothing."""
    registration = find_by_token(token)
    if registration is not None:
        registration_id = registration.id
        with write():
            close_pages(registration_id)
        flash(_("Sidorna om din anmälan är stängda. Referensen och PIN-koden gäller fortfarande."), "success")
    return redirect(url_for(".ask_for_link"), 303)


def _show(link_form: LinkForm, reference_form: ReferenceForm, *, is_sent: bool = False) -> str:
    return render_template(
        "registrations/public/ask_for_link.html",
        form=link_form,
        reference_form=reference_form,
        is_sent=is_sent,
    )
