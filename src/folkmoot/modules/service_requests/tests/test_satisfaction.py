"""Published results give nobody away: the hidden cells cannot be worked out, checked against linear algebra."""

import csv
import io
from datetime import UTC, datetime

import numpy as np
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fixtures.town import person

from folkmoot.modules.service_requests import queries, services
from folkmoot.record.projection import assert_replays
from folkmoot.record.suppression import LEAST, TOTAL, hidden_cells, with_totals

TABLES = st.dictionaries(
    st.tuples(st.sampled_from("abcde"), st.sampled_from("wxyz")),
    st.integers(min_value=0, max_value=14),
    max_size=20,
)


def determined(table, hidden):
    """Cells whose value follows from the shown ones and the sums, by the rank of the equations."""
    unknown = sorted(hidden, key=str)
    rows = {row for row, _column in table}
    columns = {column for _row, column in table}
    equations = []
    for row in rows:
        equations.append([(1 if c is not TOTAL else -1) if r == row else 0 for r, c in unknown])
    for column in columns:
        equations.append([(1 if r is not TOTAL else -1) if c == column else 0 for r, c in unknown])
    system = np.array(equations, dtype=float).reshape(len(equations), len(unknown))
    rank = np.linalg.matrix_rank(system) if unknown else 0
    found = []
    for at, cell in enumerate(unknown):
        probe = np.zeros(len(unknown))
        probe[at] = 1
        if np.linalg.matrix_rank(np.vstack([system, probe])) == rank:
            found.append(cell)
    return found


@settings(max_examples=300, deadline=None)
@given(TABLES)
def test_no_hidden_cell_follows_from_what_is_shown(counts):
    table, hidden = with_totals(counts), hidden_cells(counts)
    assert all(cell in hidden for cell, n in table.items() if 0 < n < LEAST)
    assert determined(table, hidden) == []
    for axis in (0, 1):
        for line in {cell[axis] for cell in hidden}:
            margin = (line, TOTAL) if axis == 0 else (TOTAL, line)
            if margin not in hidden:
                assert sum(n for cell, n in table.items() if cell[axis] == line and cell in hidden) >= LEAST


def test_a_table_without_small_cells_is_shown_whole_and_the_oracle_sees_a_leak():
    counts = {("a", "x"): 7, ("a", "y"): 9, ("b", "x"): 6, ("b", "y"): 0}
    assert hidden_cells(counts) == frozenset()
    assert hidden_cells({}) == frozenset()
    assert determined(with_totals(counts), {("a", "x")}) == [("a", "x")]
    small = counts | {("b", "x"): 3}
    assert ("a", "x") in hidden_cells(small), "its neighbour goes too, or the total would tell"
    assert (TOTAL, TOTAL) not in hidden_cells(small)


def many(service, count, solved):
    number = services.report(
        problem=services.Problem(
            service_code=service,
            title="x",
            address="y",
            lat=None,
            answers={"SIZE": ["small"]} if service == "pothole" else {},
        ),
        reporter=person(1000),
    ).service_request_id
    for one in range(count - 1):
        services.join(number=number, reporter=person(2000 + one))
    row = queries.request(number)
    services.close(number=number, office=row.office, reason="resolved", words="done")
    for one in (1000, *range(2000, 2000 + count - 1)):
        services.rate(number=number, pseudonym=person(one).pseudonym(""), solved=solved)


@time_machine.travel(datetime(2026, 3, 12, 14, tzinfo=UTC), tick=False)
def test_the_page_and_the_file_say_the_same(client, town, django_assert_num_queries):
    assert b"Nobody has said yet" in client.get("/reports/satisfaction").content
    many("lamp", 6, "yes")
    many("other", 7, "no")
    many("pothole", 2, "partly")
    found = queries.satisfaction(2026)
    assert found.cells["pothole", ""].hidden
    assert found.cells["lamp", TOTAL].hidden != found.cells["other", TOTAL].hidden, (
        "one more goes with the small one"
    )
    assert (found.all.answers, found.all.yes, found.all.no) == (15, 6, 7)
    client.get("/reports/satisfaction")
    with django_assert_num_queries(4):
        page = client.get("/reports/satisfaction")
    assert b"Of 15 answers about closings of 2026, 40% say that it was solved." in page.content
    assert page.content.count(b"not shown") >= 2
    file = client.get("/reports/satisfaction.csv?year=2026")
    rows = list(csv.DictReader(io.StringIO(file.content.decode())))
    assert [one["answers"] for one in rows if one["service_code"] == "all" and one["area"] == "all"] == ["15"]
    assert {(one["answers"], one["hidden"]) for one in rows if one["service_code"] == "pothole"} == {
        ("", "true")
    }
    assert client.get("/reports/satisfaction?year=20x6").status_code == 404
    assert b"Nobody has said yet" in client.get("/reports/satisfaction?year=2020").content
    assert_replays()
