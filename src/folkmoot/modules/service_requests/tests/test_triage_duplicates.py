"""The duplicate score and the sample that judges it: properties, reasons, and the commands."""

import argparse
import csv
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures.town import person

from folkmoot.modules.service_requests import services
from folkmoot.modules.service_requests.triage import cli, sample
from folkmoot.modules.service_requests.triage import queries as triage
from folkmoot.modules.service_requests.triage.duplicates import WEIGHTS, Rarity, Told, compare, cosine
from folkmoot.places import geo

NOW = datetime(2026, 3, 1, tzinfo=UTC)
RARITY = Rarity({"bus": 3.0, "stop": 3.0, "the": 1.0}, {})


def told(**changes):
    it = {
        "service_request_id": "A",
        "service_code": "lamp",
        "at": NOW,
        "lat": 52.48,
        "long": 1.7,
        "text": "lamp at the bus stop is out",
    }
    return Told(**it | changes)


def test_a_score_has_reasons_in_words():
    [found] = compare(
        told(),
        [told(service_request_id="B", at=NOW - timedelta(days=2), lat=52.48034, text="Bus stop: lamp dark")],
        rarity=RARITY,
    )
    assert round(found.metres) == 38
    assert found.same_kind
    assert set(found.shared) <= {"lamp", "stop"}
    assert triage.why(found)[:3] == ["38 metres away", "2 days apart", "same kind"]
    assert triage.why(found)[3].startswith("both mention “")
    assert found.score > 0.5


@given(
    north=st.floats(0, 0.003), days=st.floats(0, 60), text=st.text(max_size=80), other=st.text(max_size=80)
)
def test_nearer_and_newer_is_never_less_likely(north, days, text, other):
    one = told(text=text)
    here = told(text=other, at=NOW - timedelta(days=days / 2), lat=52.48 + north / 2)
    far = told(text=other, at=NOW - timedelta(days=days), lat=52.48 + north)
    near, away = compare(one, [here, far], rarity=RARITY)
    assert 0 <= away.score <= near.score + 1e-12 <= 1 + 1e-9
    [back] = compare(far, [one], rarity=RARITY)
    assert back.score == pytest.approx(away.score), "it does not matter which came first"
    assert back.shared == away.shared


@given(text=st.text(max_size=60))
def test_a_text_is_like_itself(text):
    vector = RARITY.vector(text)
    assert not vector or cosine(vector, vector) == pytest.approx(1)


def test_parts_that_are_unknown_are_left_out():
    [found] = compare(told(lat=None, text=""), [told()])
    assert (found.metres, found.alike, found.shared) == (None, None, ())
    assert triage.why(found) == ["within a day of it", "same kind"]


def crowd():
    return [
        told(
            service_request_id=f"R-{at}",
            service_code=("lamp", "bin")[at % 2],
            at=NOW + timedelta(days=at % 50),
            lat=52.40 + (at % 7) / 50,
            long=1.7 + (at // 7) / 3000,
            text=f"At {at % 4 + 1} Mill Road the lamp number is broken and dark since Monday",
        )
        for at in range(60)
    ]


def test_the_sample_is_the_same_each_time_and_labelled_by_its_rules():
    pairs = sample.sample(crowd(), closed=[("R-1", "R-3"), ("R-1", "gone")])
    assert pairs == sample.sample(list(reversed(crowd())), closed=[("R-1", "R-3")])
    by = {
        origin: [it for it in pairs if it.origin == origin]
        for origin in ("closed", "number", "copy", "elsewhere")
    }
    assert [(it.one.service_request_id, it.same) for it in by["closed"]] == [("R-3", True)]
    assert all(
        it.same == (sample.numbers(it.one.text) == sample.numbers(it.other.text)) for it in by["number"]
    )
    assert all(
        it.same and geo.distance_m(it.one.lat, it.one.long, it.other.lat, it.other.long) <= 61
        for it in by["copy"]
    )
    assert not any(it.same for it in by["elsewhere"])
    assert all(
        geo.distance_m(it.one.lat, it.one.long, it.other.lat, it.other.long) <= 251 for it in by["elsewhere"]
    )
    assert {it.judged for it in pairs} == {True, False}


def test_house_numbers_are_not_times_or_sizes():
    assert sample.numbers("In front of 14 Quay Lane and 7 Mill Road") == {"14", "7"}
    assert sample.numbers("at 10:30 for 3 weeks, 2.5 m deep, Route 34") == set()


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 1)), min_size=1, max_size=40))
def test_recall_falls_as_the_threshold_rises(pairs):
    rows = sample.curve(*zip(*pairs, strict=True))
    recalls = [row["recall"] for row in rows]
    assert recalls == sorted(recalls, reverse=True)
    assert all(row["precision"] is None or 0 <= row["precision"] <= 1 for row in rows)


