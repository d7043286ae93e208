"""Pages of the catalogue: what readers see and take home, and what officers and reviewers do, without scripts."""

import dataclasses
import io
import json
import re
import zipfile
from collections import Counter

import duckdb
from django.db import connection
from django.test.utils import CaptureQueriesContext

from folkmoot.modules.catalogue import queries, services
from folkmoot.modules.catalogue.models import Load, Table
from folkmoot.modules.catalogue.tests.town import (
    CSV,
    DESCRIPTION,
    MESSY,
    NEWER,
    both,
    drafted,
    loaded,
    officer,
    published,
    upload,
)
from folkmoot.record.projection import assert_replays
from folkmoot.record.seal import seal

HOSTILE = "<script>alert(1)</script>"
FORM = {
    "key": "trees", "title_en-gb": "Street trees", "title_de": "Straßenbäume", "summary_en-gb": "Every tree.",
    "summary_de": "Jeder Baum.", "office": "parks", "licence": "CC-BY-4.0", "themes": ["ENVI"], "keywords": "trees, climate",
    "frequency": "MONTHLY", "contact": "parks@example.org", "landing": "",
}  # fmt: skip
TABLE_FORM = {
    "table": "trees",
    "name_en-gb": "Trees",
    "name_de": "Bäume",
    "sort": "upload",
    "url": "",
    "every": "",
}


def text_of(answer):
    return answer.content.decode()


def body(answer):
    return b"".join(answer.streaming_content)


def test_an_officer_publishes_with_a_reviewer(client, town):
    assert client.get("/data/desk").status_code == 302
    client.force_login(officer())
    assert "No dataset has been described yet" in text_of(client.get("/data/desk"))
    assert client.get("/data/desk/new").status_code == 200
    assert client.post("/data/desk/new", FORM)["Location"] == "/data/desk/trees/tables/new"
    assert client.get("/data/desk/trees").status_code == 200
    assert client.get("/data/desk/trees/tables/new").status_code == 200
    answer = client.post("/data/desk/trees/tables/new", TABLE_FORM)
    assert answer["Location"] == "/data/desk/trees/tables/trees/upload"
    assert client.get(answer["Location"]).status_code == 200
    answer = client.post(answer["Location"], {"file": upload(MESSY)})
    assert answer.status_code == 302
    page = text_of(client.get(answer["Location"]))
    assert "Waiting for its turn" in page
    services.load_waiting()
    page = text_of(client.get(answer["Location"]))
    assert "First version: 33 rows." in page
    assert client.get("/data/trees").status_code == 200, "its officers see the draft"
    assert client.post("/data/desk/trees", {"act": "submit"}).status_code == 302
    assert client.post("/data/desk/trees", {"act": "publish"}).status_code == 403
    client.logout()
    assert client.get("/data/trees").status_code == 404
    client.force_login(officer("", "administrator"))
    assert "Street trees" in text_of(client.get("/data/review"))
    client.post("/data/desk/trees", {"act": "send_back", "back-words": "Describe the columns."})
    assert "Describe the columns." in text_of(client.get("/data/desk/trees"))
    client.post("/data/desk/trees", {"act": "submit"})
    client.post("/data/desk/trees", {"act": "publish"})
    client.logout()
    assert client.get("/data/trees").status_code == 200
    assert_replays()


def test_what_is_wrong_is_told_where_it_is(client, town):
    client.force_login(officer())
    answer = client.post("/data/desk/new", FORM | {"key": "desk", "contact": "nobody", "title_de": ""})
    assert answer.status_code == 422
    assert client.post("/data/desk/new", {}).status_code == 422
    assert queries.dataset("desk") is None
    drafted()
    answer = client.post("/data/desk/trees/tables/trees/upload", {"file": upload(b"")})
    assert answer.status_code == 422
    assert "The file is empty" in text_of(answer)
    answer = client.post("/data/desk/trees/tables/trees/upload", {"file": upload(b"%PDF-1.7", "a.pdf")})
    services.load_waiting()
    page = text_of(client.get(answer["Location"]))
    assert "This file cannot be read" in page
    assert "PDF" in page
    assert 'role="status"' in text_of(client.get(f"{answer['Location']}/progress"))


