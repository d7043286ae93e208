"""What residents get after they reported: reopening with a reason, one question, questions of the office, silence."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures.town import person

from folkmoot.files.models import StoredFile
from folkmoot.modules.service_requests import chores, events, inquiries, life, queries, rules, services
from folkmoot.modules.service_requests.models import Feedback, Inquiry, Rating, RatingTally, Reply
from folkmoot.modules.service_requests.services import Refused
from folkmoot.people import personal
from folkmoot.people.models import Person
from folkmoot.record import text
from folkmoot.record.api import timeline
from folkmoot.record.models import RecordedFact
from folkmoot.record.projection import assert_replays
from folkmoot.record.upcast import upcast

NOW = datetime(2026, 3, 12, 14, 2, tzinfo=UTC)
MAYBE = st.sampled_from((*rules.STATES,))
SPANS = st.timedeltas(min_value=timedelta(days=-100), max_value=timedelta(days=100))


def name(number=1):
    return person(number).pseudonym("")


def close(lamp, **changes):
    given_ = {"number": lamp, "office": "lighting", "reason": "resolved", "words": "New lamp"}
    services.close(**given_ | changes)
    return queries.request(lamp).closing


def ask(lamp, **changes):
    given_ = {
        "number": lamp,
        "office": "lighting",
        "words": "Which side of the road?",
        "public": True,
        "until": NOW + timedelta(days=7),
        "otherwise": "go_on",
    }
    return services.ask(**given_ | changes)


@pytest.fixture
def at_noon():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def test_reopening_names_a_reason_and_a_link_works_once(at_noon, lamp):
    first = close(lamp)
    assert first == timeline(f"requests/{lamp}")[-1].id
    services.reopen(number=lamp, actor=name(), reason="came_back", closing=first)
    assert queries.request(lamp).closing == ""
    second = close(lamp)
    with pytest.raises(Refused, match="closed anew"):
        services.reopen(number=lamp, actor=name(), reason="came_back", closing=first)
    with pytest.raises(Refused, match="still wrong"):
        services.reopen(number=lamp, actor=name(), reason="other")
    with pytest.raises(Refused, match="choose one"):
        services.reopen(number=lamp, actor=name(), reason="bored", words="x")
    at_noon.shift(timedelta(days=15))
    with pytest.raises(Refused, match="14 days"):
        services.reopen(number=lamp, actor=name(), reason="still_broken", closing=second)
    assert [
        one.event.reason for one in timeline(f"requests/{lamp}") if isinstance(one.event, events.Reopened)
    ] == ["came_back"]
    assert_replays()


def test_the_first_version_of_reopening_is_read_as_another_reason():
    from folkmoot.modules.service_requests.module import MANIFEST

    payload = upcast(
        kind="service_requests.reopened",
        version=1,
        newest=events.Reopened.version,
        payload={"words": "ab"},
        upcasts=dict(MANIFEST.upcasts),
    )
    assert events.Reopened(**payload) == events.Reopened(reason="other", words="ab")


def test_a_rating_counts_once_and_the_latest_counts(at_noon, lamp):
    services.join(number=lamp, reporter=person(2))
    with pytest.raises(Refused, match="when it is closed"):
        services.rate(number=lamp, pseudonym=name(), solved="yes")
    closing = close(lamp)
    services.rate(number=lamp, pseudonym=name(), solved="no", words="Only the team")
    assert services.rate(number=lamp, pseudonym=name(), solved="no", words="Only the team") is None
    services.rate(
        number=lamp, pseudonym=name(2), solved="partly", words="Everybody", publish=True, closing=closing
    )
    assert Feedback.objects.get().words == "Only the team"
    assert [one.words for one in inquiries.feedback(lamp)] == ["Only the team"]
    services.rate(number=lamp, pseudonym=name(), solved="yes")
    assert not Feedback.objects.exists(), "what was replaced is gone"
    [tally] = RatingTally.objects.all()
    assert (tally.yes, tally.partly, tally.no, tally.year) == (1, 1, 0, 2026)
    [shown] = queries.shown([queries.request(lamp)])
    [step] = [one for one in life.steps(shown) if "whether it was solved" in one.title]
    assert step.words == "Yes: 1. Partly: 1.\n“Everybody”"
    published = Rating.objects.get(solved="partly").words
    services.rate(number=lamp, pseudonym=name(2), solved="partly", words="Not for all")
    assert text.opening(published) is None, "published words that were taken back are destroyed"
    with pytest.raises(Refused, match="reported this problem or joined"):
        services.rate(number=lamp, pseudonym=name(3), solved="yes")
    with pytest.raises(Refused, match="yes, partly, no"):
        services.rate(number=lamp, pseudonym=name(), solved="perhaps")
    at_noon.shift(timedelta(days=15))
    with pytest.raises(Refused, match="14 days"):
        services.rate(number=lamp, pseudonym=name(), solved="no")
    assert_replays()


def test_a_second_closing_is_rated_anew_and_the_first_still_counts(at_noon, lamp):
    close(lamp)
    services.rate(number=lamp, pseudonym=name(), solved="no")
    services.reopen(number=lamp, actor=name(), reason="still_broken")
    close(lamp)
    services.rate(number=lamp, pseudonym=name(), solved="yes")
    [tally] = RatingTally.objects.all()
    assert (tally.yes, tally.no, Rating.objects.count()) == (1, 1, 2)
    assert_replays()


def test_a_private_answer_stays_with_the_office_and_leaves_with_the_person(at_noon, town):
    me = Person.objects.create_user("resident@example.org")
    lamp = services.report(
        problem=services.Problem(service_code="lamp", title="Dark", address="Mill Road"),
        reporter=person(person_id=me.pk, email=me.email),
    ).service_request_id
    ask(lamp, public=False, words="What is your telephone number?")
    ask(lamp)
    assert [one.words for one in inquiries.inquiries(lamp)] == ["", "Which side of the road?"]
    [first, second] = inquiries.waiting_for(me.pk)
    assert (first.words, second.words) == ("What is your telephone number?", "Which side of the road?")
    file = StoredFile.objects.create(
        commitment="ab" * 32,
        media_type="image/jpeg",
        size=1,
        subject=chores.DRAFTS,
        public=False,
        created=NOW,
        salt=b"x",
    )
    photo = events.Photo(file=file.pk, commitment=file.commitment)
    services.answer(number=lamp, question=1, pseudonym=name(), words="0808 157 0100", photos=[photo])
    services.answer(number=lamp, question=2, pseudonym=name(), words="By the school", publish=True)
    entries = b" ".join(bytes(one.entry) for one in RecordedFact.objects.all())
    # In full, because four digits alone turn up in some commitment sooner or later.
    assert b"0808 157 0100" not in entries
    assert b"telephone" not in entries
    assert timeline(f"requests/{lamp}")[-2].event == events.Answered(question=1)
    assert [one.answer for one in inquiries.inquiries(lamp)] == ["", "By the school"]
    assert inquiries.inquiries(lamp, private=True)[0].answer == "0808 157 0100"
    assert StoredFile.objects.get(pk=file.pk).subject == f"requests/{lamp}"
    assert not StoredFile.objects.get(pk=file.pk).public
    with pytest.raises(Refused, match="any more"):
        services.answer(number=lamp, question=1, pseudonym=name(), words="again")
    assert "0808 157 0100" in str(personal.export_of(me))
    personal.erase(me)
    assert not Reply.objects.exists()
    assert StoredFile.objects.get(pk=file.pk).erased
    assert_replays()


def test_who_cannot_be_reached_cannot_be_asked_and_nobody_else_answers(at_noon, town, lamp):
    silent = services.report(
        problem=services.Problem(service_code="lamp", title="Dark", address="Mill Road"), reporter=person(5)
    ).service_request_id
    for changes, why in (
        ({"number": silent}, "left no address"),
        ({"words": " "}, "write the question"),
        ({"until": NOW}, "between 1 and 90 days"),
        ({"until": NOW + timedelta(days=91)}, "between 1 and 90 days"),
        ({"otherwise": "shout"}, "go_on, close"),
    ):
        with pytest.raises(Refused, match=why):
            ask(changes.pop("number", lamp), **changes)
    ask(lamp)
    services.join(number=lamp, reporter=person(2, email="two@example.org"))
    with pytest.raises(Refused, match="only the person who reported"):
        services.answer(number=lamp, question=1, pseudonym=name(2), words="me")
    with pytest.raises(services.NotFound):
        services.answer(number=lamp, question=2, pseudonym=name(), words="me")
    close(lamp)
    assert Inquiry.objects.get().state == "withdrawn"
    with pytest.raises(Refused, match="any more"):
        services.answer(number=lamp, question=1, pseudonym=name(), words="late")
    assert_replays()


def test_silence_has_the_consequence_that_was_stated_once(at_noon, lamp):
    ask(lamp)
    ask(lamp, until=NOW + timedelta(days=9), otherwise="close")
    assert services.lapse(NOW + timedelta(days=7)) == 0, "the last moment still counts"
    at_noon.shift(timedelta(days=8))
    assert (chores.lapse(), chores.lapse()) == (1, 0)
    assert queries.request(lamp).state == "new", "we go on without"
    with pytest.raises(Refused):
        services.answer(number=lamp, question=1, pseudonym=name(), words="too late")
    at_noon.shift(timedelta(days=2))
    assert services.lapse(NOW + timedelta(days=10)) == 1
    row = queries.request(lamp)
    assert (row.state, rules.open311_status(row.state)) == ("could_not_verify", "closed")
    assert "had no answer" in queries.shown([row])[0].status_words
    facts = timeline(f"requests/{lamp}")
    assert [(one.kind.partition(".")[2], one.actor) for one in facts[-3:]] == [
        ("unanswered", "system:clock"),
        ("unanswered", "system:clock"),
        ("closed", "system:clock"),
    ]
    services.reopen(number=lamp, actor=name(), reason="still_broken")
    assert_replays()


@pytest.mark.django_db(transaction=True)
def test_what_residents_do_races_itself(town, lamp):
    outcomes = []

    def work(command):
        try:
            outcomes.append(bool(command()))
        except Refused:
            outcomes.append(None)
        finally:
            connection.close()

    def race(command, count=4):
        outcomes.clear()
        threads = [threading.Thread(target=work, args=(command,)) for _ in range(count)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        return sorted(outcomes, key=str)

    until = datetime.now(UTC) + timedelta(days=2)
    assert race(lambda: ask(lamp, until=until, otherwise="close")).count(True) == 3, "three wait at most"
    assert race(lambda: services.answer(number=lamp, question=1, pseudonym=name(), words="x")) == [
        None, None, None, True,
    ]  # fmt: skip
    lapsed = race(lambda: services.lapse(until + timedelta(days=1)))
    assert lapsed.count(True) >= 1
    assert [one.kind for one in timeline(f"requests/{lamp}")].count("service_requests.closed") == 1
    assert set(Inquiry.objects.values_list("state", flat=True)) <= {"answered", "unanswered", "withdrawn"}
    closing = queries.request(lamp).closing
    assert race(lambda: services.rate(number=lamp, pseudonym=name(), solved="no")) == [
        False,
        False,
        False,
        True,
    ]
    assert race(
        lambda: services.reopen(number=lamp, actor=name(), reason="still_broken", closing=closing)
    ) == [None, None, None, True]
    key = "7b0a3ff4-8f5e-4f2e-9a35-1f1f5b1c9d11"
    problem = services.Problem(service_code="lamp", title="Once", address="Mill Road", channel="app")
    assert race(lambda: services.report_once(key=key, problem=problem, reporter=person(9))[1]) == [
        False, False, False, True,
    ]  # fmt: skip
    assert queries.matching(queries.Filter(states=["new"])).count() == 1
    assert_replays()


@given(
    state=MAYBE,
    since=SPANS,
    reason=st.sampled_from((*rules.REOPEN_REASONS, "x")),
    words=st.text(max_size=5),
    office=st.booleans(),
)
def test_reopening_is_allowed_only_when_closed_with_a_reason_and_in_time(state, since, reason, words, office):
    refusal = rules.may_reopen(
        state=state, closed=NOW - since, now=NOW, reason=reason, words=words, by_office=office
    )
    allowed = (
        state not in rules.OPEN_STATES
        and reason in rules.REOPEN_REASONS
        and (reason != "other" or bool(words.strip()))
        and (office or since <= rules.REOPEN_WITHIN)
    )
    assert (refusal is None) == allowed


@given(waiting=st.booleans(), left=SPANS, words=st.text(max_size=5), me=st.booleans())
def test_a_question_can_be_answered_or_lapse_but_never_both(waiting, left, words, me):
    until = NOW + left
    can = rules.may_answer(waiting=waiting, until=until, now=NOW, words=words, asked_of_me=me) is None
    lapses = rules.may_lapse(waiting=waiting, until=until, now=NOW)
    assert not (can and lapses)
    assert can == (waiting and me and left >= timedelta(0) and bool(words.strip()))
    assert lapses == (waiting and left < timedelta(0))
