"""The life of a survey: every command leaves facts, replays, and refuses what the rules do not allow."""

import dataclasses
from datetime import timedelta
from urllib.parse import unquote

import pytest

from folkmoot.modules.feedback import events, links, notices, queries, rules, services
from folkmoot.modules.feedback.models import Answer, GroupTally, Invitation, LastAsked, Remark
from folkmoot.modules.feedback.results import results
from folkmoot.modules.feedback.services import NotFound, Refused
from folkmoot.modules.feedback.tests.town import (
    OFFICE,
    PEOPLE,
    PLAN,
    REASON,
    answered,
    concern,
    happened,
    invited,
    later,
    on_page,
    on_pages,
    opened,
    reply,
)
from folkmoot.people.models import Person
from folkmoot.people.personal import erase, export_of
from folkmoot.people.pseudonyms import pseudonym
from folkmoot.record import clock, text
from folkmoot.record.api import timeline
from folkmoot.record.models import RecordedFact, Text
from folkmoot.record.projection import assert_replays


def kinds(key="reports"):
    return [one.kind.partition(".")[2] for one in timeline(f"surveys/{key}")]


def test_from_a_draft_to_answers(town):
    services.draft(key="reports", plan=PLAN, actor=OFFICE)
    assert services.draft(key="reports", plan=PLAN, actor=OFFICE) is None, "the same draft is no news"
    assert queries.survey("reports").state == "draft"
    with pytest.raises(Refused, match="address already"):
        services.draft(key="reports", plan=PLAN, actor=OFFICE, new=True)
    services.open_survey(key="reports", actor=OFFICE)
    [one] = invited()
    assert answered(one, why={"words": "They came the same day."})
    assert answered(one, why={"words": "They came the same day."}) is None, "the same answer is no news"
    answered(one, "2")
    assert on_page("a browser", "5")
    assert_replays()
    found = results(queries.edition("reports", 1))
    assert (found.response.invited, found.response.answered, found.response.whole) == (1, 1, 1)
    assert (found.ways["invited"].answers, found.ways["page"].answers) == (1, 1)
    services.close_survey(key="reports", actor=OFFICE)
    with pytest.raises(Refused, match="over"):
        answered(one, "5")
    with pytest.raises(Refused, match="not open"):
        services.close_survey(key="reports", actor=OFFICE)
    assert kinds() == [
        "drafted", "opened", "invited", "answered", "answered", "answered", "closed",
    ]  # fmt: skip
    assert_replays()


def test_questions_are_frozen_and_a_new_edition_is_counted_by_itself(town):
    opened()
    [one] = invited()
    answered(one)
    services.draft(key="reports", plan=dataclasses.replace(PLAN, questions=(REASON,)), actor=OFFICE)
    assert queries.plan_of(queries.edition("reports", 1)) == PLAN
    assert queries.survey("reports").changed
    services.open_survey(key="reports", actor=OFFICE)
    with pytest.raises(Refused, match="change the draft first"):
        services.open_survey(key="reports", actor=OFFICE)
    first, second = queries.edition("reports", 1), queries.edition("reports", 2)
    assert (first.reason, second.closed, queries.survey("reports").state) == ("replaced", None, "open")
    with pytest.raises(Refused, match="over"):
        answered(one, "1")
    assert results(first).ways["invited"].answers == 1
    assert results(second).ways["invited"].answers == 0
    assert_replays()


def test_a_survey_ends_on_its_last_day(town):
    edition = opened()
    assert services.close_due() == 0
    with later(days=92):
        assert services.close_due() == 1
        assert services.close_due() == 0
        assert queries.edition("reports", 1).reason == "over"
    assert edition.closes - edition.opened > timedelta(days=90)
    assert_replays()


