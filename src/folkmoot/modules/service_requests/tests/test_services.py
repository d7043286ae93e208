"""The life of a report: every command is a fact, replays, and refuses what the rules do not allow."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from tests.fixtures.town import person

from folkmoot.modules.service_requests import queries, rules, services
from folkmoot.modules.service_requests.models import Contact, RequestTally, ServiceRequest
from folkmoot.modules.service_requests.services import NotFound, Refused
from folkmoot.record import text
from folkmoot.record.api import timeline
from folkmoot.record.models import RecordedFact
from folkmoot.record.projection import assert_replays

START = "2026-03-09T21:14:00+00:00"


def test_from_report_to_answer_and_back(town):
    with time_machine.travel(START, tick=False) as clock:
        number = services.report(
            problem=services.Problem(
                service_code="pothole",
                title="Hole",
                lat=52.48,
                long=1.7,
                answers={"SIZE": ["large"], "MORE": ["deep"]},
            ),
            reporter=person(email="a@example.org"),
        ).service_request_id
        assert number.startswith("MH-26-")
        row = queries.request(number)
        assert (row.state, row.office, row.expected - row.requested) == (
            "new",
            "streets",
            timedelta(hours=120),
        )
        clock.shift(timedelta(hours=1))
        assert services.join(number=number, reporter=person(2)) is not None
        assert services.join(number=number, reporter=person(2)) is None
        services.acknowledge(number=number, office="streets")
        services.assign(number=number, office="streets", to="lighting", words="It is a lamp's hole")
        services.recategorise(number=number, office="lighting", service_code="lamp")
        services.update(number=number, office="lighting", words="A crew is on its way")
        assert queries.tallies(offices=["lighting"]) == {"in_progress": 1}
        services.close(number=number, office="lighting", reason="resolved", words="Filled and lit")
        row = queries.request(number)
        assert (row.state, row.supporters, rules.open311_status(row.state)) == ("resolved", 2, "closed")
        clock.shift(timedelta(days=13))
        services.reopen(number=number, actor=person(2).pseudonym(""), words="It is back")
        assert queries.request(number).state == "acknowledged"
        services.close(
            number=number,
            office="lighting",
            reason="declined",
            words="Not our road",
            responsible="The county",
        )
        clock.shift(timedelta(days=15))
        with pytest.raises(Refused, match="14 days"):
            services.reopen(number=number, actor=person(2).pseudonym(""), words="Still")
    assert [one.kind.partition(".")[2] for one in timeline(f"requests/{number}")] == [
        "reported", "joined", "acknowledged", "assigned", "recategorised", "updated", "closed", "reopened", "closed",
    ]  # fmt: skip
    assert sum(RequestTally.objects.values_list("count", flat=True)) == 1
    assert_replays()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"description": "x" * 4001}, "description"),
        ({"lat": 95.0}, "lat"),
        ({"lat": float("nan")}, "lat"),
        ({"lat": None}, "lat"),
        ({"lat": None, "long": None}, "location"),
        ({"answers": {}}, "SIZE"),
        ({"answers": {"SIZE": ["huge"]}}, "SIZE"),
        ({"answers": {"SIZE": ["large"], "COLOUR": ["red"]}}, "COLOUR"),
    ],
)
def test_a_bad_report_is_refused_with_the_field(town, changes, field):
    good = {
        "service_code": "pothole",
        "title": "Hole",
        "lat": 52.48,
        "long": 1.7,
        "answers": {"SIZE": ["large"]},
    }
    facts = RecordedFact.objects.count()
    with pytest.raises(Refused) as refused:
        services.report(problem=services.Problem(**good | changes), reporter=person())
    assert field in [one.field for one in refused.value.refusals]
    assert RecordedFact.objects.count() == facts
    with pytest.raises(NotFound):
        services.report(problem=services.Problem(**good | {"service_code": "none"}), reporter=person())


def test_transitions_that_are_not_allowed(lamp):
    services.acknowledge(number=lamp, office="lighting")
    for command in (
        lambda: services.acknowledge(number=lamp, office="lighting"),
        lambda: services.assign(number=lamp, office="lighting", to="lighting"),
        lambda: services.assign(number=lamp, office="lighting", to="nobody"),
        lambda: services.recategorise(number=lamp, office="lighting", service_code="lamp"),
        lambda: services.update(number=lamp, office="lighting", words=" "),
        lambda: services.close(number=lamp, office="lighting", reason="bored", words="x"),
        lambda: services.close(number=lamp, office="lighting", reason="declined", words="x"),
        lambda: services.close(
            number=lamp, office="lighting", reason="duplicate", words="x", duplicate_of=lamp
        ),
        lambda: services.close(
            number=lamp, office="lighting", reason="duplicate", words="x", duplicate_of="nope"
        ),
        lambda: services.reopen(number=lamp, actor="office:lighting", words="x"),
    ):
        with pytest.raises(Refused):
            command()
    assert len(timeline(f"requests/{lamp}")) == 2
    with pytest.raises(NotFound):
        services.acknowledge(number="MH-26-NOTHIN", office="lighting")


def test_nothing_private_is_on_the_record_and_words_can_be_erased(lamp):
    entries = b" ".join(bytes(one.entry) for one in RecordedFact.objects.all())
    for secret in (b"resident@example.org", b"Ada", b"Quay Lane", b"very dark", b"52.480123"):
        assert secret not in entries
    row = queries.request(lamp)
    services.remove_words(
        number=lamp, actor="office:streets", commitments=[row.description, row.address], reason="erasure"
    )
    [shown] = queries.shown([queries.request(lamp)])
    assert (shown.title, shown.description, shown.address) == (
        "Streetlight outside 14 Quay Lane is out", "[words removed]", "",
    )  # fmt: skip
    assert text.opening(row.description) is None
    with pytest.raises(Refused):
        services.remove_words(number=lamp, actor="office:streets", commitments=["0" * 64], reason="abuse")
    assert_replays()


@pytest.mark.django_db(transaction=True)
def test_every_command_races_itself(town, lamp):
    outcomes = []

    def work(command):
        try:
            command()
            outcomes.append("done")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    def race(command, count=4):
        outcomes.clear()
        threads = [threading.Thread(target=work, args=(command,)) for _ in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sorted(outcomes)

    assert race(lambda: services.acknowledge(number=lamp, office="lighting")) == ["done"] + ["refused"] * 3
    assert (
        race(lambda: services.assign(number=lamp, office="lighting", to="streets", reason="not_ours"))
        == ["done"] + ["refused"] * 3
    )
    assert race(lambda: services.recategorise(number=lamp, office="streets", service_code="other")) == [
        "done", "refused", "refused", "refused",
    ]  # fmt: skip
    race(lambda: services.join(number=lamp, reporter=person(7)))
    assert queries.request(lamp).supporters == 2
    close = {"number": lamp, "office": "streets", "reason": "resolved", "words": "done"}
    assert race(lambda: services.close(**close)) == ["done"] + ["refused"] * 3
    assert (
        race(lambda: services.reopen(number=lamp, actor="office:streets", words="no"))
        == ["done"] + ["refused"] * 3
    )
    assert race(lambda: services.update(number=lamp, office="streets", words="news")) == ["done"] * 4
    assert len(timeline(f"requests/{lamp}")) == 11
    assert ServiceRequest.objects.count() == 1
    assert Contact.objects.filter(reporter=False).count() == 1
    assert_replays()
