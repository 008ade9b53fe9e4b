"""A form's id is ours, and good for a day."""

from __future__ import annotations

from eventapp.core.form_ids import new_form_id, read_form_id


def test_an_id_is_read_for_24_hours_and_no_longer(app, at):
    with app.app_context():
        at("2027-10-30 12:00")
        signed = new_form_id()
        assert read_form_id(signed) is not None
        at("2027-10-31 10:59")  # the clocks went back in the night: 23 hours and 59 minutes
        assert read_form_id(signed) is not None
        at("2027-10-31 11:01")
        assert read_form_id(signed) is None


def test_an_id_that_is_not_ours_is_none(app):
    with app.app_context():
        assert read_form_id("made-up") is None
        assert read_form_id(new_form_id()[:-1] + "?") is None
