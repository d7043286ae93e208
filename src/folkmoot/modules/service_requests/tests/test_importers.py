"""Both real files completely, hostile files, and an import that is interrupted."""

import collections
import json
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from folkmoot.modules.service_requests import queries
from folkmoot.modules.service_requests.importers import RefusedMapping, import_file, load_mapping
from folkmoot.modules.service_requests.importers.rows import Reject, read
from folkmoot.modules.service_requests.models import RequestTally, ServiceRequest
from folkmoot.places.services import publish_areas
from folkmoot.record import clock, steps
from folkmoot.record.models import RecordedFact
from folkmoot.record.projection import assert_replays


def line_count(path):
    import csv

    with path.open(encoding="utf-8-sig", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1


@pytest.mark.slow
@pytest.mark.parametrize(("name", "rows"), [("los_angeles", 10_000), ("new_haven", 10_215)])
def test_a_real_file_imports_completely_and_every_reject_is_explained(town, real_data, name, rows):
    [path] = (real_data / "service-requests").glob(f"{name}*.csv")
    assert line_count(path) == rows
    seen = []
    outcome = import_file(path, mapping=load_mapping(name), office="streets", progress=seen.append)
    assert outcome.imported + len(outcome.rejected) == rows
    assert (
        ServiceRequest.objects.count()
        == outcome.imported
        == sum(RequestTally.objects.values_list("count", flat=True))
    )
    assert len(outcome.rejected) < 300
    assert all(one.line > 1 and ":" in one.reason for one in outcome.rejected)
    reasons = collections.Counter(one.reason.partition(":")[0] for one in outcome.rejected)
    assert set(reasons) <= {"lat, long", "closed", "id"}, reasons
    assert seen == sorted(seen)
    facts = RecordedFact.objects.filter(kind="service_requests.imported").count()
    again = import_file(path, mapping=load_mapping(name), office="streets")
    assert (again.imported, again.earlier, again.rejected) == (0, outcome.imported, outcome.rejected)
    assert RecordedFact.objects.filter(kind="service_requests.imported").count() == facts
    rows_ = list(queries.matching(queries.Filter())[:50])
    assert all(one.title for one in queries.shown(rows_))
    assert_replays()


@pytest.mark.slow
def test_los_angeles_closing_times_are_the_known_ones(town, real_data):
    [path] = (real_data / "service-requests").glob("los_angeles*.csv")
    import_file(path, mapping=load_mapping("los_angeles"), office="streets")
    days = sorted(
        (row.closed - row.requested).total_seconds() / 86400
        for row in ServiceRequest.objects.filter(
            service_code="bulky-items", state="resolved", closed__isnull=False
        )
    )
    assert round(days[len(days) // 2], 1) == 2.8


@pytest.mark.slow
def test_an_import_that_dies_goes_on_where_it_was(town, real_data, monkeypatch):
    [path] = (real_data / "service-requests").glob("los_angeles*.csv")
    count = 0

    def die(step):
        nonlocal count
        count += step == "import:batch"
        if count == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(steps, "reached", die)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        import_file(path, mapping=load_mapping("los_angeles"), office="streets")
    monkeypatch.undo()
    outcome = import_file(path, mapping=load_mapping("los_angeles"), office="streets")
    assert ServiceRequest.objects.count() == outcome.imported + outcome.earlier
    assert outcome.imported + outcome.earlier + len(outcome.rejected) == 10_000


MAPPING = """
prefix = "X"
[columns]
requested = "when"
status = "state"
title = "what"
lat = "lat"
long = "lon"
[states]
open = "new"
"""


@pytest.fixture
def mapping(tmp_path):
    path = tmp_path / "m.toml"
    path.write_text(MAPPING)
    return load_mapping(str(path))


GOOD = b"when,state,what,lat,lon\n2020-01-01T10:00:00Z,open,a hole,52.48,1.7\n"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"2020-01-01T10:00:00Z,open,x,52.48\n", "4 columns; the header has 5"),
        (b"2020-01-01T10:00:00Z,open,x,52.48,1.7,8\n", "6 columns"),
        (b"2020-02-30T10:00:00Z,open,x,52.48,1.7\n", "no time"),
        (b"2999-01-01T10:00:00Z,open,x,52.48,1.7\n", "future"),
        (b"0001-01-01T00:00:00+14:00,open,x,52.48,1.7\n", "out of range"),
        (b",open,x,52.48,1.7\n", "missing"),
        (b"2020-01-01T10:00:00Z,gone,x,52.48,1.7\n", "status"),
        (b"2020-01-01T10:00:00Z,open,x,91,1.7\n", "no place on earth"),
        (b"2020-01-01T10:00:00Z,open,x,nan,1.7\n", "no place on earth"),
        (b"2020-01-01T10:00:00Z,open,x,north,1.7\n", "not two numbers"),
        (b"2020-01-01T10:00:00Z,open,x,,\n", "neither a place nor an address"),
        (b"2020-01-01T10:00:00Z,open,caf\xe9,52.48,1.7\n", "bytes that are not"),
        (b"2020-01-01T10:00:00Z,open,a\x00b,52.48,1.7\n", "NUL"),
    ],
)
def test_a_bad_row_is_rejected_and_the_good_ones_stay(town, tmp_path, mapping, line, reason):
    path = tmp_path / "file.csv"
    path.write_bytes(GOOD + line + b"2020-01-02T10:00:00Z,open,=cmd|' /C calc'!A0,52.48,1.7\n")
    outcome = import_file(path, mapping=mapping, office="streets")
    assert outcome.imported == 2
    [reject] = outcome.rejected
    assert reject.line == 3
    assert reason in reject.reason


