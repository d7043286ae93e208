"""Fifty thousand imported signatures with two thousand planted frauds: what the conditions say is found, and no more."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from folkmoot.modules.petitions import queries, services
from folkmoot.modules.petitions.models import Obligation, Signature, Signer
from folkmoot.modules.petitions.services import Conditions, Earlier, Refused
from folkmoot.modules.petitions.tests.town import count, opened, signatory, signed
from folkmoot.record.projection import assert_replays

AT = datetime(2026, 3, 1, tzinfo=UTC)
FRAUDS = 2_000


def honest(at, dice):
    return Earlier(
        name=f"Person {'abcdefghij'[at % 10]}{at}", email=f"p{at}@example{at % 7}.org", at=AT + timedelta(seconds=at),
        postcode=f"MH{at % 90} {at % 9}AA", area=dice.choice(("north", "south", "")), ip=f"203.0.{at % 250}.{at % 251}",
    )  # fmt: skip


def fraud(at):
    """A program: one network, one domain with names below it, made within minutes."""
    return Earlier(
        name=f"Robot {at}", email=f"r{at}@m{at % 5}.spam.example", at=AT + timedelta(days=2, seconds=at / 10),
        postcode="MH1 1AA", area="north", ip=f"198.51.100.{at % 250}",
    )  # fmt: skip


@pytest.mark.parametrize("size", [50_000])
def test_frauds_are_found_and_nobody_else(town, size):
    dice = random.Random(1)
    rows = [honest(at, dice) for at in range(size - FRAUDS)] + [fraud(at) for at in range(FRAUDS)]
    dice.shuffle(rows)
    number = opened()
    base = count(number)
    assert services.import_signatures(number=number, office="council", source="Old system", rows=rows) == size
    assert (
        services.import_signatures(number=number, office="council", source="Old system", rows=rows[:500]) == 0
    )
    assert count(number) == base + size
    assert Obligation.objects.filter(petition=number, reached__isnull=False).count() == 2
    for wanted in (
        Conditions(network="198.51.100.0/24"),
        Conditions(domain="**.spam.example"),
        Conditions(
            domain="**.spam.example", network="198.51.100.0/24", area="north", since=AT + timedelta(days=2)
        ),
    ):
        assert services.preview(number=number, wanted=wanted).counted == FRAUDS
    assert services.preview(number=number, wanted=Conditions(domain="spam.example")).counted == 0
    assert services.preview(number=number, wanted=Conditions(domain="*.m1.spam.example")).counted == 0
    some = Conditions(domain="m1.spam.example", until=AT + timedelta(days=2, seconds=100))
    expected = sum(one.email.endswith("@m1.spam.example") and one.at < some.until for one in rows)
    assert services.preview(number=number, wanted=some).counted == expected == 200
    receipt = services.invalidate(
        number=number, wanted=Conditions(domain="**.spam.example"), reason="automated", words="Made by a program.",
        expected=FRAUDS,
    )  # fmt: skip
    assert count(number) == base + size - FRAUDS
    struck = set(Signer.objects.filter(state="invalidated").values_list("email", flat=True))
    assert struck == {one.email for one in rows if "spam" in one.email}
    assert Signature.objects.filter(petition=number, state="counted").count() == count(number)
    services.restore(number=number, batch=receipt.fact_id)
    assert count(number) == base + size
    assert sum(queries.by_area(number).values()) == count(number)
    assert_replays()


def test_conditions_that_mean_everybody_are_refused(town):
    number = opened()
    for wanted in (Conditions(), Conditions(network="everywhere"), Conditions(domain="*")):
        with pytest.raises(Refused):
            services.invalidate(number=number, wanted=wanted, reason="other")
    with pytest.raises(Refused):
        services.invalidate(number=number, wanted=Conditions(email="p1@example.org"), reason="bored")
    with pytest.raises(Refused, match="look again"):
        services.invalidate(
            number=number, wanted=Conditions(email="p1@example.org"), reason="other", expected=7
        )
    assert (
        services.invalidate(number=number, wanted=Conditions(email="nobody@example.org"), reason="other")
        is None
    )


def test_what_waits_for_its_mail_does_not_count_later(town):
    number = opened()
    row = services.sign(number=number, signatory=signatory(5, email="x@spam.example"))
    wanted = Conditions(domain="spam.example")
    assert services.preview(number=number, wanted=wanted).pending == 1
    assert services.invalidate(number=number, wanted=wanted, reason="automated") is None
    before = count(number)
    services.confirm(signer_id=row.pk)
    assert count(number) == before


def test_what_was_taken_back_is_not_restored(town):
    number = opened()
    [row, _other] = signed(number, signatory(5, email="a@spam.example"), signatory(6, email="b@spam.example"))
    receipt = services.invalidate(number=number, wanted=Conditions(domain="spam.example"), reason="other")
    services.withdraw(signer_id=row.pk)
    services.restore(number=number, batch=receipt.fact_id)
    assert count(number) == 4
    assert_replays()
