"""What somebody may do, how much of it is left, and what changes it: shown to the person before a limit is met."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures.talk import DEBATE, THREAD, account

from folkmoot.people.limits import Limit, left, spend
from folkmoot.record import clock
from folkmoot.talk import queries, rules, services

STANDINGS = st.builds(
    rules.Standing, days=st.floats(0, 60), published=st.integers(0, 15), removed=st.integers(0, 5)
)


@given(standing=STANDINGS)
def test_who_meets_every_step_has_the_next_level(standing):
    now = rules.level(standing)
    following, steps = rules.ahead(standing)
    assert (following == "") == (now == rules.TRUSTED)
    if following:
        assert not all(one.met for one in steps), "else the account would count as it already"
        assert rules.LEVELS.index(following) == rules.LEVELS.index(now) + 1
        needs = {one.what: one.needs for one in steps}
        there = rules.Standing(days=needs["days"], published=needs["published"], removed=needs["removed"])
        assert rules.level(there) == following


def test_asking_what_is_left_counts_nothing(db):
    limit = Limit("test", 2, 60)
    assert [one.count for one in left([(limit, "a"), (limit, "b")])] == [2, 2]
    spend(limit, "a")
    first, second = left([(limit, "a"), (limit, "b")])
    assert (first.count, second.count) == (1, 2)
    assert first.until > clock.now()
    assert second.until is None
    for _n in range(3):
        spend(limit, "a")
    assert left([(limit, "a")])[0].count == 0
    with clock.telling(clock.now() + timedelta(seconds=61)):
        assert left([(limit, "a")])[0].count == 2


def test_what_is_left_goes_down_with_each_act(debate, ada, bo):
    standing = queries.standing(ada)
    before = services.allowed(ada, standing)
    assert before["comments_hour"].limit.count == rules.ALLOWANCES[rules.KNOWN].comments_hour
    services.comment(about=DEBATE, person=ada, words="Something about the park")
    services.support(thread=THREAD, number=1, person=bo, direction="up")
    after = services.allowed(ada, queries.standing(ada))
    assert after["comments_hour"].count == before["comments_hour"].count - 1
    assert after["comments_day"].count == before["comments_day"].count - 1
    assert services.allowed(bo, queries.standing(bo))["votes_hour"].count == 119


def test_the_page_says_what_is_left_and_what_changes_it(client, debate, django_assert_max_num_queries):
    newcomer = account("newcomer", days=0)
    client.force_login(newcomer)
    found = client.get("/account/comments").content.decode()
    assert "Your account counts as: New." in found
    assert "Your account is 1 day old (0 so far)." in found
    for n in range(3):
        services.comment(about=DEBATE, person=newcomer, words=f"Words number {n}")
    found = client.get("/account/comments").content.decode()
    assert "Again from" in found
    assert client.post(f"/talk/{DEBATE}/comment", {"words": "One too many"}).status_code == 429
    with django_assert_max_num_queries(24):
        client.get("/account/comments")
    assert '/account/comments#may"' in client.get(f"/talk/{DEBATE}").content.decode()
