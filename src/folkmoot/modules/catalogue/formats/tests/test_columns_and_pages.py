"""Columns from the engine's own table.json, and the addresses of a catalogue's pages."""

import pytest

from folkmoot.modules.catalogue.engine.generation.build import build
from folkmoot.modules.catalogue.engine.typing import Entry
from folkmoot.modules.catalogue.formats.columns import fields_of
from folkmoot.modules.catalogue.formats.rdf.graph import catalogue_graph
from folkmoot.modules.catalogue.formats.rdf.names import HYDRA
from folkmoot.modules.catalogue.formats.rdf.paging import asked, page_of
from folkmoot.modules.catalogue.formats.tables import table_schema
from folkmoot.modules.catalogue.formats.tests.entries import BARE, PLAIN, SITE
from folkmoot.record.refusal import Refused


def test_columns_come_from_what_the_engine_wrote(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("Nr;Tag;Länge (m)\n01;2026-01-31;1,5\n02;2026-02-01;2,5\n")
    dictionary = {"Nr": Entry(key=True, label="Number"), "Länge (m)": Entry(unit="m", description="How long")}
    made = build(file, tmp_path / "tables", dictionary=dictionary)
    number, day, length = fields_of(made.manifest, "en")
    assert (number.type, number.key, number.required, number.title[0].words) == ("text", True, True, "Number")
    assert day.type == "date"
    assert (length.type, length.unit, length.description[0].words) == ("number", "m", "How long")
    assert table_schema((number, day, length))["primaryKey"] == [number.name]


def test_pages_lead_to_each_other():
    page = page_of([BARE], 250, url=f"{SITE}/catalog.ttl", number=2, since="2026-01-01")
    assert page.url == f"{SITE}/catalog.ttl?page=2&modified_since=2026-01-01"
    assert (
        "page=1" in page.first,
        page.last.count("page=3"),
        page.previous.count("page=1"),
        page.next.count("page=3"),
    ) == (True, 1, 1, 1)
    graph = catalogue_graph(PLAIN, page)
    assert str(next(graph.objects(None, HYDRA.nextPage))) == page.next
    only = page_of([BARE], 1, url=SITE)
    assert (only.first, only.previous, only.next) == (only.last, "", "")
    assert page_of([], 250, url=SITE, number=9).previous == f"{SITE}?page=3"
    assert page_of([], 0, url=SITE).last == f"{SITE}?page=1"


def test_what_is_asked_of_a_page_is_checked():
    assert asked("", "") == (1, "")
    assert asked("7", "2026-01-01T10:00:00Z") == (7, "2026-01-01T10:00:00Z")
    for page, since in (("0", ""), ("-1", ""), ("x", ""), ("9999999", ""), ("", "soon")):
        with pytest.raises(Refused):
            asked(page, since)
