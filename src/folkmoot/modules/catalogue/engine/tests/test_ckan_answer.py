"""What clients of CKAN read from an answer of `datastore_search`."""

import json
from datetime import datetime
from decimal import Decimal

import pytest

from folkmoot.modules.catalogue.engine.query.answer import Answer
from folkmoot.modules.catalogue.engine.query.columns import Column
from folkmoot.modules.catalogue.engine.query.dialects import ckan
from folkmoot.modules.catalogue.engine.query.dialects.ckan_answer import links, search_answer

COLUMNS = (Column("_id", "int"), Column("name", "text"), Column("price", "number"), Column("at", "timestamp"))
ROWS = ((1, 'a "b"', Decimal("2.50"), datetime(2026, 1, 2, 3, 4, 5)), (2, None, None, None))
ADDRESS = "/api/3/action/datastore_search?resource_id=r"


def answered(total=9, **given):
    search = ckan.read({"resource_id": "r", "limit": 2, **given})
    found = search_answer(search, Answer(COLUMNS, ROWS, "more"), ADDRESS, total)
    return json.loads(json.dumps(found))


def test_an_answer_has_the_keys_that_clients_read():
    found = answered()
    assert found["fields"] == [
        {"id": "_id", "type": "int"},
        {"id": "name", "type": "text"},
        {"id": "price", "type": "numeric"},
        {"id": "at", "type": "timestamp"},
    ]
    assert found["records"] == [
        {"_id": 1, "name": 'a "b"', "price": 2.5, "at": "2026-01-02T03:04:05"},
        {"_id": 2, "name": None, "price": None, "at": None},
    ]
    assert (found["total"], found["total_was_estimated"], found["limit"], found["resource_id"]) == (
        9,
        False,
        2,
        "r",
    )
    assert found["_links"] == {"start": ADDRESS, "next": f"{ADDRESS}&offset=2"}
    assert "next_page" not in found


@pytest.mark.parametrize(
    ("form", "records"),
    [
        ("lists", [[1, 'a "b"', 2.5, "2026-01-02T03:04:05"], [2, None, None, None]]),
        ("csv", '1,"a ""b""",2.5,2026-01-02T03:04:05\n2,,,\n'),
        ("tsv", '1\t"a ""b"""\t2.5\t2026-01-02T03:04:05\n2\t\t\t\n'),
    ],
)
def test_records_come_as_asked(form, records):
    assert answered(records_format=form)["records"] == records


def test_a_total_that_nobody_asked_for_is_absent():
    assert "total" not in answered(include_total=False)


def test_the_next_page_by_number():
    assert answered(include_next_page=True)["next_page"] == {"filters": {"_id": {"gt": 2}}, "limit": 2}
    assert "next_page" not in answered(include_next_page=True, sort="name")
    assert "next_page" not in answered(include_next_page=True, filters={"name": "x"})


@pytest.mark.parametrize(("offset", "before"), [(1, ADDRESS), (2, ADDRESS), (6, f"{ADDRESS}&offset=4")])
def test_links_go_back(offset, before):
    search = ckan.read({"resource_id": "r", "limit": 2, "offset": offset})
    assert links(search, ADDRESS)["prev"] == before
    assert links(search, ADDRESS)["next"] == f"{ADDRESS}&offset={offset + 2}"
