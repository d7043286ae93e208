"""Merging reports of the same problem, undoing it, telling reports from each other."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures.racing import race
from tests.fixtures.town import person

from folkmoot.modules.service_requests import events, queries, rules, services
from folkmoot.modules.service_requests.models import Apart, Inquiry, Likeness, ServiceRequest
from folkmoot.modules.service_requests.services import NotFound, Refused
from folkmoot.record import clock
from folkmoot.record.api import timeline
from folkmoot.record.projection import assert_replays

BUT = {"updated", "status_words", "answered", "_state"}
"""What an undone merge may leave behind: that something happened, and what was said."""


def report(number=2, title="The lamp at the corner is dark", **changes):
    problem = services.Problem(service_code="lamp", title=title, lat=52.4802, long=1.7004, address="Quay 1")
    return services.report(problem=problem, reporter=person(number, **changes)).service_request_id


def as_it_stands(number):
    return {name: value for name, value in vars(queries.request(number)).items() if name not in BUT}


def test_a_merged_report_is_followed_at_the_other_one(lamp):
    other = report()
    services.join(number=other, reporter=person(3))
    services.merge(number=other, into=lamp, office="lighting", words="The same lamp")
    row, survivor = queries.request(other), queries.request(lamp)
    assert (row.state, row.duplicate_of, rules.open311_status(row.state)) == ("duplicate", lamp, "closed")
    assert survivor.supporters == 3, "everybody comes along"
    assert (survivor.state, queries.merged_into(row)) == ("new", lamp)
    assert [one.pk for one in queries.taken_in(lamp)] == [other]
    merged, took = timeline(f"requests/{other}")[-1].event, timeline(f"requests/{lamp}")[-1].event
    assert (merged.into, merged.supporters) == (f"requests/{lamp}", 2)
    assert (took.other, took.supporters) == (f"requests/{other}", 2)
    with pytest.raises(Refused, match=f"followed at {lamp}"):
        services.reopen(number=other, actor=person(2).pseudonym(""), reason="still_broken")
    assert_replays()


def test_what_was_merged_once_leads_on_to_where_it_is_followed(lamp):
    second, third = report(2), report(3)
    services.merge(number=lamp, into=second, office="lighting")
    services.merge(number=third, into=lamp, office="lighting")
    assert queries.request(third).duplicate_of == second, "what is named was merged itself"
    assert queries.request(second).supporters == 3
    fourth = report(4)
    services.merge(number=second, into=fourth, office="lighting")
    assert queries.request(fourth).supporters == 4
    assert queries.survivor(queries.request(third)).pk == fourth
    assert set(queries.repeating([fourth])) == {lamp, second, third}
    with pytest.raises(Refused, match="undo that first"):
        services.unmerge(number=third, office="lighting")
    services.unmerge(number=second, office="lighting")
    services.unmerge(number=third, office="lighting")
    assert [queries.request(one).supporters for one in (lamp, second, third, fourth)] == [1, 2, 1, 1]
    assert_replays()


def test_a_merge_is_refused_with_what_would_be_right(lamp):
    other = report()
    for given_, why in (
        ({"into": lamp, "number": lamp}, "into itself"),
        ({"office": "streets"}, "another team"),
    ):
        with pytest.raises(Refused, match=why):
            services.merge(**{"number": other, "into": lamp, "office": "lighting"} | given_)
    for missing in ({"into": "none"}, {"number": "none"}):
        with pytest.raises(NotFound, match="none"):
            services.merge(**{"number": other, "into": lamp, "office": "lighting"} | missing)
    services.merge(number=other, into=lamp, office="lighting")
    with pytest.raises(Refused, match="into itself"):
        services.merge(number=lamp, into=other, office="lighting")
    with pytest.raises(Refused, match="closed"):
        services.merge(number=other, into=lamp, office="lighting")
    third = report(3)
    services.close(number=lamp, office="lighting", reason="resolved", words="done")
    with pytest.raises(Refused, match="merge into an open report"):
        services.merge(number=third, into=other, office="lighting")
    assert_replays()


def test_another_team_may_have_the_surviving_report(lamp):
    other = report()
    services.assign(number=lamp, office="lighting", to="streets", reason="not_ours")
    services.merge(number=other, into=lamp, office="lighting")
    assert queries.request(lamp).supporters == 2
    with pytest.raises(Refused, match="another team"):
        services.unmerge(number=other, office="streets")
    services.unmerge(number=other, office="lighting")
    with pytest.raises(Refused, match="not merged"):
        services.unmerge(number=other, office="lighting")
    assert_replays()


def test_a_closing_as_reported_before_is_no_merge_and_can_be_opened_again(lamp):
    other = report()
    services.close(number=other, office="lighting", reason="duplicate", words="same", duplicate_of=lamp)
    assert queries.merged_into(queries.request(other)) == ""
    with pytest.raises(Refused, match="not merged"):
        services.unmerge(number=other, office="lighting")
    services.reopen(number=other, actor="office:lighting", words="not the same")
    assert_replays()


ACTS = {
    "acknowledge": lambda number: services.acknowledge(number=number, office="lighting"),
    "update": lambda number: services.update(number=number, office="lighting", words="News"),
    "prioritise": lambda number: services.prioritise(number=number, office="lighting", priority="high"),
    "pass": lambda number: services.assign(
        number=number, office=queries.request(number).office, to="lighting", reason="skills"
    ),
    "close": lambda number: services.close(number=number, office="lighting", reason="resolved", words="x"),
    "reopen": lambda number: services.reopen(number=number, actor="office:lighting", words="again"),
    "join": lambda number: services.join(number=number, reporter=person(77)),
    "merge": lambda number: services.merge(number=number, into=report(8), office="lighting"),
    "unmerge": lambda number: services.unmerge(number=number, office="lighting"),
}


@pytest.mark.parametrize(
    "before",
    [
        (),
        ("acknowledge",),
        ("acknowledge", "update", "join"),
        ("prioritise",),
        ("close", "reopen"),
        ("update", "merge", "unmerge"),
        ("merge", "unmerge", "acknowledge"),
    ],
)
def test_an_undone_merge_leaves_the_report_as_it_stood(lamp, before):
    other = report()
    for act in before:
        ACTS[act](other)
    with clock.telling(clock.now() + timedelta(minutes=1)):
        stood, beside = as_it_stands(other), as_it_stands(lamp)
        services.merge(number=other, into=lamp, office="lighting")
        services.unmerge(number=other, office="lighting", words="Two lamps after all")
    assert as_it_stands(other) == stood
    assert as_it_stands(lamp) == beside
    assert_replays()


def test_questions_that_a_merge_withdrew_wait_again_while_there_is_time(lamp):
    other = report(email="two@example.org")
    until = clock.now() + timedelta(days=3)
    services.ask(number=other, office="lighting", words="Which?", public=True, until=until, otherwise="go_on")
    services.merge(number=other, into=lamp, office="lighting")
    assert Inquiry.objects.get().state == "withdrawn"
    services.unmerge(number=other, office="lighting")
    assert Inquiry.objects.get().state == "waiting"
    services.merge(number=other, into=lamp, office="lighting")
    with clock.telling(until + timedelta(days=1)):
        services.unmerge(number=other, office="lighting")
    assert Inquiry.objects.get().state == "withdrawn"
    assert_replays()


def test_reports_that_were_compared_are_not_offered_again(lamp):
    other = report()
    Likeness.objects.create(pk=lamp, other=other, score=0.9)
    with pytest.raises(Refused, match="with itself"):
        services.keep_apart(number=lamp, other=lamp, office="lighting")
    with pytest.raises(Refused, match="another team"):
        services.keep_apart(number=lamp, other=other, office="streets")
    services.keep_apart(number=lamp, other=other, office="lighting")
    assert queries.kept_apart(other, [lamp, "x"]) == {lamp}
    assert not Likeness.objects.exists()
    for one, two in ((lamp, other), (other, lamp)):
        with pytest.raises(Refused, match="said before"):
            services.keep_apart(number=one, other=two, office="lighting")
    assert Apart.objects.count() == 1
    assert_replays()


@pytest.mark.django_db(transaction=True)
def test_merging_races_itself(lamp):
    other = report()
    losing = (Refused,)
    pairs = [(other, lamp), (lamp, other)] * 2
    assert race(
        lambda: services.merge(**dict(zip(("number", "into"), pairs.pop(), strict=True)), office="lighting"),
        losing=losing,
    ) == ["done", "lost", "lost", "lost"]
    [merged] = ServiceRequest.objects.filter(state="duplicate")
    assert queries.request(merged.duplicate_of).supporters == 2
    assert race(lambda: services.unmerge(number=merged.pk, office="lighting"), losing=losing) == [
        "done", "lost", "lost", "lost",
    ]  # fmt: skip
    pairs = [(other, lamp), (lamp, other)] * 2
    assert race(
        lambda: services.keep_apart(
            **dict(zip(("number", "other"), pairs.pop(), strict=True)), office="lighting"
        ),
        losing=losing,
    ) == ["done", "lost", "lost", "lost"]
    assert_replays()


STATES = st.sampled_from(rules.STATES)
NUMBERS = st.sampled_from(["A", "B"])


@given(number=NUMBERS, into=NUMBERS, state=STATES, other=STATES, holds=st.booleans())
def test_only_open_reports_of_the_office_are_merged_into_other_open_ones(number, into, state, other, holds):
    refusal = rules.may_merge(number=number, into=into, state=state, into_state=other, holds=holds)
    allowed = holds and number != into and state in rules.OPEN_STATES and other in rules.OPEN_STATES
    assert (refusal is None) == allowed


@given(merged=st.booleans(), holds=st.booleans(), further=st.sampled_from(["", "C"]))
def test_a_merge_is_undone_once_and_from_the_outside_in(merged, holds, further):
    refusal = rules.may_unmerge(merged=merged, holds=holds, further=further)
    assert (refusal is None) == (merged and holds and not further)


@given(one=st.text(max_size=3), other=st.text(max_size=3), holds=st.booleans(), said=st.booleans())
def test_two_reports_are_told_from_each_other_once(one, other, holds, said):
    assert rules.pair(one, other) == rules.pair(other, one)
    refusal = rules.may_keep_apart(number=one, other=other, holds=holds, said=said)
    assert (refusal is None) == (holds and one != other and not said)


STEPS = st.lists(
    st.sampled_from(
        [
            events.Acknowledged(),
            events.Assigned(office="x"),
            events.Updated(words=""),
            events.Waiting(whom="parts", until=None),
            events.Prioritised(priority="high"),
            events.Joined(),
        ]
    ),
    max_size=6,
)


@given(acts=STEPS)
def test_the_state_before_a_merge_follows_from_the_acts(acts):
    before = rules.state_after(acts)
    merged = [*acts, events.Merged(into="requests/A", supporters=1)]
    assert rules.state_after(merged) == "duplicate"
    assert rules.state_after([*merged, events.Unmerged(state=before)]) == before
    assert before in rules.OPEN_STATES
