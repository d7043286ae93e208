"""Citations of a version, for reading and for programs that keep references."""

import datetime as dt
import json
import re

from hypothesis import given
from hypothesis import strategies as st

from folkmoot.modules.catalogue import services
from folkmoot.modules.catalogue.formats import citations
from folkmoot.modules.catalogue.tests.town import NEWER, drafted, loaded, published

ONE = citations.Cited(
    key="trees-trees-2",
    title="Trees & 100% of {them}",
    publisher="Marlhaven Council",
    version="2",
    made=dt.date(2026, 3, 1),
    url="https://moot.example/data/trees/trees/versions/2",
    sha256="ab" * 32,
    language="en-gb",
)
LINE = re.compile(r"[A-Z][A-Z0-9]  - .*")


def test_bibtex_escapes_what_tex_would_read():
    told = citations.bibtex(ONE)
    assert told.startswith("@dataset{trees-trees-2,")
    assert r"title = {{Trees \& 100\% of \{them\}}}" in told
    assert "author = {{Marlhaven Council}}" in told
    assert "date = {2026-03-01}" in told


@given(st.text(max_size=60))
def test_no_title_breaks_an_entry(title):
    one = citations.Cited(**{name: getattr(ONE, name) for name in ONE.__slots__} | {"title": title})
    told = re.sub(r"\\[{}]", "", citations.bibtex(one))
    depth = 0
    for at, letter in enumerate(told):
        depth += (letter == "{") - (letter == "}")
        assert depth > 0 or letter == "}" or at < len("@dataset") or not told[at:].strip()
    assert depth == 0
    lines = citations.ris(one).removesuffix("\r\n").split("\r\n")
    assert all(LINE.fullmatch(line) for line in lines)
    assert lines[0] == "TY  - DATA"
    assert lines[-1] == "ER  - "
    assert json.loads(citations.csl_json(one))[0].get("title", "") == title


def test_each_version_is_cited_at_its_own_address(client, town):
    row = published()
    loaded(NEWER)
    page = client.get("/data/trees").content.decode()
    for kind in citations.KINDS:
        url = f"/data/trees/trees/versions/2/cite.{kind}"
        assert url in page
        answer = client.get(url)
        assert answer.status_code == 200
        assert "trees-trees-2" in answer.content.decode()
        assert f".{kind}" in answer["Content-Disposition"]
    item = json.loads(client.get("/data/trees/trees/versions/1/cite.json").content)[0]
    assert item["URL"].endswith("/data/trees/trees/versions/1")
    assert item["author"] == [{"literal": "Marlhaven Council"}]
    assert item["version"] == "1"
    german = client.get("/data/trees/trees/versions/1/cite.ris", HTTP_ACCEPT_LANGUAGE="de").content.decode()
    assert "TI  - Street trees (de)" in german
    assert client.get("/data/trees/trees/versions/1/cite.doc").status_code == 404
    assert client.get("/data/trees/trees/versions/9/cite.bib").status_code == 404
    assert row.pk == "trees"


def test_a_draft_has_no_citation(client, town):
    drafted()
    loaded()
    assert client.get("/data/trees/trees/versions/1/cite.bib").status_code == 404
    services.submit(key="trees")
    services.publish(key="trees")
    assert client.get("/data/trees/trees/versions/1/cite.bib").status_code == 200
