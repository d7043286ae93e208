"""An office makes an older version the shown one again."""

import html
import json
import re

import pytest
from tests.fixtures.racing import race

from folkmoot.modules.catalogue import queries, services
from folkmoot.modules.catalogue.models import Table, Version
from folkmoot.modules.catalogue.services import NotFound, Refused
from folkmoot.modules.catalogue.tests.town import CSV, NEWER, describe_town, loaded, officer, published
from folkmoot.record.projection import assert_replays
from folkmoot.record.seal import seal

WHY = "Heights of the newer file were in feet."


def two():
    published()
    loaded(NEWER)


def shown():
    return Table.objects.get(pk="trees/trees")


def test_an_older_version_is_shown_again_and_the_newer_keeps_its_address(client, town):
    two()
    services.show_version(key="trees", name="trees", number=1, words=WHY)
    seal()
    assert (shown().number, shown().generation) == (1, Version.objects.get(number=1).generation)
    page = client.get("/data/trees").content.decode()
    assert WHY in page
    assert "not the newest" not in page
    newer = client.get("/data/trees/trees/versions/2")
    assert newer.status_code == 200
    assert "Version 2, not shown any more" in newer.content.decode()
    rows = client.get("/api/catalogue/datasets/trees/tables/trees/rows").json()
    assert rows["version"] == 1
    assert b"Elm" not in b"".join(client.get("/data/trees/trees/download.csv").streaming_content)
    assert b"Elm" in b"".join(client.get("/data/trees/trees/versions/2/download.csv").streaming_content)
    assert_replays()


def test_the_next_file_is_shown_again_under_a_number_of_its_own(town):
    two()
    services.show_version(key="trees", name="trees", number=1, words=WHY)
    assert loaded(CSV).state == "same", "it is the one that is shown"
    one = loaded(NEWER)
    assert (one.state, one.number) == ("done", 3)
    assert (shown().number, shown().chosen, shown().chosen_words) == (3, "", "")
    assert Version.objects.get(number=3).generation == Version.objects.get(number=2).generation
    assert_replays()


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"number": 2}, Refused, "is the one that is shown"),
        ({"number": 9}, NotFound, "no version 9"),
        ({"number": 1, "words": " "}, Refused, "write a few words"),
        ({"number": 1, "words": "Ask ann@example.org"}, Refused, "leave addresses of mail out"),
        ({"number": 1, "name": "none"}, NotFound, "no table"),
        ({"number": 1, "key": "none"}, NotFound, "no dataset"),
        ({"number": 1, "instead_of": 1}, Refused, "version 2 is shown by now"),
    ],
)
def test_what_is_wrong_is_refused(town, given, error, words):
    two()
    with pytest.raises(error, match=words):
        services.show_version(**{"key": "trees", "name": "trees", "words": WHY, **given})
    assert shown().number == 2


def test_on_the_page_with_the_reason(client, town):
    two()
    assert client.get("/data/desk/trees/tables/trees/versions/1/show").status_code == 302, "sign in first"
    client.force_login(officer("schools"))
    assert client.get("/data/desk/trees/tables/trees/versions/1/show").status_code == 403
    client.force_login(officer("parks"))
    page = client.get("/data/trees/trees/versions/1").content.decode()
    assert "/data/desk/trees/tables/trees/versions/1/show" in page
    address = "/data/desk/trees/tables/trees/versions/1/show"
    assert "Show version 1" in client.get(address).content.decode()
    assert shown().number == 2
    refused = client.post(address, {"instead_of": 1, "words": WHY}).content.decode()
    assert "Version 2 is shown by now" in refused
    assert client.post(address, {"instead_of": 2, "words": WHY}).status_code == 302
    assert shown().number == 1
    assert client.get(address).status_code == 404
    assert client.get("/data/desk/trees/tables/trees/versions/99/show").status_code == 404


def test_what_is_to_be_copied_gives_the_version_of_its_page(client, town):
    """Whoever copies an address from the page of an older version gets that version, not the one that is shown."""
    two()
    for path, number, limes in (("/data/trees", 2, 0), ("/data/trees/trees/versions/1", 1, 1)):
        page = html.unescape(client.get(path + "?col=species&op=eq&val=Lime").content.decode())
        answer = client.get(re.search(r'curl "https?://[^/]+(/api/[^"]+)"', page)[1]).json()
        assert (answer["version"], len(answer["rows"])) == (number, limes)
        files = re.findall(r'read[._]csv\(\s+"https?://[^/]+(/data/[^"]+)"', page)
        assert len(files) == 2, "for Python and for R"
        for file in files:
            assert b"".join(client.get(file).streaming_content).count(b"Lime") == limes, file


def put(client, **body):
    return client.put(
        "/api/catalogue/datasets/trees/tables/trees/shown", json.dumps(body), content_type="application/json"
    )


def test_by_the_api(client, town):
    two()
    assert put(client, version=1, words=WHY).status_code == 401
    client.force_login(officer("schools"))
    assert put(client, version=1, words=WHY).status_code == 403
    client.force_login(officer("parks"))
    assert put(client, version=9, words=WHY).status_code == 404
    assert "words" in put(client, version=1, words="").json()["detail"]
    assert put(client, version=1, words=WHY, instead_of=2).json()["version"] == 1
    assert shown().number == 1
    assert queries.version("trees", "trees", 2) is not None
    assert_replays()


@pytest.mark.django_db(transaction=True)
def test_of_many_who_decide_at_once_one_does(settings, tmp_path):
    settings.FOLKMOOT_TABLES = tmp_path / "tables"
    describe_town()
    two()

    def choose():
        services.show_version(key="trees", name="trees", number=1, words=WHY, instead_of=2)

    assert race(choose, losing=(Refused,)) == ["done", "lost", "lost", "lost"]
    assert_replays()


@pytest.mark.django_db(transaction=True)
def test_choosing_and_loading_race(settings, tmp_path):
    settings.FOLKMOOT_TABLES = tmp_path / "tables"
    describe_town()
    two()
    count = iter(range(100))

    def either():
        n = next(count)
        if n % 2:
            loaded(CSV + f"02{n},Ash,{n},2020-01-01\n")
        else:
            services.show_version(key="trees", name="trees", number=1, words=WHY)

    race(either, losing=(Refused,))
    services.load_waiting()
    numbers = sorted(Version.objects.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) == 4
    assert shown().generation == Version.objects.get(number=shown().number).generation
    assert_replays()
