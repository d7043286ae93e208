"""Columns from the engine's own table.json, and the addresses of a catalogue's pages."""

import pytest

from folkmoot.modules.catalogue.engine.generation.build import build
from folkmoot.modules.catalogue.engine.typing import Entry
from folkmoot.modules.catalogue.formats.columns import fields_of
from folkmoot.modules.catalogue.formats.rdf.graph import catalogue_graph
from folkmoot.modules.catalogue.formats.rdf.names import HYDRA
from folkmoot.modules.catalogue.formats.rdf.paging import Asked, page_of
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
    asked = Asked.of({"after": "bare", "modified_since": "2026-01-01", "profile": "us"})
    page = page_of([BARE], 250, asked, url=f"{SITE}/catalog.ttl", more=True)
    same = "profile=us&modified_since=2026-01-01T00%3A00%3A00Z"
    assert page.url == f"{SITE}/catalog.ttl?{same}&after=bare"
    assert page.first == f"{SITE}/catalog.ttl?{same}"
    assert page.next == f"{SITE}/catalog.ttl?{same}&after={BARE.name}"
    graph = catalogue_graph(PLAIN, page)
    assert str(next(graph.objects(None, HYDRA.nextPage))) == page.next
    last = page_of([BARE], 1, Asked(), url=SITE, more=False)
    assert (last.url, last.first, last.next) == (SITE, SITE, "")
    assert page_of([], 250, Asked("z"), url=SITE, more=False).next == ""


def test_what_is_asked_of_a_page_is_checked():
    assert Asked.of({}) == Asked()
    since = Asked.of({"modified_since": "2026-01-01T10:00:00+02:00"}).since
    assert since.isoformat() == "2026-01-01T08:00:00+00:00"
    assert Asked.of({"modified_since": "2026"}).since.isoformat() == "2026-01-01T00:00:00+00:00"
    for wrong in (
        {"after": "A b"},
        {"after": "x" * 200},
        {"modified_since": "soon"},
        {"modified_since": "2026-02-30"},
        {"profile": "fr"},
    ):
        with pytest.raises(Refused) as raised:
            Asked.of(wrong)
        assert raised.value.refusals[0].field == next(iter(wrong))
