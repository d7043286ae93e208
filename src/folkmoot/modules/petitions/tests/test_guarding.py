"""Limits and lists against fraud: as rules, as facts, and what they do to signatures."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import TransactionTestCase
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures.racing import race

from folkmoot.modules.petitions import configuration, queries, services
from folkmoot.modules.petitions.events import Guarded, LimitsDescribed, Unguarded
from folkmoot.modules.petitions.models import Guard, GuardEntry, Signer
from folkmoot.modules.petitions.rules import guarding
from folkmoot.modules.petitions.tests.town import (
    ADMIN,
    count,
    describe_town,
    opened,
    signatory,
    signed,
    started,
    states,
)
from folkmoot.record.api import timeline
from folkmoot.record.projection import assert_replays

NOW = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)
USUAL = LimitsDescribed()
SIGNER = guarding.rates(USUAL, "signer")


def guard(*values, sort="domain", allow=False, reason="throwaway"):
    return services.add_guards(sort=sort, values=values, allow=allow, reason=reason, actor=ADMIN)


def limit(**changes):
    return services.describe_limits(description=LimitsDescribed(**changes), actor=ADMIN)


# Rules


def test_the_reference_is_what_holds_before_anybody_set_anything():
    assert (guarding.Rate(1, 60), guarding.Rate(5, 300)) == SIGNER
    assert guarding.rates(USUAL, "creator") == (guarding.Rate(2, 300),)
    assert guarding.rates(USUAL, "sponsor") == (guarding.Rate(5, 300),)
    assert (USUAL.mails, USUAL.watched, USUAL.noticed, USUAL.delayed) == (5, 100, 200, 500)


def test_limits_of_a_network_address():
    at = [NOW - timedelta(seconds=one) for one in (1, 59, 61, 299, 301)]
    burst, sustained = SIGNER
    assert guarding.exceeds(at[:1], at=NOW, rate=burst)
    assert not guarding.exceeds(at[2:], at=NOW, rate=burst)
    assert not guarding.exceeds(at, at=NOW, rate=sustained)
    assert guarding.exceeds([*at, NOW], at=NOW, rate=sustained)


MADE = st.builds(
    guarding.Made,
    role=st.sampled_from(["creator", "sponsor", "signer"]),
    petition=st.integers(1, 3),
    ip=st.sampled_from(["192.0.2.1", "192.0.2.2"]),
    at=st.integers(0, 900).map(lambda seconds: NOW + timedelta(seconds=seconds)),
)


@given(st.lists(MADE, max_size=20))
def test_what_limits_would_have_done_is_what_they_do_one_by_one(made):
    done = 0
    ordered = sorted(made, key=lambda one: one.at)
    for at, one in enumerate(ordered):
        same = [
            other.at
            for other in ordered[:at]
            if (other.role, other.ip) == (one.role, one.ip)
            and (one.role == "creator" or other.petition == one.petition)
        ]
        done += any(guarding.exceeds(same, at=one.at, rate=rate) for rate in guarding.rates(USUAL, one.role))
    assert guarding.too_many(made[::-1], USUAL) == done


@given(st.integers(1, 20), st.integers(0, 20), st.lists(MADE, max_size=20))
def test_a_wider_limit_never_marks_more(least, more, made):
    narrow = LimitsDescribed(burst=least, sustained=least, creators=least, supporters=least)
    wide = LimitsDescribed(
        burst=least + more, sustained=least + more, creators=least + more, supporters=least + more
    )
    assert guarding.too_many(made, wide) <= guarding.too_many(made, narrow)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"burst": 0}, "burst"),
        ({"mails": -1}, "mails"),
        ({"burst_seconds": 86_401}, "burst_seconds"),
        ({"burst_seconds": 301}, "sustained_seconds"),
        ({"noticed": 99}, "noticed"),
    ],
)
def test_limits_that_make_no_sense(changes, field):
    assert field in {one.field for one in guarding.may_limit(LimitsDescribed(**changes))}


def test_lists_of_networks_and_domains():
    assert guarding.in_networks("192.0.2.7", ["192.0.2.0/24"])
    assert guarding.in_networks("2001:db8::1", ["2001:db8::/32"])
    assert not guarding.in_networks("", ["192.0.2.0/24"])
    assert not guarding.in_networks("192.0.3.7", ["192.0.2.0/24"])
    for pattern, inside, outside in (
        ("spam.example", "a@spam.example", "a@x.spam.example"),
        ("*.spam.example", "a@x.spam.example", "a@y.x.spam.example"),
        ("**.spam.example", "a@y.x.spam.example", "a@spam.example"),
    ):
        assert guarding.in_domains(inside, [pattern])
        assert not guarding.in_domains(outside, [pattern])
    assert not guarding.in_domains("a@notspam.example", ["spam.example"])
    for sort, value in (("network", "192.0.2.0/24"), ("domain", "**.A.example"), ("email", "a@b.example")):
        assert guarding.is_guard(sort, value) is None
    for sort, value in (("network", "here"), ("domain", "*"), ("email", "nobody"), ("other", "x")):
        assert guarding.is_guard(sort, value) is not None


LABELS = st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=4).map(".".join)


@given(LABELS, LABELS, st.sampled_from(["", "*.", "**."]))
def test_patterns_of_domains_mean_what_they_say(domain, of, stars):
    levels = len(domain.split(".")) - len(of.split("."))
    below = domain.endswith(f".{of}")
    wanted = {"": domain == of, "*.": below and levels == 1, "**.": below}[stars]
    assert guarding.in_domains(f"x@{domain}", {stars + of}) is wanted


# What they do


def test_a_domain_a_network_and_a_mailbox(town):
    number = opened()
    guard("**.spam.example")
    guard("A.B+tag@example.net", sort="email", reason="abuse")
    guard("192.0.2.7/24", sort="network", allow=True, reason="trusted")
    before = count(number)
    signed(
        number,
        signatory(5, email="a@x.spam.example"),
        signatory(6, email="a.b@example.net", ip="198.51.100.1"),
    )
    assert count(number) == before
    assert states().count("fraudulent") == 2
    signed(number, *(signatory(10 + at, ip="192.0.2.7") for at in range(4)))
    assert count(number) == before + 4, "a school behind one address, let in by name"
    assert_replays()


def test_the_record_says_that_there_is_an_entry_and_never_which(town):
    guard("spam.example", "Throwaway.example")
    guard("somebody@example.net", sort="email")
    facts = timeline("petition_guards/main")
    told = repr([one.event for one in facts])
    for secret in ("spam", "throwaway.example", "somebody", "example.net"):
        assert secret not in told
    assert [len(one.event.keys) for one in facts] == [2, 1]
    assert all(len(key) == 32 for one in facts for key in one.event.keys)
    assert set(Guard.objects.values_list("value", flat=True)) == {"spam.example", "throwaway.example"}, (
        "of a mailbox only the hash is held"
    )
    assert queries.guard_of("email", "Somebody@Example.net").row.sort == "email"
    assert queries.guard_of("domain", "other.example") is None
    assert_replays()


def test_an_entry_changes_its_list_and_leaves_it(town):
    guard("a.example", "b.example")
    assert guard("a.example") is None, "it is there already"
    guard("a.example", allow=True, reason="trusted")
    assert queries.listed(allow=True).domains == {"a.example"}
    assert queries.listed(allow=False).domains == {"b.example"}
    [key] = GuardEntry.objects.filter(allow=False).values_list("pk", flat=True)
    assert services.lift_guards(keys=[key], actor=ADMIN) == 1
    assert services.lift_guards(keys=[key], actor=ADMIN) == 0
    assert queries.listed(allow=False).domains == frozenset()
    assert Guard.objects.count() == 1
    assert_replays()


def test_a_whole_act_is_undone(town):
    batch = guard("a.example", "b.example").fact_id
    guard("c.example")
    assert services.lift_guards(batch=batch, actor=ADMIN) == 2
    assert queries.listed(allow=False).domains == {"c.example"}
    assert isinstance(timeline("petition_guards/main")[-1].event, Unguarded)
    assert_replays()


def test_every_line_that_cannot_be_understood_is_named(town):
    with pytest.raises(services.Refused) as error:
        guard("good.example", "not good", "*")
    assert [one.params["at"] for one in error.value.refusals] == [2, 3]
    for bad in ([], ["x.example"] * 501):
        with pytest.raises(services.Refused):
            guard(*bad)
    assert not GuardEntry.objects.exists()


def test_the_look_before_it(town):
    number = opened()
    signed(number, signatory(5, email="a@x.example"), signatory(6, email="b@x.example", ip="192.0.2.1"))
    services.sign(number=number, signatory=signatory(7, email="c@x.example"))
    guard("y.example")

    def look(sort, *values):
        return services.preview_guards(sort=sort, values=values, allow=False, reason="other")

    assert look("domain", "X.example", "y.example") == services.GuardPreview(1, 1, 1, 2)
    assert look("email", "A@x.example").counted == 1
    assert look("network", "192.0.2.0/24").counted == 1


def test_limits_are_set_and_hold_for_what_waits(town):
    limit(sustained=2, burst=2)
    number = opened()
    before = count(number)
    signed(number, *(signatory(10 + at, ip="198.51.100.9") for at in range(4)))
    assert count(number) == before + 2
    assert limit(sustained=2, burst=2) is None, "they are so already"
    with pytest.raises(services.Refused):
        limit(burst=0)
    assert len(timeline("petition_limits/main")) == 1
    assert_replays()


def test_supporters_sit_together_and_nobody_starts_ten_petitions(town):
    limit(supporters=3, creators=2)
    number = started()
    for at in range(1, 5):
        row = services.sign(number=number, signatory=signatory(at, ip="198.51.100.9"), invited=True)
        services.confirm(signer_id=row.pk)
    assert Signer.objects.filter(role="sponsor", state="counted").count() == 3
    for at in range(20, 24):
        started(f"Idea {at}", creator=signatory(at, ip="198.51.100.9"))
    assert Signer.objects.filter(role="creator", ip="198.51.100.9", state="counted").count() == 2


def test_the_look_at_limits(town):
    number = opened()
    signed(number, *(signatory(10 + at, ip="198.51.100.9") for at in range(4)))
    look = services.preview_limits(description=LimitsDescribed(burst=3))
    assert (look.made, look.now, look.then) == (4, 3, 1)


def test_two_administrators_do_not_undo_each_other_unseen(town):
    seen = queries.limits()
    limit(burst=2)
    with pytest.raises(services.Refused, match="somebody else"):
        services.describe_limits(description=LimitsDescribed(burst=9), actor=ADMIN, expected=seen)
    assert queries.limits().burst == 2


def test_mails_of_one_signature(town, mailoutbox):
    limit(mails=2)
    number = opened()
    services.send_confirmations()
    mailoutbox.clear()
    for _each in range(5):
        services.sign(number=number, signatory=signatory(5))
        services.send_confirmations()
    assert len(mailoutbox) == 2


def test_limits_and_lists_in_the_one_file(town):
    limit(burst=3)
    guard("spam.example", "**.worse.example")
    guard("somebody@example.net", sort="email", reason="abuse")
    found = configuration.export()
    assert found.limits.burst == 3
    assert {(one.sort, one.value) for one in found.guards} >= {("domain", "spam.example")}
    assert configuration.load(found, "/parts/petitions") == []
    services.lift_guards(keys=list(GuardEntry.objects.values_list("pk", flat=True)), actor=ADMIN)
    limit()
    assert len(configuration.load(found, "/parts/petitions")) == 3
    assert configuration.export() == found
    assert queries.guard_of("email", "somebody@example.net") is not None
    assert_replays()


class Races(TransactionTestCase):
    """The same entry from two administrators at once, and both take it off."""

    def setUp(self):
        describe_town()

    def test_adding_and_lifting(self):
        race(lambda: guard("a.example", "b.example"), losing=())
        assert GuardEntry.objects.count() == 2
        assert len([one for one in timeline("petition_guards/main") if isinstance(one.event, Guarded)]) == 1
        keys = list(GuardEntry.objects.values_list("pk", flat=True))
        race(lambda: services.lift_guards(keys=keys, actor=ADMIN), losing=())
        assert len(timeline("petition_guards/main")) == 2
        assert_replays()

    def test_setting_limits(self):
        race(lambda: limit(burst=7), losing=())
        assert len(timeline("petition_limits/main")) == 1
        assert_replays()
