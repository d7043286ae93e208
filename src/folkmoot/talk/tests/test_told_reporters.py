"""Whoever reported a comment with an account is told what was decided, once, in their language; nobody else is."""

import pytest
from tests.fixtures.talk import DEBATE, THREAD

from folkmoot.people.personal import erase
from folkmoot.record.api import timeline
from folkmoot.record.projection import assert_replays
from folkmoot.talk import names, notices, services
from folkmoot.talk.models import Reporter


def told():
    facts = timeline(names.subject_of(THREAD))
    return [one for one in notices.notices(facts) if one.purpose == "talk.report_decided"]


@pytest.fixture
def reported(ada, bo, noor):
    services.comment(about=DEBATE, person=ada, words="The people of number 9 are thieves.")
    services.flag(thread=THREAD, number=1, person=bo, reason="abuse")
    services.flag_as_guest(thread=THREAD, number=1, client="203.0.113.7", reason="abuse")


def test_they_hear_that_it_was_taken_off_and_why(reported, bo, mika):
    assert told() == []
    services.remove(thread=THREAD, number=1, person=mika, reason="abuse", words="It accuses people.")
    [one] = told()
    assert one.person_id == bo.pk
    assert "was taken off" in one.title
    assert "Rule: " in one.body
    assert "It accuses people." not in one.body, "the statement is for the author"
    assert_replays()


def test_they_hear_that_it_stays_in_their_language(reported, bo, mika):
    bo.language = "de"
    bo.save()
    services.release(thread=THREAD, number=1, person=mika)
    [one] = told()
    assert "bleibt" in one.title
    assert one.person_id == bo.pk


def test_a_comment_that_nobody_reported_tells_nobody(ada, mika):
    services.comment(about=DEBATE, person=ada, words="The people of number 9 are thieves.")
    services.remove(thread=THREAD, number=1, person=mika, reason="abuse", words="It accuses people.")
    assert told() == []


def test_asking_whom_to_tell_takes_the_same_queries_for_many(
    reported, bo, mika, django_assert_max_num_queries
):
    services.remove(thread=THREAD, number=1, person=mika, reason="abuse", words="It accuses people.")
    facts = [one for one in timeline(names.subject_of(THREAD)) if one.kind == "talk.removed"]
    with django_assert_max_num_queries(12):
        assert len([one for one in notices.notices(facts * 20) if one.purpose == "talk.report_decided"]) == 20


def test_with_the_account_it_is_forgotten_who_reported(reported, bo, mika):
    erase(bo)
    assert not Reporter.objects.exists()
    services.remove(thread=THREAD, number=1, person=mika, reason="abuse", words="It accuses people.")
    assert told() == []
