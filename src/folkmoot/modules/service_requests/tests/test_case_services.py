"""Waiting, ordering work, splitting, passing up, canned answers."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures.racing import race
from tests.fixtures.town import person

from folkmoot.modules.service_requests import (
    configuration,
    events,
    inquiries,
    life,
    queries,
    rules,
    services,
)
from folkmoot.modules.service_requests.models import (
    CannedAnswer,
    Contact,
    Holder,
    RequestUpdate,
    ServiceRequest,
)
from folkmoot.modules.service_requests.notices import notices
from folkmoot.modules.service_requests.services import NotFound, Refused
from folkmoot.people.models import Person, Role
from folkmoot.people.pseudonyms import pseudonym
from folkmoot.record import clock, store, text
from folkmoot.record.api import about, timeline
from folkmoot.record.manifest import ConfigurationError
from folkmoot.record.models import RecordedFact
from folkmoot.record.projection import assert_replays

NOW = datetime(2026, 3, 12, 14, 2, tzinfo=UTC)


def in_days(days):
    return clock.now() + timedelta(days=days)


def order(lamp, **changes):
    given_ = {"number": lamp, "office": "lighting", "system": "Maximo", "order": "4711"}
    return services.order_work(**given_ | changes)


def split(lamp, **changes):
    given_ = {
        "number": lamp, "office": "lighting", "title": "Hole beside the lamp", "description": "A deep one.",
        "service_code": "other", "words": "Two problems in one",
    }  # fmt: skip
    return services.split(**given_ | changes).service_request_id


def steps(number):
    [shown] = queries.shown([queries.request(number)])
    return [(one.title, one.words) for one in life.steps(shown)]


def statuses(number):
    rows = RequestUpdate.objects.filter(service_request_id=number).order_by("updated")
    return [one.status for one in rows]


def test_work_waits_and_goes_on(lamp):
    until = in_days(10)
    services.wait(number=lamp, office="lighting", whom="parts", until=until, words="A new head is ordered")
    row = queries.request(lamp)
    assert (row.state, row.waiting_for, row.waiting_until) == ("in_progress", "parts", until)
    assert steps(lamp)[1][0].startswith("Waits for parts, we look again on ")
    for changes, why in (
        ({}, "already"),
        ({"whom": "mood"}, "choose one of"),
        ({"until": in_days(-1)}, "after today"),
        ({"until": in_days(400)}, "within a year"),
        ({"office": "streets"}, "another team"),
    ):
        with pytest.raises(Refused, match=why):
            services.wait(**{"number": lamp, "office": "lighting", "whom": "parts", "until": until} | changes)
    services.resume(number=lamp, office="lighting", words="It came")
    assert (queries.request(lamp).waiting_for, queries.request(lamp).waiting_until) == ("", None)
    with pytest.raises(Refused, match="does not wait"):
        services.resume(number=lamp, office="lighting")
    services.wait(number=lamp, office="lighting", whom="weather")
    assert steps(lamp)[3][0] == "Waits for the weather"
    services.close(number=lamp, office="lighting", reason="resolved", words="done")
    with pytest.raises(Refused, match="closed"):
        services.wait(number=lamp, office="lighting", whom="parts")
    assert statuses(lamp) == ["IN_PROGRESS", "IN_PROGRESS", "IN_PROGRESS", "FIXED"]
    assert_replays()


def test_an_order_has_a_number_in_a_named_system(lamp):
    for changes, why in (
        ({"system": " "}, "name the system"),
        ({"order": ""}, "give the number"),
        ({"url": "http://maximo.example/4711"}, "https://"),
        ({"url": "javascript:alert(1)"}, "https://"),
        ({"url": "https://me:secret@maximo.example/"}, "https://"),
        ({"url": "https://maximo.example/" + "x" * 400}, "at most 400"),
        ({"system": "x" * 81}, "at most 80"),
        ({"order": "4711\n4712"}, "on one line"),
        ({"office": "streets"}, "another team"),
    ):
        with pytest.raises(Refused, match=why):
            order(lamp, **changes)
    order(lamp, url="https://maximo.example/orders/4711?all=1")
    row = queries.request(lamp)
    assert (row.order_system, row.order_number, row.state) == ("Maximo", "4711", "new")
    assert steps(lamp)[1][0] == "Work order 4711 in Maximo"
    with pytest.raises(Refused, match="already"):
        order(lamp, url="https://maximo.example/orders/4711?all=1")
    order(lamp, order="4712")
    order(lamp, system="", order="", url="")
    row = queries.request(lamp)
    assert (row.order_system, row.order_number, row.order_url) == ("", "", "")
    assert statuses(lamp) == ["ACTION_SCHEDULED", "ACTION_SCHEDULED", "IN_PROGRESS"]
    assert_replays()


def test_a_part_becomes_a_report_whose_reporter_is_told_and_may_answer(town):
    me = Person.objects.create_user("resident@example.org")
    lamp = services.report(
        problem=services.Problem(service_code="lamp", title="Dark, and a hole", lat=52.48, long=1.7),
        reporter=person(person_id=me.pk, email=me.email, first_name="Ada"),
    ).service_request_id
    made = split(lamp)
    row, origin = queries.request(made), queries.request(lamp)
    assert (row.split_from, row.channel, row.office, row.state) == (lamp, "desk", "streets", "new")
    assert (row.lat, row.long, row.requested) == (origin.lat, origin.long, origin.requested)
    contact = Contact.objects.get(service_request_id=made)
    assert contact.pseudonym == pseudonym(me.pk, f"requests/{made}")
    assert (contact.first_name, contact.reporter) == ("Ada", True)
    entries = b" ".join(bytes(one.entry) for one in RecordedFact.objects.all())
    assert b"Hole beside" not in entries
    [told] = notices(timeline(f"requests/{made}"))
    assert f"a part of your report {lamp}" in told.body
    services.ask(
        number=made, office="streets", words="How deep?", public=True, until=in_days(3), otherwise="go_on"
    )
    services.answer(number=made, question=1, pseudonym=contact.pseudonym, words="A hand")
    assert inquiries.took_part(made, contact.pseudonym)
    assert steps(made)[0][0] == f"Split off from report {lamp}"
    assert steps(lamp)[1] == (f"A part became report {made}", "Two problems in one")
    assert_replays()


def test_splitting_is_refused_with_what_would_be_right(lamp):
    for changes, why in (
        ({"title": " "}, "few words"),
        ({"title": "x" * 121}, "at most 120"),
        ({"description": "x" * 4001}, "at most 4,000"),
        ({"office": "streets"}, "another team"),
        ({"service_code": "pothole"}, "answer the question SIZE"),
        ({"service_code": "pothole", "answers": {"SIZE": ["huge"]}}, "'huge' is not one of"),
        ({"answers": {"SIZE": ["large"]}}, "no question"),
    ):
        with pytest.raises(Refused, match=why):
            split(lamp, **changes)
    for changes in ({"service_code": "none"}, {"number": "none"}):
        with pytest.raises(NotFound):
            split(lamp, **changes)
    guest = queries.contact(split(lamp))
    assert (guest.email, guest.person_id) == ("resident@example.org", None)
    assert guest.pseudonym not in {person().pseudonym(""), ""}
    services.close(number=lamp, office="lighting", reason="resolved", words="done")
    with pytest.raises(Refused, match="closed"):
        split(lamp)
    assert_replays()


def test_a_promise_is_passed_up_once_for_each_level(lamp):
    row = queries.request(lamp)
    assert services.escalate(row.expected - timedelta(hours=25)) == 0
    soon, late = row.expected - timedelta(hours=23), row.expected + timedelta(hours=1)
    assert (services.escalate(soon), services.escalate(soon)) == (1, 0)
    assert queries.request(lamp).escalated == "due_soon"
    assert (services.escalate(late), services.escalate(late)) == (1, 0)
    assert [(one.event.level, one.actor) for one in timeline(f"requests/{lamp}")[1:]] == [
        ("due_soon", "system:clock"), ("missed", "system:clock"),
    ]  # fmt: skip
    services.recategorise(number=lamp, office="lighting", service_code="other")
    assert services.escalate(late + timedelta(days=90)) == 0, "no promise, nothing to miss"
    assert queries.request(lamp).escalated == ""
    assert_replays()


def test_many_late_reports_are_passed_up_in_batches(town, monkeypatch):
    monkeypatch.setattr("folkmoot.modules.service_requests.services.escalating.BATCH", 2)
    monkeypatch.setattr("folkmoot.modules.service_requests.services.escalating.MOST", 4)
    for number in range(5):
        services.report(
            problem=services.Problem(service_code="lamp", title=f"Lamp {number}", address="x"),
            reporter=person(number),
        )
    late = in_days(30)
    assert [services.escalate(late) for _turn in range(3)] == [4, 1, 0]
    assert_replays()


def imported(number, *, expected):
    """A report of another system, on the record since now."""
    words = text.commit("Lamp", subject=f"requests/{number}")
    row = {
        "service_request_id": number, "service_code": "lamp", "state": "new", "office": "lighting",
        "requested": in_days(-400).isoformat(), "updated": in_days(-400).isoformat(), "closed": None,
        "expected": expected and expected.isoformat(), "title": words, "channel": "import", "supporters": 1,
    }  # fmt: skip
    with about(f"imports/{number}", actor="office:lighting") as fact:
        segment = store.put_segment(json.dumps(row).encode(), media_type="application/jsonl")
        fact(events.Imported(source=number, segment=segment, count=1, first=1, last=1))
    return number


def test_a_backlog_that_was_imported_late_is_not_passed_up(lamp):
    old = [imported(f"OLD-{number}", expected=in_days(-390 + number)) for number in range(3)]
    still = imported("OLD-9", expected=in_days(2))
    assert services.escalate(clock.now()) == 0
    assert not ServiceRequest.objects.filter(pk__in=old).exclude(escalated="").exists()
    assert services.escalate(in_days(3)) == 1, "a promise that could be kept is passed up when it is missed"
    assert queries.request(still).escalated == "missed"
    # Moved in bulk to a service with a promise from the day of the report, they are as late as before.
    for number in (*old, imported("OLD-10", expected=None)):
        services.recategorise(number=number, office="lighting", service_code="pothole")
        assert queries.request(number).expected < clock.now()
    assert services.escalate(in_days(3.5)) == 0
    with clock.telling(in_days(-30)):
        ours = services.report(
            problem=services.Problem(service_code="other", title="Hole", address="x"), reporter=person(9)
        ).service_request_id
    services.recategorise(number=ours, office="streets", service_code="lamp")
    assert services.escalate(in_days(3.5)) == 1, "what was reported here is passed up however late it is"
    assert queries.request(ours).escalated == "missed"
    assert_replays()


def test_who_is_told_that_a_promise_is_at_stake(lamp):
    robin, kim, _other = (
        Person.objects.create_user(f"{name}@example.org") for name in ("robin", "kim", "other")
    )
    Role.objects.create(person=robin, role="officer", office="lighting")
    Role.objects.create(person=kim, role="officer", office="")
    Role.objects.create(person=_other, role="officer", office="streets")
    row = queries.request(lamp)
    services.escalate(row.expected - timedelta(hours=1))
    told = list(notices(timeline(f"requests/{lamp}")[-1:]))
    assert {(one.person_id, one.url) for one in told} == {
        (robin.pk, f"/desk/{lamp}"), (kim.pk, f"/desk/{lamp}"),
    }  # fmt: skip
    assert all(one.title.startswith("Due soon:") for one in told)
    Holder.objects.create(pk=lamp, person=kim, since=clock.now())
    services.escalate(row.expected + timedelta(hours=1))
    told = list(notices(timeline(f"requests/{lamp}")[-1:]))
    assert [(one.person_id, one.email, one.purpose) for one in told] == [
        (None, "resident@example.org", "escalated"), (kim.pk, "", "passed_up"),
    ]  # fmt: skip


def test_canned_answers_are_kept_by_team(town):
    mine = services.add_answer(office="lighting", name=" Ordered ", words="Part for {number} is ordered.")
    services.add_answer(office="", name="Ordered", words="Thank you.")
    for changes, why in (
        ({}, "with this name already"),
        ({"name": ""}, "give it a name"),
        ({"words": " "}, "write the answer"),
        ({"words": "Dear {person}"}, "{person} is not known"),
        ({"office": "none"}, "no office"),
    ):
        with pytest.raises(Refused, match=why):
            services.add_answer(**{"office": "lighting", "name": "Ordered", "words": "x"} | changes)
    changed = services.change_answer(answer=mine.pk, office="lighting", name="Ordered", words="New {title}")
    assert (changed.name, changed.words) == ("Ordered", "New {title}")
    for act in (
        lambda: services.change_answer(answer=mine.pk, office="", name="x", words="x"),
        lambda: services.drop_answer(answer=mine.pk, office="streets"),
    ):
        with pytest.raises(NotFound):
            act()
    services.drop_answer(answer=mine.pk, office="lighting")
    with pytest.raises(NotFound):
        services.drop_answer(answer=mine.pk, office="lighting")
    assert [one.office for one in queries.answers(["lighting"])] == [""]


@pytest.mark.django_db(transaction=True)
def test_what_offices_do_races_itself(lamp):
    once = ["done", "lost", "lost", "lost"]
    losing = (Refused, NotFound)
    wait = lambda: services.wait(number=lamp, office="lighting", whom="parts")
    assert race(wait, losing=losing) == once
    assert race(lambda: services.resume(number=lamp, office="lighting"), losing=losing) == once
    assert race(lambda: order(lamp), losing=losing) == once
    assert race(lambda: split(lamp), losing=losing) == ["done"] * 4
    late = in_days(30)
    race(lambda: services.escalate(late), losing=losing)
    passed_up = [one for one in timeline(f"requests/{lamp}") if isinstance(one.event, events.Escalated)]
    assert [one.event.level for one in passed_up] == ["missed"]
    add = lambda: services.add_answer(office="lighting", name="Once", words="x")
    assert race(add, losing=losing) == once
    answer = CannedAnswer.objects.get().pk
    drop = lambda: services.drop_answer(answer=answer, office="lighting")
    assert race(drop, losing=losing) == once
    assert_replays()


STATES = st.sampled_from(rules.STATES)
DAYS = st.integers(min_value=-400, max_value=400)


@given(state=STATES, whom=st.sampled_from([*rules.WHOM, "x"]), days=st.none() | DAYS, holds=st.booleans())
def test_open_reports_wait_until_a_day_within_a_year(state, whom, days, holds):
    until = None if days is None else NOW + timedelta(days=days)
    refusal = rules.may_wait(state=state, whom=whom, until=until, now=NOW, before=("", None), holds=holds)
    near = days is None or 0 < days <= 366
    assert (refusal is None) == (state in rules.OPEN_STATES and whom in rules.WHOM and near and holds)
    if refusal is None:
        assert rules.may_wait(state=state, whom=whom, until=until, now=NOW, before=(whom, until), holds=holds)


@given(url=st.text(max_size=30), scheme=st.sampled_from(["https://a.example/", "http://", "", "https://"]))
def test_an_order_leads_to_https_only(url, scheme):
    refusal = rules.may_order(
        state="new", system="M", number="1", url=scheme + url, before=("", "", ""), holds=True
    )
    if refusal is None and scheme + url:
        assert (scheme + url).startswith("https://")
        assert not set(scheme + url) & set('\n\r\t "<>\\')


@given(hours=st.integers(min_value=1, max_value=2000), left=st.integers(min_value=-3000, max_value=3000))
def test_a_promise_is_at_stake_in_the_last_fifth_but_no_earlier_than_a_day_before(hours, left):
    expected = NOW + timedelta(minutes=left)
    requested = expected - timedelta(hours=hours)
    level = rules.escalation(requested=requested, expected=expected, now=NOW)
    if left < 0:
        assert level == "missed"
    else:
        soon = left * 60 <= min(hours * 3600 / 5, 86_400)
        assert level == ("due_soon" if soon else "")
    for state in rules.STATES:
        for before in rules.LEVELS:
            higher = rules.LEVELS.index(level) > rules.LEVELS.index(before)
            passes = rules.must_escalate(state=state, level=level, before=before)
            assert passes == (higher and state in rules.OPEN_STATES)


@given(known=st.dictionaries(st.sampled_from(rules.PLACES), st.text(max_size=12)))
def test_open_places_are_filled_once(known):
    words = " ".join(f"{{{one}}}" for one in rules.PLACES) + " {other}"
    expected = " ".join(known.get(one, f"{{{one}}}") for one in rules.PLACES) + " {other}"
    assert rules.filled(words, known) == expected


def test_canned_answers_travel_in_the_configuration(town):
    services.add_answer(office="lighting", name="Ordered", words="Part for {number}")
    services.add_answer(office="", name="Thanks", words="Thank you")
    wanted = configuration.export()
    assert [(one.office, one.name) for one in wanted.answers] == [("", "Thanks"), ("lighting", "Ordered")]
    assert configuration.load(wanted, "/parts/service_requests") == []
    CannedAnswer.objects.filter(name="Thanks").delete()
    CannedAnswer.objects.filter(name="Ordered").update(words="Old")
    assert configuration.load(wanted, "/parts/service_requests") == [
        "The canned answer Thanks is new",
        "The canned answer Ordered changes",
    ]
    assert configuration.export() == wanted
    wrong = wanted.model_copy(
        update={"answers": (configuration.AnswerModel(office="none", name="", words="{x}"),)}
    )
    with pytest.raises(ConfigurationError) as problems:
        configuration.load(wrong, "/parts/service_requests")
    assert {path for path, _why in problems.value.problems} == {
        f"/parts/service_requests/answers/0/{one}" for one in ("office", "name", "words")
    }