def test_an_officer_of_another_office_changes_nothing(client, town):
    published()
    load = Load.objects.get()
    client.force_login(officer("schools"))
    for path in (
        "trees",
        "trees/describe",
        "trees/tables/new",
        "trees/tables/trees/upload",
        f"loads/{load.pk}",
    ):
        assert client.get(f"/data/desk/{path}").status_code == 403, path
    assert client.post("/data/desk/trees", {"act": "submit"}).status_code == 403
    assert client.post("/data/desk/trees/tables/trees/fetch").status_code == 403
    client.logout()
    assert client.get("/data/desk/trees").status_code == 302


def test_columns_are_described_and_the_file_is_read_again(client, town):
    published()
    client.force_login(officer())
    url = "/data/desk/trees/tables/trees/columns"
    page = text_of(client.get(url))
    assert "leading zeros" in page or "Found: text" in page
    form = dict.fromkeys(re.findall(r'name="((?:type|label|unit|description|source)_\d+)"', page), "")
    answer = client.post(url, form | {"label_2": "Height of the tree", "unit_2": "m", "key_0": "on"})
    assert answer.status_code == 302
    services.load_waiting()
    assert Table.objects.get().number == 2
    page = text_of(client.get("/data/trees"))
    assert "Height of the tree" in page
    assert "number, m" in page
    assert "The dictionary was changed, no row was." in page
    answer = client.post("/data/desk/trees/tables/trees/reading", {"delimiter": ","})
    assert answer.status_code == 302
    assert Table.objects.get().reading == {"delimiter": ","}
    assert Table.objects.get().columns[0]["key"], "the dictionary is kept"
    assert client.post("/data/desk/trees/tables/trees/reading", {"first_line": "x"}).status_code == 422
    assert_replays()


def test_rows_are_filtered_sorted_and_paged(client, town):
    rows = "nr,species,height\n" + "".join(f"{n:03},{'Oak' if n % 3 else 'Elm'},{n}\n" for n in range(1, 61))
    published(text=rows)
    page = text_of(client.get("/data/trees"))
    assert "20 of 60 rows" in page
    assert ">Oak</a>" in page, "commonest values"
    page = text_of(client.get("/data/trees?col=species&op=eq&val=Elm&sort=-height"))
    assert "20 of 20 rows" in page
    assert page.index('<td class="n">60<') < page.index('<td class="n">57<')
    assert 'aria-sort="descending"' in page
    assert "download.csv?species.eq=Elm&amp;sort=-height" in page
    page = text_of(client.get("/data/trees?sort=-height"))
    address = re.search(r'rel="next" href="([^"#]+)', page)[1].replace("&amp;", "&")
    page = text_of(client.get("/data/trees" + address))
    assert '<td class="n">40<' in page
    assert '<td class="n">41<' not in page
    assert "No row fits" in text_of(client.get("/data/trees?q=zebra"))
    page = text_of(client.get("/data/trees?col=colour&op=eq&val=x"))
    assert "colour" in page
    assert client.get("/data/trees?after=nonsense").status_code == 200
    page = text_of(client.get("/data/trees?group=species&measure=height"))
    assert "Mean of height by species: most for" in page


def test_nothing_in_a_file_becomes_part_of_the_page(client, town):
    published(
        text=f'nr,"{HOSTILE}"\n1,"{HOSTILE}"\n2,"=1+1"\n',
        description=dataclasses.replace(DESCRIPTION, title=both(HOSTILE)),
    )
    for path in ("/data", "/data/trees", "/data/trees/trees/versions", "/data/trees/trees/versions/1"):
        page = text_of(client.get(path))
        assert "<script>alert" not in page, path
    client.force_login(officer())
    assert "<script>alert" not in text_of(client.get("/data/desk/trees/tables/trees/columns"))
    assert b"'=1+1" in body(client.get("/data/trees/trees/download.csv"))


