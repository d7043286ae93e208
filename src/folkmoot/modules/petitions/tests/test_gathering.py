"""Signatures that are confirmed at once are counted with one commit, and each as if it had come alone."""

import threading
import time

import pytest
from django.db import connection
from django.test import TransactionTestCase
from django.test.utils import CaptureQueriesContext

from folkmoot.modules.petitions import services
from folkmoot.modules.petitions.models import Obligation, Petition, Signature, Signer
from folkmoot.modules.petitions.services import Conditions, NotFound, Refused, counting
from folkmoot.modules.petitions.tests.town import count, describe_town, later, opened, signatory, signed
from folkmoot.record.api import receipt, timeline
from folkmoot.record.event import RefusedFact
from folkmoot.record.gather import Gathered
from folkmoot.record.projection import assert_replays


def waiting(number, *who):
    """The private numbers of signatures that are not confirmed yet."""
    return [
        services.sign(number=number, signatory=signatory(one) if isinstance(one, int) else one).pk
        for one in who
    ]


def kinds(number):
    return [one.kind.partition(".")[2] for one in timeline(f"petitions/{number}")]


def together(number, *keys):
    return counting._confirm_all(number, lambda: keys)


@pytest.mark.django_db
def test_each_gets_an_answer_of_their_own(town):
    number = opened()
    family = [signatory(20 + at, email="home@example.org") for at in range(2)]
    keys = waiting(number, 4, *family, signatory(30, ip="192.0.2.7"), signatory(31, ip="192.0.2.7"), 5)
    # A third of the same mailbox that came in before there was a limit, and one who signed already.
    third = Signer.objects.get(pk=keys[0])
    third.pk, third.folded, third.pseudonym = None, "third", "person:" + "3" * 32
    third.canonical, third.email = "home@example.org", "home@example.org"
    third.save()
    [before] = signed(number, 6)
    told = together(number, *keys, third.pk, before.pk, 10_000)
    assert isinstance(told.pop(), NotFound)
    assert [one.state for one in told] == ["counted"] * 4 + ["fraudulent", "counted", "fraudulent", "counted"]
    assert [one.state for one in told] == [Signer.objects.get(pk=one.pk).state for one in told]
    assert told[7].fact_id == before.fact_id
    assert all(receipt(one.fact_id).subject == f"petitions/{number}" for one in told if one.fact_id)
    assert not Signer.objects.filter(pk__in=[one.pk for one in told]).exclude(mail_due=None).exists()
    assert count(number) == 9 == Signature.objects.filter(petition=number, state="counted").count()
    assert_replays()


@pytest.mark.django_db
def test_thresholds_stand_right_behind_the_signature_that_reached_them(town):
    number = opened()
    begun = len(kinds(number))
    together(number, *waiting(number, *range(10, 18)))
    signs = ["signed"]
    assert kinds(number)[begun:] == [
        *signs * 3,
        "threshold_reached",
        *signs * 3,
        "threshold_reached",
        *signs * 2,
    ]
    assert [(one.at, one.reached is not None) for one in Obligation.objects.order_by("at")] == [
        (6, True),
        (9, True),
    ]
    assert_replays()


@pytest.mark.django_db
def test_whoever_took_it_back_and_gives_it_again_is_the_same_row(town):
    number = opened()
    rows = signed(number, 4, signatory(5, area=""))
    for one in rows:
        services.withdraw(signer_id=one.pk)
    assert count(number) == 3
    told = together(number, *waiting(number, 4, 5, 6))
    assert [one.state for one in told] == ["counted"] * 3
    assert count(number) == 6
    assert_replays()


@pytest.mark.django_db
def test_as_many_statements_for_many_as_for_a_few(town):
    number = opened()
    signed(number, 4, 5, 6, 7, 8, 9)
    taken = []
    for some in (range(20, 22), range(30, 60)):
        keys = waiting(number, *some)
        with CaptureQueriesContext(connection) as asked:
            together(number, *keys)
        taken.append(len(asked))
    assert taken[0] == taken[1] <= 24
    assert_replays()