def put(title, *, lat=52.48, service="lamp", number=1):
    problem = services.Problem(service_code=service, title=title, lat=lat, long=1.7)
    return services.report(problem=problem, reporter=person(number)).service_request_id


def test_candidates_are_near_of_the_kind_and_open_or_lately_closed(town, django_assert_max_num_queries):
    mine = put("The lamp at the bus stop is out")
    same = put("Bus stop lamp dark", lat=52.4803)
    put("Something else here", service="other")
    put("Lamp out far away", lat=52.49)
    closed = put("Lamp at the bus stop flickers", lat=52.4801)
    services.close(number=closed, office="lighting", reason="resolved", words="done")
    repeated = put("The lamp at the bus stop", lat=52.48)
    services.close(number=repeated, office="lighting", reason="duplicate", words="same", duplicate_of=mine)
    row = triage.queries.request(mine)
    # The first time the model is read, and remembered from then on.
    with django_assert_max_num_queries(11):
        found = triage.alike_to(row)
    assert {one.shown.row.pk for one in found} == {same, closed}
    for at in range(20):
        put(f"Lamp {at} at the bus stop", number=at + 2)
    with django_assert_max_num_queries(9):
        assert len(triage.alike_to(row)) == 5
    assert triage.here(lat=None, long=None) == []


FILE = """when,state,kind,what,lat,lon
2020-01-01T10:00:00Z,open,lamp,At 4 Mill Road the lamp is broken and dark,52.48,1.7
2020-01-02T10:00:00Z,open,lamp,=At 4 Mill Road no light and a broken lamp,52.4801,1.7
"""
MAPPING = """
prefix = "X"
[columns]
requested = "when"
status = "state"
service = "kind"
description = "what"
lat = "lat"
long = "lon"
[states]
open = "new"
"""


def test_the_command_says_when_there_is_too_little_or_no_file(town, tmp_path, capsys):
    (tmp_path / "m.toml").write_text(MAPPING)
    (tmp_path / "f.csv").write_text(FILE)
    options = argparse.Namespace(file=tmp_path / "f.csv", mapping=str(tmp_path / "m.toml"), sample=None)
    assert cli._curve(options) == 1
    assert "not enough to learn from" in capsys.readouterr().err
    assert cli._curve(argparse.Namespace(file=tmp_path / "none.csv", mapping="new_haven", sample=None)) == 1
    assert cli._train(argparse.Namespace(office="", report_only=False)) == 1
    assert "--report-only" in capsys.readouterr().err
    assert cli._train(argparse.Namespace(office="streets", report_only=False)) == 1
    assert "It takes 40 reports" in capsys.readouterr().err


@pytest.mark.realdata
def test_the_curve_on_new_haven_keeps_its_marks(town, real_data, tmp_path, capsys):
    [path] = (real_data / "service-requests").glob("new_haven*.csv")
    pairs = tmp_path / "pairs.csv"
    assert cli._curve(argparse.Namespace(file=path, mapping="new_haven_15", sample=pairs)) == 0
    out = capsys.readouterr().out
    rows = {line.split()[0]: line.split()[1:] for line in out.splitlines() if line.startswith("     0.")}
    precision, recall = map(float, rows["0.50"])
    assert precision >= 0.9
    assert recall >= 0.85
    with pairs.open(encoding="utf-8") as file:
        written = list(csv.DictReader(file))
    assert len(written) > 450
    assert {one["origin"] for one in written} == {"number", "copy", "elsewhere"}
    assert all(one["words of one"][:1] not in {"=", "+", "@"} for one in written)
    assert WEIGHTS["metres"] < 0