def test_whoever_was_asked_is_left_in_peace(town):
    opened()
    assert len(invited(3)) == 3
    assert len(invited(4, first=2, number=2)) == 2, "p2 and p3 were asked a moment ago"
    row = queries.edition("reports", 1)
    assert (row.concerned, row.rested, row.invited) == (7, 2, 5)
    opened("others")
    fact = concern(happened(3), 5)
    assert services.invite([fact]) == 0, "no survey asks them, whichever it is"
    with later(days=91):
        services.forget()
        assert not LastAsked.objects.exists()
        opened("later")
        fact = happened(4, at=clock.now() + timedelta(seconds=1))
        assert services.invite([concern(fact, 2)]) == 2
    services.describe_quiet(days=0, actor="office:administration")
    assert services.describe_quiet(days=0, actor="office:administration") is None
    assert_replays()


def test_nobody_is_asked_twice_however_often_the_record_is_read(town):
    opened()
    old = concern(happened(1, at=queries.edition("reports", 1).opened - timedelta(seconds=1)), 3)
    fact = concern(happened(2), 3, first=10)
    assert services.invite([old, fact]) == 3, "what was before the survey is not asked about"
    with later(days=13):
        services.describe_quiet(days=0, actor="office:administration")
        assert services.invite([old, fact]) == 0
    with later(days=15):
        assert services.invite([concern(fact, 1, first=50)]) == 0, "it is too long ago"
    assert queries.edition("reports", 1).concerned == 3
    assert_replays()


def test_the_draw_is_the_one_that_anybody_can_check(town):
    edition = opened(plan=dataclasses.replace(PLAN, one_in=3))
    fact = concern(happened(), 60)
    services.invite([fact])
    drawn = {
        one.email
        for one in PEOPLE[fact.id]
        if rules.is_drawn(opened=edition.fact_id, moment=fact.id, pseudonym=one.pseudonym, one_in=3)
    }
    assert set(Invitation.objects.values_list("email", flat=True)) == drawn
    assert 5 < len(drawn) < 40
    row = queries.edition("reports", 1)
    assert (row.concerned, row.invited, row.not_drawn) == (60, len(drawn), 60 - len(drawn))
    assert results(row).drawn


def test_an_invitation_is_a_notice_with_a_link_of_its_own(town):
    opened()
    services.invite([concern(happened(), 2)])
    facts = [one for one in timeline("surveys/reports") if isinstance(one.event, events.Invited)]
    first, second = sorted(notices.notices(facts), key=lambda one: one.email)
    assert (first.email, first.title, first.wanted) == (
        "p1@example.org",
        "How was your report handled?",
        False,
    )
    assert "3 short questions" in first.body
    assert "90 days" in first.body
    assert first.purpose != second.purpose
    key = unquote(first.url.partition("key=")[2])
    assert links.opened(key) == Invitation.objects.get(email="p1@example.org").pk
    assert b"example" not in bytes(RecordedFact.objects.get(kind="feedback.invited").entry)
    services.close_survey(key="reports", actor=OFFICE)
    assert not list(notices.notices(facts)), "nobody is invited to what is over"


def test_taking_an_answer_back_destroys_its_words(town):
    opened()
    [one] = invited()
    answered(one, why={"words": "My neighbour Ada did it"})
    [remark] = Remark.objects.all()
    assert text.words_of([remark.words])
    name = queries.invited_as(one)
    assert services.withdraw(key="reports", edition=1, pseudonym=name, invitation=one)
    assert services.withdraw(key="reports", edition=1, pseudonym=name, invitation=one) is None
    assert not Text.objects.filter(words__isnull=False, subject="surveys/reports").exists()
    assert Answer.objects.get().state == "withdrawn"
    assert results(queries.edition("reports", 1)).response.answered == 0
    answered(one, "3")
    assert results(queries.edition("reports", 1)).response.answered == 1
    assert services.recounted("reports", 1)["area"]["harbour"][""] == {"": 1}
    assert_replays()


def test_words_are_taken_off_for_a_reason(town):
    opened()
    [one] = invited()
    answered(one, why={"words": "Call Ada on 0123"})
    words = Remark.objects.get().words
    with pytest.raises(Refused, match="choose why"):
        services.remove_words(key="reports", commitments=[words], reason="dull")
    services.remove_words(key="reports", commitments=[words], reason="personal")
    with pytest.raises(Refused, match="not shown any more"):
        services.remove_words(key="reports", commitments=[words], reason="personal")
    [said], _after = queries.remarks("reports/1", "why")
    assert (said.words, said.removed) == ("", "personal")
    assert results(queries.edition("reports", 1)).response.answered == 1, "the answer still counts"
    assert_replays()


