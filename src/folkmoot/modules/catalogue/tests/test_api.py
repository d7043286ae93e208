"""The catalogue's own API: lists, rows in two notations, facets, and SQL with limits."""

import json

from folkmoot.modules.catalogue import api
from folkmoot.modules.catalogue.tests.town import CSV, NEWER, drafted, loaded, published

BASE = "/api/catalogue/datasets"


def test_datasets_are_told_with_their_tables_and_versions(client, town):
    published()
    loaded(NEWER)
    found = client.get(BASE).json()
    assert [one["key"] for one in found["items"]] == ["trees"]
    assert found["next"] is None
    one = client.get(f"{BASE}/trees").json()
    assert one["title"]["en-gb"] == "Street trees"
    assert [it["number"] for it in one["tables"][0]["versions"]] == [2, 1]
    assert {it["name"]: it["type"] for it in one["tables"][0]["columns"]}["planted"] == "date"
    assert client.get(f"{BASE}?q=trees&limit=1").json()["items"]
    assert client.get(f"{BASE}?limit=0").status_code == 422
    assert client.get(f"{BASE}/nothing").status_code == 404


def test_drafts_are_not_told(client, town):
    drafted()
    loaded()
    assert client.get(BASE).json()["items"] == []
    assert client.get(f"{BASE}/trees").status_code == 404
    assert client.get(f"{BASE}/trees/tables/trees/rows").status_code == 404
    assert client.post(f"{BASE}/trees/sql", {"sql": "select 1"}, "application/json").status_code == 404


def test_rows_by_address_and_by_json(client, town):
    published()
    url = f"{BASE}/trees/tables/trees/rows"
    found = client.get(f"{url}?species.eq=Oak&sort=-planted&select=nr,planted&limit=1").json()
    assert found["rows"] == [{"nr": "009", "planted": "2015-04-09"}]
    second = client.get(
        f"{url}?species.eq=Oak&sort=-planted&select=nr,planted&limit=1&after={found['next']}"
    ).json()
    assert second["rows"] == [{"nr": "007", "planted": "2001-03-01"}]
    assert second["next"] is None
    groups = client.get(f"{url}?group=species&measure=count,mean:height&sort=-count").json()
    assert groups["rows"][0] == {"species": "Oak", "count": 2, "mean_height": 12.5}
    question = {"where": {"any": [{"column": "species", "eq": "Lime"}, {"column": "height", "null": True}]}}
    found = client.post(url, json.dumps(question), content_type="application/json").json()
    assert [one["nr"] for one in found["rows"]] == ["008", "009"]
    loaded(NEWER)
    assert len(client.get(f"{url}?version=1").json()["rows"]) == 3
    assert client.get(f"{url}?version=1").json()["rows"][0]["height"] == 12.5
    assert client.get(f"{url}?version=7").status_code == 404
    wrong = client.get(f"{url}?colour.eq=x&limit=z")
    assert wrong.status_code == 400
    assert wrong.json()["refusals"]
    found = client.get(f"{BASE}/trees/tables/trees/facets?facet=species").json()
    assert found["rows"] == 3
    assert ["Oak", 2] in found["facets"][0]["values"]


def test_sql_runs_apart_and_within_limits(client, town, monkeypatch):
    published(text=CSV)
    url = f"{BASE}/trees/sql"

    def ask(sql):
        return client.post(url, json.dumps({"sql": sql}), content_type="application/json")

    found = ask("select species, count(*) as n from trees group by species order by n desc").json()
    assert found["rows"] == [["Oak", 2], ["Lime", 1]]
    for attack in (
        "select * from read_csv('/etc/passwd')",
        "copy trees to '/tmp/x'",
        "select 1; select 2",
        "x" * 10_001,
    ):
        assert ask(attack).status_code == 400, attack[:50]
    monkeypatch.setattr(api, "SQL", api.Limit("catalogue.sql.test", count=1, per_seconds=60))
    assert ask("select 1").status_code == 200
    answer = ask("select 1")
    assert answer.status_code == 429
    assert "try again" in answer.json()["detail"]
