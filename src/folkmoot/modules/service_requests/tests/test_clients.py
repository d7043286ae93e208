"""Open311 clients that nobody here wrote, against a real server, on a real city's reports."""

import hashlib
import itertools
import warnings
from datetime import UTC, datetime

import georeport
import pytest

from folkmoot.modules.service_requests import queries
from folkmoot.modules.service_requests.importers import import_file, load_mapping
from folkmoot.modules.service_requests.models import ApiKey, ServiceRequest
from folkmoot.record import clock

SPAN = {"start_date": "2020-01-01T00:00:00Z", "end_date": "2020-01-31T00:00:00Z"}


@pytest.fixture
def city(town, real_data, live_server):
    ApiKey.objects.create(
        digest=hashlib.sha256(b"secret").hexdigest(),
        name="Tests",
        contact="t@example.org",
        created=clock.now(),
    )
    [path] = (real_data / "service-requests").glob("los_angeles*.csv")
    import_file(path, mapping=load_mapping("los_angeles"), office="streets")
    return f"{live_server.url}/open311/v2"


@pytest.fixture
def three_client(monkeypatch):
    """``three`` was written for Python 2; the one name that it misses today is given to it."""
    monkeypatch.setattr(itertools, "ifilter", filter, raising=False)
    with warnings.catch_warnings():
        # Its regular expressions are written as plain strings, which Python 3 warns about.
        warnings.simplefilter("ignore")
        from three import Three
    return Three


@pytest.mark.django_db(transaction=True)
def test_three_lists_reads_and_creates(city, three_client):
    # Its XML side needs Element.getchildren, which Python removed in 3.9; georeport below reads our XML.
    client = three_client(city, format="json", api_key="secret")
    assert "bulky-items" in [one["service_code"] for one in client.services()]
    rows = client.requests(**SPAN, page_size="7")
    assert len(rows) == 7
    [one] = client.request(rows[0]["service_request_id"])
    assert one["service_request_id"] == rows[0]["service_request_id"]
    [made] = client.post(
        "pothole",
        lat="52.48",
        long="1.7",
        description="Hole seen from a train",
        **{"attribute[SIZE]": "large"},
    )
    assert queries.request(made["service_request_id"]).state == "new"
    definition = client.services("pothole")
    assert [one["code"] for one in definition["attributes"]] == ["SIZE", "MORE"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("form", ["json", "xml"])
def test_georeport_reads(city, form):
    client = georeport.GeoReport(city, api_key="secret", output_format=form)
    assert "bulky-items" in [one["service_code"] for one in client.get_service_list()]
    definition = client.get_service_definition("pothole")
    assert definition["service_code"] == "pothole"
    found = client.get_service_requests(
        start_date=datetime(2020, 1, 1, tzinfo=UTC).isoformat(),
        end_date=datetime(2020, 1, 9, tzinfo=UTC).isoformat(),
    )
    assert len(found) == 1000, "the specification's limit"
    one = client.get_service_request(found[0]["service_request_id"])
    read = one[0] if isinstance(one, list) else one
    assert read["service_request_id"] == found[0]["service_request_id"]
    assert ServiceRequest.objects.count() > 9_900