def test_every_format_holds_the_same_rows(client, town, tmp_path):
    published(text="nr,species,lat,lon\n007,Eiche,52.5,1.7\n008,Büche,52.6,\n009,Eiche,52.7,1.9\n")
    base = "/data/trees/trees/download."
    csv = body(client.get(base + "csv")).decode("utf-8-sig").splitlines()
    assert csv[:2] == ["_id,nr,species,lat,lon", "1,007,Eiche,52.5,1.7"]
    lines = [json.loads(one) for one in body(client.get(base + "jsonl")).decode().splitlines()]
    assert lines[1] == {"_id": 2, "nr": "008", "species": "Büche", "lat": 52.6, "lon": None}
    with zipfile.ZipFile(io.BytesIO(body(client.get(base + "xlsx")))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<t>007</t>" in sheet
    assert "<v>52.5</v>" in sheet
    places = json.loads(body(client.get(base + "geojson")))["features"]
    assert places[0]["geometry"] == {"type": "Point", "coordinates": [1.7, 52.5]}
    assert places[1]["geometry"] is None
    path = tmp_path / "t.parquet"
    for more, count in (("", 3), ("?species.eq=Eiche", 2)):
        path.write_bytes(body(client.get(base + "parquet" + more)))
        assert duckdb.connect().execute(f"SELECT count(*) FROM '{path}'").fetchone() == (count,)
        assert len(body(client.get(base + "csv" + more)).splitlines()) == count + 1
    assert client.get(base + "csv?colour.eq=x").status_code == 400
    assert client.get(base + "exe").status_code == 404
    loaded(NEWER)
    assert client.get(base + "geojson").status_code == 400
    old = client.get("/data/trees/trees/versions/1/download.csv")
    assert "immutable" in old["Cache-Control"]
    assert body(old).decode("utf-8-sig").splitlines() == csv
    original = client.get("/data/trees/trees/versions/2/original")
    assert body(original).decode() == NEWER
    assert 'filename="trees.csv"' in original["Content-Disposition"]
    told = client.get("/data/trees/trees/versions/2/table.json")
    import hashlib

    assert hashlib.sha256(told.content).hexdigest() == queries.version("trees", "trees", 2).generation


def test_versions_stay_at_their_addresses(client, town):
    published()
    loaded(NEWER)
    seal()
    page = text_of(client.get("/data/trees"))
    assert "3 rows added, 3 rows gone." in page
    assert "Version 2 has the fingerprint recorded as entry" in page
    page = text_of(client.get("/data/trees/trees/versions/1"))
    assert "Version 1, not the newest" in page
    assert "Lime" in page
    assert "/data/trees/trees/versions/1/download.csv" in page
    assert "v2" in text_of(client.get("/data/trees/trees/versions"))
    for path in ("nothing", "trees/nothing", "trees/trees/versions/3", "trees/trees/versions/99999999999"):
        assert client.get(f"/data/{path}").status_code == 404


def test_what_was_withdrawn_says_why(client, town):
    published()
    services.withdraw(key="trees", words="The counts were wrong.")
    for path in ("trees", "trees/trees", "trees/trees/versions/1"):
        answer = client.get(f"/data/{path}")
        assert answer.status_code == 410
        assert "The counts were wrong." in text_of(answer)
    assert client.get("/data/trees/trees/download.csv").status_code == 404
    assert client.get("/api/catalogue/datasets/trees").status_code == 404
    assert "Street trees" not in text_of(client.get("/data"))


def test_rejects_are_listed_with_line_and_reason(client, town):
    drafted()
    from folkmoot.modules.catalogue import events

    services.lay_down(key="trees", name="trees", columns=[events.Column(title="height", type="number")])
    loaded(MESSY)
    services.submit(key="trees")
    services.publish(key="trees")
    page = text_of(client.get("/data/trees/trees/versions/1/rejects"))
    assert "tall" in page
    assert ">34<" in page
    assert "1 cell that did not fit" in text_of(client.get("/data/trees"))


def test_the_list_is_searched_filtered_and_paged(client, town):
    published()
    for n in range(25):
        published(
            f"more-{n:02}",
            text=CSV + f"{n},x,1,2001-01-01\n",
            description=dataclasses.replace(
                DESCRIPTION, title=both(f"Bins {n}"), themes=("TRAN",), keywords=("bins",)
            ),
        )
    page = text_of(client.get("/data"))
    assert page.count("<h2><a") == 20
    address = re.search(r'rel="next" href="([^"]+)', page)[1].replace("&amp;", "&")
    assert text_of(client.get("/data" + address)).count("<h2><a") == 6
    assert text_of(client.get("/data?q=STREET+tre")).count("<h2><a") == 1
    assert text_of(client.get("/data?theme=TRAN&keyword=bins")).count("<h2><a") == 20
    assert "No dataset fits" in text_of(client.get("/data?q=zebra"))
    assert client.get("/data?after=nonsense").status_code == 200


def count(client, path):
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_pages_take_a_constant_number_of_queries(client, town):
    published()
    seal()
    paths = ("/data", "/data/trees", "/data/trees/trees/versions", "/api/catalogue/datasets")
    before = [count(client, path) for path in paths]
    for n in range(3):
        published(f"more-{n}", description=dataclasses.replace(DESCRIPTION, keywords=(f"k{n}",)))
        loaded(NEWER + f"01{n},Ash,1,2020-01-01\n")
    seal()
    assert [count(client, path) for path in paths] == before
    assert max(before) <= 16


def asked_of(client, path):
    """How often a page reads each table of the catalogue."""
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    names = [found[1] for one in seen if (found := re.search(r'FROM "catalogue_(\w+)"', one["sql"]))]
    return Counter(names)


def test_a_page_asks_for_each_thing_once(client, town):
    published()
    for n in range(3):
        loaded(NEWER + f"01{n},Ash,1,2020-01-01\n")
    for path in ("/data/trees", "/data/trees/trees", "/data/trees?q=oak&sort=-height"):
        found = asked_of(client, path)
        assert {"dataset", "table", "version", "origin", "link", "reuse"} == set(found)
        assert found.pop("dataset") == 2, "the one of the address, and the APIs that give it"
        assert set(found.values()) == {1}, (path, found)
    found = asked_of(client, "/data/trees/trees/versions/1")
    assert found.pop("version") == 2, "the one of the address, and the newest ones"
    assert found.pop("dataset") == 2, "the one of the address, and the APIs that give it"
    assert set(found.values()) == {1}
    assert count(client, "/data/trees") <= 12


def test_what_describes_many_tables_names_the_newest_versions_of_each(client, town, monkeypatch):
    monkeypatch.setattr(queries.datasets, "NEWEST", 3)
    monkeypatch.setattr(queries.datasets, "AT_ONCE", 1)
    for key in ("trees", "others"):
        published(key)
        for n in range(4):
            loaded(NEWER + f"01{n},Ash,1,2020-01-01\n", key)
    services.show_version(key="trees", name="trees", number=1, words="The newer ones are wrong.")
    tables = [queries.table(key, "trees") for key in ("trees", "others")]
    found = queries.newest_versions(tables)
    assert [one.number for one in found["others/trees"]] == [5, 4, 3]
    assert [one.number for one in found["trees/trees"]] == [5, 4, 3, 1], "the one that is shown as well"
    assert queries.newest_versions([]) == {}
    assert client.get("/data/trees").status_code == 200
    assert client.get("/data/trees.ttl").status_code == 200


def test_the_pages_speak_german(client, town):
    published()
    for path in ("/data", "/data/trees"):
        page = text_of(client.get(path, headers={"Accept-Language": "de"}))
        assert 'lang="de"' in page
    assert "Was die Spalten bedeuten" in page
    assert "Beschreiben Sie, was die Spalte bedeutet" in page, "the engine's sentences too"
