"""The form on the page of components: every kind of control, blank or wrongly filled in."""

from __future__ import annotations

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Optional

from eventapp.core.fields import (
    LineField,
    MailField,
    MaxLength,
    OneChoiceField,
    SeveralChoicesField,
    TextField,
)

WAYS = [
    SelectChoice("on_site", "På plats"),
    SelectChoice("online", "Digitalt"),
    SelectChoice("both", "Både på plats och digitalt"),
]
FOODS = [SelectChoice("vegan", "Vegansk mat"), SelectChoice("gluten_free", "Glutenfri mat")]
KINDS = [SelectChoice("webinar", "Webbinarium"), SelectChoice("workshop", "Workshop")]


class SampleForm(FlaskForm):  # type: ignore[misc]
    """One control of each kind."""

    name = LineField("Namn", [DataRequired("Skriv ditt namn eller det namn du vill använda"), MaxLength(120)])
    email = MailField("E-postadress", [DataRequired("Skriv din e-postadress")])
    postcode = LineField("Postnummer", [Optional(), MaxLength(20)])
    needs = TextField("Behöver du något för att kunna delta?", [Optional(), MaxLength(2000)])
    kind = SelectField("Typ", choices=KINDS)
    way = OneChoiceField("Hur vill du delta?", choices=WAYS, message="Välj hur du deltar", is_required=True)
    food = SeveralChoicesField("Vilken mat passar dig?", choices=FOODS, message="Välj bland maträtterna")
    eligible = BooleanField(
        "Jag arbetar i en insats som ett av förbunden finansierar",
        [DataRequired("Kryssa i rutan om det stämmer")],
    )
    trap = StringField("Lämna det här fältet tomt")


def blank_form() -> SampleForm:
    """Return the form as it is opened."""
    return SampleForm(MultiDict(), prefix="tom-", meta={"csrf": False})


def wrong_form() -> SampleForm:
    """Return the form as it comes back: sentences at the controls, what was typed kept."""
    typed = MultiDict({"fel-email": "kim.akesson@exempel", "fel-food": "chips", "fel-kind": "webinar"})
    form = SampleForm(typed, prefix="fel-", meta={"csrf": False})
    form.validate()
    form.form_errors = ["Sidan hade varit öppen länge. Dina svar finns kvar. Skicka igen."]
    return form
