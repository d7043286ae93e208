"""Any order of answering, changing and taking back leaves the numbers that the record gives, and races change nothing."""

from collections import Counter

import pytest
from django.test import TransactionTestCase
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fixtures.racing import race

from folkmoot.modules.feedback import queries, services
from folkmoot.modules.feedback.models import Answer, GroupTally, Invitation
from folkmoot.modules.feedback.results import results
from folkmoot.modules.feedback.services import Refused
from folkmoot.modules.feedback.tests import town as here
from folkmoot.modules.feedback.tests.town import OFFICE, PLAN, answered, concern, happened, invited, opened
from folkmoot.record.projection import assert_replays

PEOPLE = st.integers(0, 5)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("answer"), PEOPLE, st.integers(1, 5)),
        st.tuples(st.just("withdraw"), PEOPLE, st.just(0)),
        st.tuples(st.just("publish"), st.just(0), st.just(0)),
    ),
    max_size=25,
)


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=ACTS)
def test_any_order_gives_the_numbers_of_the_record(town, acts):
    key = f"s{Invitation.objects.count()}"
    services.describe_quiet(days=0, actor="office:administration")
    opened(key)
    rows = invited(4, number=1) + invited(2, first=5, area="mill", number=2)
    plain: dict[int, int] = {}
    for act, who, how in acts:
        if act == "answer":
            answered(rows[who], str(how))
            plain[who] = how
        elif act == "withdraw":
            services.withdraw(
                key=key, edition=1, pseudonym=queries.invited_as(rows[who]), invitation=rows[who]
            )
            plain.pop(who, None)
        else:
            services.publish(key=key, edition=1)
    counts = Counter(str(how) for how in plain.values())
    tallied = Counter()
    for one in queries.tallies(f"{key}/1"):
        tallied += Counter({choice: n for choice, n in one.counts.get("how", {}).items() if choice and n})
    assert tallied == counts
    assert results(queries.edition(key, 1)).response.answered == len(plain)
    kept = {one.group: one.counts for one in GroupTally.objects.filter(edition=f"{key}/1")}
    again = services.recounted(key, 1).get("area", {})
    for group, counted in kept.items():
        for question, choices in counted.items():
            for choice, n in choices.items():
                assert again.get(group, {}).get(question, {}).get(choice, 0) == n
    assert_replays()
    services.close_survey(key=key, actor=OFFICE)


class Races(TransactionTestCase):
    """Commands that race themselves, each in its own thread and transaction."""

    def setUp(self):
        here.PEOPLE.clear()
        here.describe_town()
        self.patch = pytest.MonkeyPatch()
        here.declare(self.patch)

    def tearDown(self):
        self.patch.undo()

    def test_the_same_answer_at_once_counts_once(self):
        opened()
        [one] = invited()
        race(lambda: answered(one, "4"), losing=())
        assert results(queries.edition("reports", 1)).response.answered == 1
        race(
            lambda: services.withdraw(
                key="reports", edition=1, pseudonym=queries.invited_as(one), invitation=one
            ),
            losing=(),
        )
        assert results(queries.edition("reports", 1)).response.answered == 0
        assert GroupTally.objects.get().counts[""][""] == 0
        assert_replays()

    def test_many_people_at_once_are_all_counted(self):
        opened()
        rows = iter(invited(8))
        race(lambda: answered(next(rows), "5"), losing=(), count=8)
        assert Answer.objects.count() == 8
        assert GroupTally.objects.get().counts["how"] == {"": 8, "5": 8}
        assert_replays()

    def test_a_survey_is_written_opened_and_closed_once(self):
        services.draft(key="reports", plan=PLAN, actor=OFFICE)
        told = race(lambda: services.open_survey(key="reports", actor=OFFICE), losing=(Refused,))
        assert told.count("done") == 1
        told = race(lambda: services.close_survey(key="reports", actor=OFFICE), losing=(Refused,))
        assert told.count("done") == 1
        told = race(lambda: services.draft(key="new", plan=PLAN, actor=OFFICE, new=True), losing=(Refused,))
        assert told.count("done") == 1
        assert_replays()

    def test_nobody_is_invited_twice_by_two_workers(self):
        opened()
        fact = concern(happened(), 5)
        race(lambda: services.invite([fact]), losing=())
        assert Invitation.objects.count() == 5
        assert queries.edition("reports", 1).invited == 5
        assert_replays()

    def test_chores_race_themselves(self):
        opened()
        rows = invited(6)
        for one in rows:
            services.open_invitation(one.pk)
            answered(one)
        race(services.tell_reached, losing=())
        race(services.publish_all, losing=())
        assert queries.edition("reports", 1).reached == 6

        def close():
            # What the clock tells is each thread's own.
            with here.later(days=100):
                services.close_due()

        race(close, losing=())
        assert queries.edition("reports", 1).reason == "over"
        assert_replays()
