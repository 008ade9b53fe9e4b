"""What the site says about itself, and the forms for telling it something."""

from __future__ import annotations

from tests.browser.inventory import fill, send, state
from tests.support.builders import make_event, make_federation

AREA = "public"


@state("pages_public.commitment", AREA)
def commitment() -> str:
    make_federation()
    return "/atagandet"


@state("pages_public.accessibility", AREA)
def accessibility_statement() -> str:
    return "/tillganglighet"


@state("pages_public.personal_data", AREA)
def personal_data() -> str:
    return "/personuppgifter"


@state("pages_public.cookies", AREA)
def cookies() -> str:
    return "/kakor"


@state("pages_public.conduct", AREA)
def conduct() -> str:
    return "/samtalsregler"


@state("privacy_public.data_erased", AREA)
def data_erased() -> str:
    return "/personuppgifter/borttagna"


@state("pages_public.contact", AREA)
def contact() -> str:
    return "/kontakt"


@state("feedback_public.report", AREA)
def report_blank() -> str:
    return "/tillganglighet/rapportera"


@state("feedback_public.report", AREA)
def report_of_another_form() -> str:
    return "/tillganglighet/rapportera?om=format"


@state("feedback_public.report", AREA, action=send)
def report_errors() -> str:
    return "/tillganglighet/rapportera"


@state("feedback_public.reported", AREA, action=fill(text="Knappen syns inte."))
def report_sent() -> str:
    return "/tillganglighet/rapportera"


@state("feedback_public.leave_feedback", AREA)
def feedback_blank() -> str:
    return f"/evenemang/{make_event().slug}/synpunkt"


@state("feedback_public.leave_feedback", AREA)
def feedback_on_something_wrong() -> str:
    return f"/evenemang/{make_event().slug}/synpunkt?om=fel"


@state("feedback_public.leave_feedback", AREA, action=send)
def feedback_errors() -> str:
    return f"/evenemang/{make_event().slug}/synpunkt"


@state("feedback_public.leave_feedback", AREA)
def feedback_on_sensitive_event() -> str:
    event = make_event(is_sensitive=True, title="Våld i nära relation", neutral_title="Kunskapsdag")
    return f"/evenemang/{event.slug}/synpunkt"


@state("feedback_public.feedback_left", AREA, action=fill(text="Det var bra."))
def feedback_sent() -> str:
    return f"/evenemang/{make_event().slug}/synpunkt"