class Together(TransactionTestCase):
    """Threads that confirm at once, on a database with real transactions."""

    def setUp(self):
        describe_town()
        self.number = opened()
        self.turns = []
        self.gate = threading.Event()
        self.gathered = Gathered(self._turn, most=counting.AT_ONCE)
        before, counting._confirmed = counting._confirmed, self.gathered
        self.addCleanup(setattr, counting, "_confirmed", before)

    def _turn(self, number, take):
        self.gate.wait(10)

        def noted():
            some = list(take())
            self.turns.append(some)
            return some

        return counting._confirm_all(number, noted)

    def at_once(self, keys, *others):
        """Confirm all at once, everybody in line before the first turn; what each got. Others act meanwhile."""
        found = {}

        def work(name, act):
            try:
                found[name] = act()
            except (Refused, RefusedFact, NotFound) as error:
                found[name] = error
            finally:
                connection.close()

        acts = [(key, lambda key=key: services.confirm(signer_id=key).state) for key in keys]
        threads = [threading.Thread(target=work, args=one) for one in acts]
        for one in threads:
            one.start()
        until = time.monotonic() + 20
        while len(self.gathered._lines.get(self.number, ())) < len(keys) and time.monotonic() < until:
            time.sleep(0.002)
        threads += [threading.Thread(target=work, args=(one, one)) for one in others]
        for one in threads[len(keys) :]:
            one.start()
        self.gate.set()
        for one in threads:
            one.join(60)
        assert len(found) == len(threads)
        return found

    def exact(self):
        number = self.number
        counted = Signer.objects.filter(petition=number, state="counted").count()
        assert count(number) == counted == Signature.objects.filter(petition=number, state="counted").count()
        assert_replays()

    def test_one_commit_for_all(self):
        keys = waiting(self.number, *range(4, 12))
        assert set(self.at_once(keys).values()) == {"counted"}
        assert [sorted(one) for one in self.turns] == [sorted(keys)]
        assert kinds(self.number).count("threshold_reached") == 2
        self.exact()

    def test_one_bad_signature_fails_alone(self):
        keys = waiting(self.number, 4, 5, 6, 7)
        # No fact may hold an address, so that this one cannot enter the record.
        Signer.objects.filter(pk=keys[1]).update(area="bad@example.org")
        found = self.at_once(keys)
        assert isinstance(found.pop(keys[1]), RefusedFact)
        assert set(found.values()) == {"counted"}
        assert len(self.turns[0]) == 4
        assert Signer.objects.get(pk=keys[1]).state == "pending"
        assert count(self.number) == 6
        self.exact()

    def test_closing_meanwhile(self):
        keys = waiting(self.number, *range(4, 9))

        def close():
            with later(days=200):
                return services.close_due()

        found = self.at_once(keys, close)
        assert found.pop(close) == 1
        told = {one if isinstance(one, str) else type(one) for one in found.values()}
        # Whichever came first, everybody in one turn is told the same.
        assert told in ({"counted"}, {Refused})
        assert Petition.objects.get(pk=self.number).state == "closed"
        assert Signer.objects.filter(pk__in=keys, state="counted").count() == (
            5 if told == {"counted"} else 0
        )
        self.exact()

    def test_taking_back_and_striking_off_meanwhile(self):
        rows = signed_alone(self.number)
        keys = waiting(self.number, *range(8, 14))
        found = self.at_once(
            keys,
            *[lambda one=one: services.withdraw(signer_id=one.pk) for one in rows[:2]],
            lambda: services.withdraw(signer_id=keys[0]),
            lambda: services.invalidate(
                number=self.number, wanted=Conditions(email="p10@example.org"), reason="other"
            ),
        )
        # Answers are read after the turn, so that the two who were meant meanwhile may hear of that already; striking off
        # marks those who have not confirmed yet as well, who then do not count.
        assert found.pop(keys[0]) in {"counted", "withdrawn"}
        assert found.pop(keys[2]) in {"counted", "invalidated", "fraudulent"}
        assert Signer.objects.get(pk=keys[2]).state in {"invalidated", "fraudulent"}, (
            "struck off, whichever came first"
        )
        assert {found[key] for key in keys if key in found} == {"counted"}
        assert {Signer.objects.get(pk=one.pk).state for one in rows[:2]} == {"withdrawn"}
        assert Signer.objects.get(pk=keys[0]).state == "withdrawn"
        assert Petition.objects.get(pk=self.number).count >= 3 + len(rows) - 2 + len(keys) - 2
        self.exact()


def signed_alone(number):
    """Three who signed before, not one of those whose turns are noted."""
    before = counting._confirmed
    counting._confirmed = Gathered(counting._confirm_all, most=counting.AT_ONCE)
    try:
        return signed(number, 4, 5, 6)
    finally:
        counting._confirmed = before