def test_an_answer_must_fit_its_questions(town):
    opened()
    [one] = invited()
    for replies, why in (
        ({}, "needs an answer"),
        (reply("9"), "answers that are given"),
        (reply("3", colour={"choices": ("red",)}), "no question colour"),
        (reply("3", why={"words": "x" * 501}), "at most 500"),
        ({"how": rules.Reply(words="good")}, "takes no words"),
        ({"how": rules.Reply(("1", "2"))}, "choose one answer"),
    ):
        with pytest.raises(Refused, match=why):
            services.answer(
                key="reports", edition=1, pseudonym=queries.invited_as(one), replies=replies, invitation=one
            )
    with pytest.raises(NotFound):
        services.answer(key="none", edition=1, pseudonym=queries.invited_as(one), replies=reply())
    with pytest.raises(NotFound):
        services.answer(key="reports", edition=7, pseudonym=queries.invited_as(one), replies=reply())
    assert not Answer.objects.exists()


def test_groups_are_published_in_steps_that_hide_everybody(town):
    opened()
    harbour, mill = invited(9), invited(7, first=20, area="mill", number=2)
    for one in harbour[:4]:
        answered(one)
    assert not services.publish(key="reports", edition=1), "four are too few"
    answered(harbour[4], "1")
    assert services.publish(key="reports", edition=1)
    assert not services.publish(key="reports", edition=1)
    shown = queries.breakdown("reports/1").table["area"]
    assert set(shown) == {"harbour"}
    assert shown["harbour"]["how"] == {"": 5, "1": 1, "4": 4}
    answered(mill[0])
    answered(harbour[5])
    assert not services.publish(key="reports", edition=1)
    for one in mill[1:6]:
        answered(one, "2")
    assert services.publish(key="reports", edition=1) is False, "one more of the harbour would be left alone"
    for one in harbour[6:9]:
        answered(one)
    for one in mill[6:]:
        answered(one)
    assert services.recounted("reports", 1)["area"] == {
        one.group: one.counts for one in GroupTally.objects.all()
    }
    assert_replays()


def test_how_many_invitations_were_opened_is_told_in_a_lump(town):
    opened()
    some = invited(3)
    for one in some[:2]:
        services.open_invitation(one.pk)
        services.open_invitation(one.pk)
    assert services.tell_reached() == 2
    assert services.tell_reached() == 0
    assert queries.edition("reports", 1).reached == 2
    assert_replays()


def test_whose_an_invitation_was_is_forgotten(town):
    opened()
    [one] = invited()
    with later(days=17):
        assert services.forget() >= 1
    row = Invitation.objects.get()
    assert (row.email, row.about, row.person_id) == ("", "", None)
    assert row.groups == {"area": "harbour"}
    answered(row)
    assert queries.invited_as(row) == queries.invited_as(one)


def test_everything_about_a_person_can_be_taken_home_and_erased(town):
    opened("reports", on_pages())
    opened("closings")
    person = Person.objects.create_user("ada@example.org")
    name = pseudonym(person.pk, "surveys/reports")
    services.answer(
        key="reports", edition=1, pseudonym=name, person=person,
        replies=reply("4", why={"words": "Mine alone"}),
    )  # fmt: skip
    services.invite([concern(happened(), 1, person_id=person.pk, email="ada@example.org")])
    home = export_of(person)
    mine = {one["table"]: one["rows"] for one in home["tables"]}
    assert mine["feedback.Taker"] == [{"survey": "reports"}]
    assert mine["feedback.Invitation"][0]["survey"] == "closings"
    assert len(mine["feedback.LastAsked"]) == 1
    assert "feedback.answered" in {one["kind"] for one in home["record"]}
    erase(person)
    assert not Invitation.objects.exclude(person=None, email="").exists()
    assert not LastAsked.objects.exists()
    assert not text.words_of(Remark.objects.values_list("words", flat=True))
    assert results(queries.edition("reports", 1)).ways["page"].answers == 1
    assert_replays()
