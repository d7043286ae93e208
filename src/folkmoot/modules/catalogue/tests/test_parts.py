"""The module's share of the rest of the house: configuration, home page, search, feeds of acts, and the demo's story."""

from datetime import timedelta

import pytest

from folkmoot.modules.catalogue import configuration, demo, opened, queries, services
from folkmoot.modules.catalogue.configuration import CatalogueModel
from folkmoot.modules.catalogue.models import DataRequest, Dataset, Table
from folkmoot.modules.catalogue.queries import words_behind
from folkmoot.modules.catalogue.tests.town import drafted, published
from folkmoot.people.models import Person
from folkmoot.record import clock
from folkmoot.record.manifest import ConfigurationError
from folkmoot.record.projection import assert_replays
from folkmoot.record.seal import seal


def test_what_is_exported_is_loaded_again(town):
    published()
    wanted = configuration.export()
    assert wanted.datasets[0].contact == "parks@example.org"
    assert configuration.load(wanted, "/parts/catalogue") == []
    changed = wanted.model_dump(mode="json")
    changed["datasets"][0]["keywords"] = ["oaks"]
    changed["datasets"].append({**changed["datasets"][0], "key": "others"})
    told = configuration.load(CatalogueModel.model_validate(changed), "/parts/catalogue")
    assert len(told) == 3
    assert queries.dataset("trees").draft["keywords"] == ["oaks"]
    assert queries.dataset("trees").shown["keywords"] == ["trees", "climate"], (
        "nothing is published by loading it"
    )
    changed["datasets"][1]["office"] = "nobody"
    with pytest.raises(ConfigurationError, match="/parts/catalogue/datasets/1/office"):
        configuration.load(CatalogueModel.model_validate(changed), "/parts/catalogue")
    assert_replays()


def test_search_finds_what_is_published_and_nothing_else(town):
    drafted("drafts")
    published()
    found = queries.search_texts(["datasets/trees", "datasets/drafts", "datasets/none"])
    assert list(found) == ["datasets/trees"]
    assert "climate" in found["datasets/trees"].body
    cards = queries.cards(["datasets/trees", "datasets/drafts"])
    assert cards["datasets/trees"].url == "/data/trees"
    assert cards["datasets/drafts"].url == "/data", "a draft has no page"
    services.withdraw(key="trees", words="Wrong.")
    assert queries.search_texts(["datasets/trees"]) == {}


def test_the_home_page_counts_datasets(client, town):
    published()
    page = client.get("/").content.decode()
    assert "Use public data" in page
    assert "1 dataset" in page


def test_the_demo_tells_of_two_versions(client, town):
    Person.objects.create_user("moderator@demo.example", name="Mika")
    with clock.telling(clock.now() - timedelta(days=60)):
        published()
    seal()
    said = []
    demo.tell(progress=said.append)
    assert len(said) == 4
    demo.keep()
    assert client.get("/data/bus-stops").status_code == 200, "a neighbour's, harvested without a network"
    row = queries.dataset("acts-on-the-record")
    assert row.state == "published"
    table = Table.objects.get(dataset="acts-on-the-record")
    assert table.number in {1, 2}
    page = client.get("/data/acts-on-the-record").content.decode()
    assert "How many acts of this kind there were" in page
    listing = client.get("/data").content.decode()
    for title in (
        "Entries of the public record",
        "Reports from the streets",
        "Petitions and signatures",
        "Areas",
    ):
        assert title in listing, title
    requests = list(DataRequest.objects.order_by("number"))
    assert [(one.state, one.supporters) for one in requests] == [
        ("published", 3),
        ("planned", 5),
        ("open", 2),
    ]
    told = client.get("/data/requests").content.decode()
    for one in requests:
        page_of = client.get(f"/data/requests/{one.number}").content.decode()
        assert words_behind(one.title) in told
        assert words_behind(one.title) in page_of
    assert "Town Clock" in client.get("/data/reuses").content.decode()
    assert "A ring for each week" in page, "what was made from a dataset stands on its page"
    assert "who sleeps" in page, "as what people say about it"
    assert "so you can filter for either" in page
    seal()
    assert_replays()


def test_what_surveys_tell_last_is_in_the_datasets_of_a_fresh_town(town, monkeypatch):
    """Every open table is computed when all stories are over, in whatever order the parts told them."""
    seal()
    demo.tell()
    assert not Dataset.objects.filter(pk=f"{opened.CATALOGUE.key}").exists(), (
        "nothing is kept while stories are told"
    )
    demo.keep()
    kept = Table.objects.filter(sort="record", dataset=opened.CATALOGUE.key)
    assert all(one.number == 1 for one in kept)
    rows = {one.name: one.rows for one in kept}
    assert sum(rows.values()) > 0
    assert queries.dataset(opened.CATALOGUE.key).state == "published"
