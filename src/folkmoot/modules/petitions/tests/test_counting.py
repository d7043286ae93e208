"""Any order of signing, taking back and striking off leaves the count that the record gives, and races change nothing."""

import pytest
from django.test import TransactionTestCase
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fixtures.racing import race

from folkmoot.modules.petitions import queries, rules, services
from folkmoot.modules.petitions.models import AreaTally, Obligation, Petition, Signature, Signer
from folkmoot.modules.petitions.services import Conditions, Line, NotFound, Refused
from folkmoot.modules.petitions.tests.town import (
    count,
    describe_town,
    opened,
    signatory,
    signed,
    started,
    support,
)
from folkmoot.record.projection import assert_replays

PEOPLE = st.integers(0, 7)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("sign"), PEOPLE),
        st.tuples(st.just("confirm"), PEOPLE),
        st.tuples(st.just("withdraw"), PEOPLE),
        st.tuples(st.just("invalidate"), st.sampled_from(["odd", "even"])),
        st.tuples(st.just("restore"), st.just("")),
    ),
    max_size=25,
)


def someone(at):
    return signatory(
        10 + at,
        email=f"p{at}@{'odd' if at % 2 else 'even'}.example",
        area=("north", "")[at % 2],
        country=("", "", "", "FR", "", "GB", "DE", "")[at],
    )


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=ACTS)
def test_any_order_gives_the_count_of_the_record(town, acts):
    number = opened()
    base = count(number)
    plain, rows, batches = rules.Ledger(), {}, []
    for act, who in acts:
        if act == "sign":
            rows[who] = services.sign(number=number, signatory=someone(who)).pk
        elif act == "confirm" and who in rows:
            before = Signer.objects.get(pk=rows[who]).state
            services.confirm(signer_id=rows[who])
            if before == "pending":
                one = someone(who)
                plain.sign(str(who), one.area, "" if one.area else one.country)
        elif act == "withdraw" and who in rows:
            services.withdraw(signer_id=rows[who])
            plain.withdraw(str(who))
        elif act == "invalidate":
            wanted = Conditions(domain=f"{who}.example")
            receipt = services.invalidate(number=number, wanted=wanted, reason="automated")
            if receipt:
                batches.append(receipt.fact_id)
                plain.invalidate(receipt.fact_id, [str(one) for one in range(8) if one % 2 == (who == "odd")])
        elif act == "restore" and batches:
            batch = batches.pop()
            services.restore(number=number, batch=batch)
            plain.restore(batch)
    assert count(number) - base == len(plain.counted)
    assert count(number) == Signature.objects.filter(petition=number, state="counted").count()
    tallies = {one.area: one.count for one in AreaTally.objects.filter(petition=number)}
    assert tallies.get("north", 0) == plain.by_area().get("north", 0)
    assert sum(tallies.values()) == count(number)
    assert queries.by_country(number) == plain.by_country()
    assert Signer.objects.filter(petition=number, state="counted").count() == count(number)
    assert_replays()


class Races(TransactionTestCase):
    """Commands that race themselves, on a database with real transactions."""

    def setUp(self):
        describe_town()

    def test_confirming(self):
        number = opened()
        rows = [services.sign(number=number, signatory=signatory(at)).pk for at in range(4, 10)]
        before = count(number)
        assert race(lambda: [services.confirm(signer_id=one) for one in rows], losing=()) == ["done"] * 4
        assert count(number) == before + len(rows)
        assert [one.at for one in Obligation.objects.filter(reached__isnull=False)] == [6, 9]
        assert_replays()

    def test_signing(self):
        number = opened()
        race(lambda: signed(number, 5), losing=())
        assert Signer.objects.filter(petition=number, canonical="p5@example.org").count() == 1
        assert count(number) == 4
        assert_replays()

    def test_creating(self):
        row = services.start(
            idea=services.Idea(kind_code="town", action="Once", background="x"), creator=signatory(0)
        )
        race(lambda: services.confirm(signer_id=row.pk), losing=())
        assert (Petition.objects.get().count, Petition.objects.get().state) == (1, "started")
        assert_replays()

    def test_withdrawing(self):
        number = opened()
        [row] = signed(number, 5)
        race(lambda: services.withdraw(signer_id=row.pk), losing=())
        assert count(number) == 3
        assert_replays()

    def test_opening_rejecting_and_taking_back(self):
        number = started()
        support(number)
        told = race(lambda: services.open_petition(number=number, office="streets"), losing=(Refused,))
        assert told == ["done", "lost", "lost", "lost"]
        other = started("Another one", signatory(40))
        assert (
            race(lambda: services.reject(number=other, code="irrelevant", words="x"), losing=(Refused,))
            == told
        )
        assert race(lambda: services.give_back(number=other), losing=(Refused,)) == told
        assert_replays()

    def test_striking_off_and_restoring(self):
        number = opened()
        signed(number, 5, 6)
        wanted = Conditions(email="p5@example.org")
        batches = []

        def strike():
            batches.append(services.invalidate(number=number, wanted=wanted, reason="other"))

        race(strike, losing=())
        [batch] = [one.fact_id for one in batches if one]
        assert count(number) == 4
        told = race(lambda: services.restore(number=number, batch=batch), losing=(Refused, NotFound))
        assert told == ["done", "lost", "lost", "lost"]
        assert count(number) == 5
        assert_replays()

    def test_a_sheet_of_paper(self):
        number = opened()
        lines = [Line(name="Paper Person", postcode="MH1 1AA"), Line(name="Other Person", postcode="MH1 1AA")]
        race(lambda: services.enter_sheet(number=number, sheet="1", lines=lines), losing=(Exception,))
        assert count(number) == 5
        assert_replays()

    def test_answering_and_closing(self):
        number = opened()
        signed(number, 4, 5, 6)
        race(lambda: services.answer(number=number, office="streets", summary="Yes", words="Yes"), losing=())
        assert_replays()
