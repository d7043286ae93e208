"""The rules that choose an office: what fits, in every writing, and what a list of rules may not be."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.modules.service_requests.events import RoutingRule
from folkmoot.modules.service_requests.rules import routing

OFFICES, SERVICES, AREAS = ("streets", "drainage"), ("pothole", "sign"), ("old-quay", "hatch")
NAMED = {"offices": OFFICES, "services": SERVICES, "areas": AREAS}


def rule(key="r", **more):
    return RoutingRule(**{"key": key, "name": key.title(), "office": "streets"} | more)


def some(values):
    return st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)


WORDS = ("water", "flood", "Straße", "l'eau", "水", "über", "पानी")
RULES = st.lists(
    st.builds(
        RoutingRule,
        key=st.just("r"),
        name=st.just("A rule"),
        office=st.sampled_from(OFFICES),
        service_codes=some(SERVICES),
        areas=some(AREAS),
        words=some(WORDS),
        priority=st.sampled_from(("", "urgent")),
    ),
    max_size=6,
).map(lambda found: [replace(one, key=f"r{at}") for at, one in enumerate(found)])
TEXT = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=12)), max_size=8).map(" ".join)


def fits(one, code, area, text):
    """The same by the book: slowly, one rule, one word at a time."""
    return (
        (not one.service_codes or code in one.service_codes)
        and (not one.areas or area in one.areas)
        and (not one.words or any(routing.Router([rule(words=(w,))]).find(service_code=code, area=area, words=text) for w in one.words))
    )  # fmt: skip


@given(RULES, st.sampled_from((*SERVICES, "other")), st.sampled_from((*AREAS, "")), TEXT)
def test_the_first_rule_that_fits_decides(rules, code, area, text):
    wanted = next((one for one in rules if fits(one, code, area, text)), None)
    found = routing.route(rules, service_code=code, area=area, words=text)
    assert found == wanted
    decision = routing.Router(rules).find(service_code=code, area=area, words=text)
    if decision:
        assert set(decision.words) <= set(decision.rule.words)
        assert bool(decision.words) == bool(decision.rule.words)


@given(RULES, st.sampled_from(SERVICES), st.sampled_from((*AREAS, "")), TEXT)
def test_a_rule_that_is_covered_never_decides(rules, code, area, text):
    found = routing.route(rules, service_code=code, area=area, words=text)
    for at, one in enumerate(rules):
        if any(routing.covers(other, one) for other in rules[:at]):
            assert found != one


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(words):
    assert routing.folded(routing.folded(words)) == routing.folded(words)


@given(st.text(max_size=30), st.text(max_size=30))
def test_upper_case_and_another_normal_form_change_nothing(before, after):
    import unicodedata

    one = routing.Router([rule(words=("straße", "über", "water"))])
    text = f"{before} {after} Überschwemmung"
    said = one.find(service_code="", area="", words=text)
    assert said == one.find(service_code="", area="", words=unicodedata.normalize("NFD", text))
    assert said is not None


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("flood", "The road FLOODS", True),
        ("flood", "bloodflood", False),
        ("STRASSE", "Die Straßenlampe", True),
        ("lampe", "Die Straßenlampe", False),
        ("über", "U\u0308berschwemmt", True),
        ("eau", "L’eau coule", True),
        ("eau", "Un château", False),
        ("Wasser", "Hoch\u00adwasser", False),
        ("hochwasser", "Hoch\u00adwasser", True),
        ("水", "路上有水", True),
        ("น้ำ", "มีน้ำท่วม", True),
        ("पानी", "सड़क पर पानी है", True),
        ("नी", "सड़क पर पानी है", False),
        ("water  main", "A Water\nMain burst", True),
        ("ﬁre", "Fire in a bin", True),
        ("١٢", "رقم ١٢٣", True),
        ("", "anything", False),
    ],
)
def test_words_are_beginnings_of_words_in_every_writing(word, text, found):
    said = routing.text_of(text, "")
    assert bool(routing.route([rule(words=(word,))], service_code="", area="", words=said)) == found


def fields(*rules):
    return [one.field for one in routing.may_route(rules, **NAMED)]


def test_every_refusal_of_a_list_comes_at_once():
    bad = rule(
        key="Not good", name=" ", office="none", service_codes=("x",), areas=("y",), priority="now",
        words=("", "!", "a" * 61),
    )  # fmt: skip
    assert fields(bad) == [
        "0/key", "0/name", "0/office", "0/service_codes", "0/areas", "0/priority", "0/words", "0/words", "0/words",
    ]  # fmt: skip
    many = [rule(f"r{at}", words=(f"w{at}q",)) for at in range(201)]
    assert fields(*many) == ["rules"]
    assert fields(rule(words=tuple(f"w{at}" for at in range(51)))) == ["0/words"]


def test_what_no_report_can_reach_is_refused():
    everything, wet = rule("all"), rule("wet", words=("water",))
    assert fields(wet, everything) == []
    assert fields(everything, wet) == ["0/rules"]
    assert fields(wet, rule("wet", words=("sea",))) == ["1/key"]
    assert fields(wet, rule("more", words=("waterfall", "Waters"))) == ["1/rules"]
    assert fields(wet, rule("more", words=("waterfall", "sea"))) == []
    assert fields(rule("a", service_codes=SERVICES), rule("b", service_codes=("sign",), areas=AREAS)) == [
        "1/rules"
    ]
    assert fields(rule("b", service_codes=("sign",), areas=AREAS), rule("a", service_codes=SERVICES)) == []


@given(RULES)
def test_a_list_that_is_allowed_has_no_rule_in_vain(rules):
    if not routing.may_route(rules, **NAMED):
        assert all(not routing.catches_all(one) for one in rules[:-1])
        assert not any(routing.covers(a, b) for at, b in enumerate(rules) for a in rules[:at])


@given(RULES, st.data())
def test_changes_lead_from_one_list_to_the_other(rules, data):
    after = data.draw(st.permutations(rules))[: len(rules)]
    assert (routing.changes(rules, after) == []) == (list(after) == rules)
    assert routing.changes(rules, rules[1:]) == [routing.RuleChange("dropped", one) for one in rules[:1]]
    if rules:
        other = [replace(rules[0], name="Other"), *rules[1:]]
        assert [one.what for one in routing.changes(rules, other)] == ["changed"]


def test_a_rule_moves_by_one_and_no_further():
    a, b, c = rule("a"), rule("b"), rule("c")
    assert routing.moved((a, b, c), "c", -1) == (a, c, b)
    assert routing.moved((a, b, c), "a", -1) == routing.moved((a, b, c), "none", 1) == (a, b, c)
    assert [one.what for one in routing.changes((a, b, c), (c, a, b))] == ["moved"]


def test_a_new_rule_comes_before_the_one_that_catches_everything():
    everything, wet = rule("all"), rule("wet", words=("water",))
    assert routing.put((everything,), wet) == (wet, everything)
    assert routing.put((wet,), everything) == (wet, everything)
    assert routing.put((wet, everything), replace(wet, name="New")) == (replace(wet, name="New"), everything)


@given(st.text(max_size=60), st.lists(st.sampled_from(("rule", "rule-2", "water")), max_size=3))
def test_a_new_key_is_good_and_nobodys(name, taken):
    key = routing.new_key(name, taken)
    assert key not in taken
    assert fields(rule(key)) == []
