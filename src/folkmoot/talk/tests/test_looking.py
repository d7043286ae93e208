"""Two moderators do not work on one matter unknowingly, and hear of what is new and of what waits."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures.racing import race
from tests.fixtures.talk import DEBATE, THREAD, account, moderator

from folkmoot.record import clock
from folkmoot.record.api import timeline
from folkmoot.record.projection import assert_replays
from folkmoot.talk import chores, names, notices, rules, services
from folkmoot.talk.models import Author, Case, Looking, QueueDay

HOUR = timedelta(hours=1)


def say(name, words="First words"):
    """A comment that waits, because it is the first one: its case."""
    number = services.comment(about=DEBATE, person=account(name), words=f"{words} of {name}").number
    return Case.objects.get(thread=THREAD, number=number, open=1)


def told(facts=None):
    every = notices.notices(timeline(names.subject_of(THREAD)) if facts is None else facts)
    return [one for one in every if one.purpose in {"talk.case", "talk.morning"}]


def later(span):
    return clock.telling(clock.now() + span)


def test_a_case_belongs_to_who_opened_it_for_a_while(debate, mika, noor):
    case = say("cy")
    mine = services.look(case=case.pk, person=mika)
    assert services.look(case=case.pk, person=noor).person_id == mika.pk
    with pytest.raises(services.Refused, match="a colleague is looking at this"):
        services.release(thread=THREAD, number=case.number, person=noor)
    with pytest.raises(services.Refused, match="a colleague is looking at this"):
        services.remove(thread=THREAD, number=case.number, person=noor, reason="spam", words="Spam.")
    with later(timedelta(minutes=10)):
        again = services.look(case=case.pk, person=mika)
        assert again.since == mine.since
        assert again.until > mine.until, "opening it again is still working on it"
    with later(timedelta(minutes=26)):
        assert services.look(case=case.pk, person=noor).person_id == noor.pk, "the time is over"
    assert services.look(case=case.pk, person=mika, over=True).person_id == mika.pk
    services.leave(case=case.pk, person=noor)
    assert Looking.objects.get(pk=case.pk).person_id == mika.pk
    services.release(thread=THREAD, number=case.number, person=mika)
    assert not Looking.objects.exists()
    with pytest.raises(services.NotFound):
        services.look(case=case.pk, person=mika)
    assert_replays()


def test_what_was_left_open_is_forgotten(debate, mika):
    services.look(case=say("cy").pk, person=mika)
    assert chores.destroy() == 0
    with later(rules.LOOK_FOR + HOUR):
        assert chores.destroy() == 1
    assert not Looking.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_open_a_case_at_once_one_has_it(debate):
    people = [moderator(name) for name in ("mika", "noor")]
    case = say("cy")
    turns, held = iter([*people, *people]), []
    race(lambda: held.append(services.look(case=case.pk, person=next(turns)).person_id), losing=())
    assert len(held) == 4
    assert set(held) == {Looking.objects.get(pk=case.pk).person_id}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_does(debate):
    people = [moderator(name) for name in ("mika", "noor")]
    case = say("cy")

    services.look(case=case.pk, person=people[0])
    turns = iter([*people, *people])

    def decide():
        services.release(thread=THREAD, number=case.number, person=next(turns))

    outcomes = race(decide, losing=(services.Refused, services.NotFound))
    assert outcomes == ["done", "lost", "lost", "lost"], "one decides, the colleague without the case never"
    kinds = [one.kind for one in timeline(names.subject_of(THREAD))]
    assert kinds.count("talk.released") == 1
    assert_replays()


def test_moderators_hear_of_a_case_after_a_quiet_time(debate, mika, noor):
    say("cy")
    with later(timedelta(minutes=30)):
        say("di")
    with later(2 * HOUR):
        say("ed")
    found = told()
    assert len(found) == 4, "two of three cases, each to both"
    assert {one.person_id for one in found} == {mika.pk, noor.pk}
    assert all(not one.wanted and "Waits to be read" in one.title for one in found)
    assert not any("First words" in f"{one.title}{one.body}" for one in found), "no words leave the queue"


def test_an_appeal_is_told_to_those_who_may_decide_it(debate, mika, noor):
    case = say("cy")
    services.remove(thread=THREAD, number=case.number, person=mika, reason="spam", words="Spam.")
    person = Author.objects.get(thread=THREAD, number=case.number).person
    services.appeal(thread=THREAD, number=case.number, person=person, words="It is not.")
    found = [one for one in told() if "Appeal" in one.title]
    assert [one.person_id for one in found] == [noor.pk]


def test_the_morning_is_counted_once_and_told(debate, mika):
    noon = timezone.make_aware(datetime.combine(timezone.localdate(), datetime.min.time())) + 12 * HOUR
    with clock.telling(noon):
        assert chores.morning() == 0, "nothing waits"
        say("cy")
        say("di")
        assert chores.morning() == 1
        assert chores.morning() == 0
    [day] = QueueDay.objects.all()
    assert (day.waiting, day.overdue) == (2, 0)
    with clock.telling(noon + timedelta(days=2)):
        assert chores.morning() == 1
    assert QueueDay.objects.get(day=noon.date() + timedelta(days=2)).overdue == 2
    with clock.telling(noon + timedelta(days=2, hours=-8)):
        assert chores.morning() == 0, "the night is no morning"
    first, second = told(timeline(names.QUEUE))
    assert (first.person_id, first.title) == (mika.pk, "2 matters wait for a moderator")
    assert second.body == "2 of them have waited for longer than a day."
    assert_replays()


@pytest.mark.django_db(transaction=True)
def test_two_workers_count_a_morning_once(debate):
    say("cy")
    noon = timezone.make_aware(datetime.combine(timezone.localdate(), datetime.min.time())) + 12 * HOUR
    assert race(lambda: services.count_morning(noon), losing=()) == ["done"] * 4
    assert len(timeline(names.QUEUE)) == 1


def test_the_notices_of_a_batch_take_the_same_queries_however_many(
    debate, mika, django_assert_max_num_queries
):
    say("cy")
    facts = timeline(names.subject_of(THREAD))
    with django_assert_max_num_queries(30) as few:
        told(facts)
    for n in range(8):
        say(f"cy{n}")
        moderator(f"mod{n}")
    facts = timeline(names.subject_of(THREAD))
    with django_assert_max_num_queries(len(few.captured_queries)):
        told(facts)


@given(
    sort=st.sampled_from(["held", "flagged", "appeal", "limit"]),
    gap=st.none() | st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=3)),
)
def test_a_busy_queue_is_not_told_case_by_case(sort, gap):
    opened = datetime(2026, 3, 12, 9, tzinfo=UTC)
    before = None if gap is None else opened - gap
    at_once = rules.tells_at_once(sort=sort, before=before, opened=opened)
    assert at_once == (sort in {"appeal", "limit"} or gap is None or gap >= rules.QUIET)


@given(hour=st.integers(0, 23), counted=st.booleans(), waiting=st.integers(0, 5))
def test_a_morning_is_counted_when_something_waits(hour, counted, waiting):
    counts = rules.counts_morning(hour=hour, counted=counted, waiting=waiting)
    assert counts == (hour >= rules.DAY_BEGINS and not counted and waiting > 0)


def test_the_pages_say_who_has_a_case(client, debate, mika, noor):
    case = say("cy")
    path = f"/moderation/cases/{case.pk}"
    client.force_login(mika)
    client.get(path, headers={"Sec-Purpose": "prefetch"})
    client.head(path)
    assert not Looking.objects.exists(), "only opening it takes it"
    assert "Colleagues see that." in client.get(path).content.decode()
    assert "Open with you" in client.get("/moderation").content.decode()
    client.force_login(noor)
    assert "Being looked at by a colleague since" in client.get("/moderation").content.decode()
    found = client.get(path).content.decode()
    assert "A colleague has been looking at this since" in found
    assert 'value="release"' not in found
    refused = client.post(path, {"act": "release"}, follow=True).content.decode()
    assert "a colleague is looking at this" in refused.lower()
    assert 'value="release"' in client.post(path, {"act": "over"}, follow=True).content.decode()
    assert client.post(path, {"act": "leave"}).status_code == 302
    assert not Looking.objects.exists()
