"""What is left open in a text is filled in with plain strings, whatever somebody is called."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventapp.mailings.placeholders import (
    MarkdownTemplate,
    Placeholder,
    PlaceholderFault,
    PlaceholderInLink,
    StrayBrace,
    UnknownPlaceholder,
    fill_line,
    fill_plain,
    find_placeholders,
)
from tests.support.markup import Markup

pytestmark = pytest.mark.usefixtures("session")

HOSTILE = (
    "<b>Kim</b>",
    '"><script>alert(1)</script>',
    "[Kim](javascript:alert(1))",
    "**Kim** _Kim_ `Kim` ![Kim](x)",
    "{din_anmälan}",
    "{{namn}} {0} {namn.__class__} %(namn)s \\g<0> \\1",
    "# Kim\n\n- Kim",
    "' onmouseover='alert(1)",
)


def values(value="Kim"):
    return dict.fromkeys(Placeholder, value)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stays_text(name):
    template = "Hej {namn}, *{name}* och [din sida]({din_anmälan})."
    filled = values(name) | {Placeholder.OWN_LINK: "https://exempel.se/a?b=1&c=2"}

    page = Markup(MarkdownTemplate.of(template).fill(filled))
    assert page.alive == []
    assert page.blocks == [f"Hej {name}, {name} och din sida."]
    assert fill_plain(template, filled) == (
        f"Hej {name}, *{name}* och din sida: https://exempel.se/a?b=1&c=2."
    )
    assert fill_line("{namn}: {evenemang}", filled) == f"{name}: {name}"


@pytest.mark.parametrize("address", ['"><script>', "' onclick='x", '" onclick="x'])
def test_a_value_ends_no_attribute(address):
    html = MarkdownTemplate.of("[här]({din_anmälan}) {din_anmälan}").fill(values(address))
    assert Markup(html).alive == []
    assert "<script" not in html


@pytest.mark.parametrize(
    "text", ["{namm}", "{namn.__class__}", "{0}", "{}", "{ namn }", "{NAMN}", "{namn!r}", "{config}"]
)
def test_an_unknown_name_is_refused_with_those_that_are_known(text):
    with pytest.raises(UnknownPlaceholder) as refused:
        find_placeholders(f"Hej {text}")
    sentence = str(refused.value.sentence)
    assert sentence.startswith(f"{text} finns inte.")
    assert all(f"{{{known}}}" in sentence for known in Placeholder)


@pytest.mark.parametrize("text", ["{", "}", "{namn", "namn}", "{{namn}}", "{na\nmn}", "}{"])
def test_a_brace_alone_is_refused(text):
    with pytest.raises(StrayBrace):
        find_placeholders(f"Hej {text}")


@pytest.mark.parametrize(
    "text",
    [
        "[Kim]({namn})",
        "[Kim](https://exempel.se/{namn})",
        "<https://exempel.se/{din_anmälan}>",
        "[{din_anmälan}](https://exempel.se)",
        '[Kim](https://exempel.se "{namn}")',
        "[Kim]\n\n[Kim]: https://exempel.se/?{namn}",
    ],
)
def test_nothing_personal_goes_into_an_address_of_others(text):
    with pytest.raises(PlaceholderInLink):
        find_placeholders(text)


def test_both_languages_names_are_known():
    assert find_placeholders("{namn} {name} {när} {when} {your_registration}") == {
        Placeholder.NAME,
        Placeholder.WHEN,
        Placeholder.OWN_LINK,
    }


def test_html_that_is_typed_is_shown_as_typed():
    assert "&lt;b&gt;Kim&lt;/b&gt;" in MarkdownTemplate.of("<b>{namn}</b>").fill(values())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(alphabet=st.sampled_from("abeo{}[]()<>*_`#-!\\\"' \n:/"), max_size=60),
    st.sampled_from(HOSTILE),
)
def test_whatever_is_typed_is_refused_or_filled_in_with_nothing_alive(text, name):
    typed = text.replace("a", "{namn}").replace("e", "[x]({din_anmälan})")
    try:
        find_placeholders(typed)
    except PlaceholderFault:
        return
    filled = values(name) | {Placeholder.OWN_LINK: "https://exempel.se/"}
    page = Markup(MarkdownTemplate.of(typed).fill(filled))
    assert [one for one in page.alive if not one.startswith("a href=x")] == []
