"""The rules of the catalogue, with every input that Hypothesis thinks of."""

import dataclasses
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from folkmoot.modules.catalogue import events, rules
from folkmoot.modules.catalogue.rules import describing
from folkmoot.modules.catalogue.tests.town import DESCRIPTION, TABLE

KNOWN = rules.Known(languages=("en-gb", "de"), offices={"parks"}, areas={"harbour"})
NOW = datetime(2026, 3, 12, tzinfo=UTC)
WORDS = st.text(max_size=200)


@given(WORDS, WORDS, WORDS, st.lists(WORDS, max_size=25), WORDS)
def test_descriptions_are_judged_and_never_break(title, office, licence, keywords, contact):
    one = dataclasses.replace(
        DESCRIPTION, title=(("de", title),), office=office, licence=licence, keywords=tuple(keywords)
    )
    found = {it.field for it in rules.may_describe(one, contact, KNOWN)}
    assert "title_en-gb" in found
    assert ("title_de" in found) == (
        not title.strip() or len(title) > describing.TITLE or describing.plain("", title, 1000) is not None
    )


def test_a_good_description_is_taken():
    assert rules.may_describe(DESCRIPTION, "parks@example.org", KNOWN) == []
    assert rules.may_describe(DESCRIPTION, "", KNOWN) == []
    assert rules.may_describe_table(TABLE, KNOWN.languages) == []


@given(st.text(max_size=70))
def test_a_key_is_a_safe_part_of_an_address(key):
    if rules.may_name("key", key) is None:
        assert key.isascii()
        assert key == key.lower()
        assert not set(key) & set("/.?#% ")
        assert key not in describing.RESERVED


@given(
    st.sampled_from(["draft", "published", "withdrawn"]),
    st.sampled_from(["published", "withdrawn", "restored"]),
)
def test_each_act_has_its_states(state, act):
    assert (rules.may(act, state) is None) == (state in describing.ALLOWED[act])


@given(st.emails())
def test_no_address_of_mail_enters_the_words(mail):
    assert describing.plain("title", f"Ask {mail}.", 1000) is not None


@given(st.lists(st.text(max_size=60), max_size=30))
def test_a_dictionary_that_is_taken_fits_into_an_entry(descriptions):
    columns = [events.Column(title=f"c{n}", description=one) for n, one in enumerate(descriptions)]
    assert all(it.field != "columns" for it in rules.may_lay_down(columns, ()))
    many = [events.Column(title=f"c{n}", description="x" * 1900) for n in range(40)]
    assert any("bytes" in it.why for it in rules.may_lay_down(many, ()))
    assert any("twice" in it.why for it in rules.may_lay_down([many[0], many[0]], ()))


@given(st.sampled_from(sorted(rules.FREQUENCIES)), st.integers(0, 800), st.floats(0, 1))
def test_a_promise_is_late_after_its_days_and_never_before(frequency, days, data):
    about = rules.About(
        themes=1,
        keywords=1,
        period=True,
        contact=True,
        frequency=frequency,
        loaded=NOW - timedelta(days=days),
    )
    promised = rules.FREQUENCIES[frequency]
    assert (rules.late_by(about, NOW) is not None) == (promised is not None and days > promised)
    assert 0 <= rules.overall(about, data, NOW) <= 1
    assert rules.overall(about, data, NOW) >= rules.overall(dataclasses.replace(about, themes=0), data, NOW)
