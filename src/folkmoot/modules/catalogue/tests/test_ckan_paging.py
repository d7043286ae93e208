"""A client of CKAN's API that goes on page after page sees everything once, and comes to an end."""

from urllib.parse import urlencode

import pytest

from folkmoot.modules.catalogue.ckan.actions import publishers
from folkmoot.modules.catalogue.tests.town import published
from folkmoot.places.services import describe_department

NAMES = [f"more-{n}" for n in range(5)]


def pages(client, action, step, *, start="offset", size="limit", most=10, **asked):
    """All pages until an empty one, as clients read them."""
    found = []
    for at in range(most):
        given = {size: step, start: at * step} | asked
        result = client.get(f"/api/3/action/{action}?{urlencode(given)}").json()["result"]
        page = result["results"] if isinstance(result, dict) else result
        if not page:
            return found
        found += [one if isinstance(one, str) else one["name"] for one in page]
    raise AssertionError(f"{action} never ends: {found}")


@pytest.fixture
def five(town):
    for name in NAMES:
        published(name)


def test_lists_of_datasets_end_and_miss_nothing(client, five):
    assert pages(client, "package_list", 2) == NAMES
    assert sorted(pages(client, "current_package_list_with_resources", 2)) == NAMES
    assert sorted(pages(client, "package_search", 2, start="start", size="rows")) == NAMES
    assert pages(client, "package_search", 2, start="start", size="rows", sort="name asc") == NAMES
    assert pages(client, "tag_list", 1) == ["climate", "trees"]
    assert len(pages(client, "resource_search", 2, query="name:trees")) == 5
    assert client.get("/api/3/action/package_list").json()["result"] == NAMES, (
        "without a limit it is everything"
    )


def test_a_list_of_publishers_longer_than_a_page_ends(client, town, monkeypatch):
    monkeypatch.setattr(publishers, "MOST", 2)
    for n in range(3):
        describe_department(slug=f"office-{n}", name=f"Office {n}", actor="office:council")
    assert pages(client, "organization_list", 2) == ["office-0", "office-1", "office-2", "parks", "schools"]


def test_what_is_asked_for_beyond_the_limit_is_capped_as_ckan_caps_it(client, five):
    answer = client.get("/api/3/action/package_search?rows=5000").json()["result"]
    assert (answer["count"], len(answer["results"])) == (5, 5)
    assert client.get("/api/3/action/package_search?rows=0").json()["result"]["results"] == []
    assert client.get("/api/3/action/package_list?limit=2&offset=4").json()["result"] == ["more-4"]