def test_a_batch_asks_once_where_the_areas_are(town, tmp_path, mapping):
    areas = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"slug": "quay", "name": "Quay"},
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [[[1, 52], [2, 52], [2, 53], [1, 53], [1, 52]]],
                },
            }
        ],
    }
    publish_areas(
        set="district", name="Districts", geojson=json.dumps(areas).encode(), valid_from=date(2020, 1, 1),
        actor="office:council",
    )  # fmt: skip

    def statements(rows):
        path = tmp_path / f"{rows}.csv"
        lines = [f"2020-01-01T10:{number:02}:00Z,open,Lamp {rows},52.48,1.7\n" for number in range(rows)]
        path.write_bytes(GOOD.splitlines(keepends=True)[0] + "".join(lines).encode())
        numbered = replace(mapping, prefix=f"R{rows}")
        with CaptureQueriesContext(connection) as asked:
            assert import_file(path, mapping=numbered, office="streets").imported == rows
        return len(asked)

    statements(1)
    # Words and rows are written some hundred at a time.
    assert statements(40) <= statements(2) + 2
    assert set(ServiceRequest.objects.values_list("area", flat=True)) == {"quay"}


def test_a_file_that_does_not_fit_is_refused_whole(town, tmp_path, mapping):
    path = tmp_path / "file.csv"
    path.write_bytes(b"a;b\n1;2\n")
    with pytest.raises(RefusedMapping, match="no column"):
        import_file(path, mapping=mapping, office="streets")
    with pytest.raises(RefusedMapping, match="no office"):
        import_file(path, mapping=mapping, office="nobody")
    assert not ServiceRequest.objects.exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("prefix = ", "not TOML"),
        (MAPPING.replace('"new"', '"fresh"'), "no state"),
        (MAPPING.replace("title =", "headline ="), "means nothing"),
        (MAPPING.replace('requested = "when"\n', ""), "requested is needed"),
        ("colour = 1\n" + MAPPING, "no setting"),
        ('time_zone = "Mars/Base"\n' + MAPPING, "unknown"),
    ],
)
def test_a_bad_mapping_says_what_would_be_right(tmp_path, text, words):
    path = tmp_path / "m.toml"
    path.write_text(text)
    with pytest.raises(RefusedMapping, match=words):
        load_mapping(str(path))
    with pytest.raises(RefusedMapping, match="los_angeles"):
        load_mapping("nowhere")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.binary(max_size=300))
def test_no_bytes_break_the_reader(tmp_path, mapping, data):
    path = tmp_path / "any.csv"
    path.write_bytes(GOOD + data)
    found = list(read(path, mapping=mapping, now=clock.now(), inside=lambda _lat, _lon: True))
    assert all(isinstance(one, Reject) or one.service_request_id.startswith("X-") for one in found)
