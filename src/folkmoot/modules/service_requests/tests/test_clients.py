"""Open311 clients that nobody here wrote, against a real server, on a real city's reports."""

import hashlib
import itertools
import json
import os
import subprocess
import warnings
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import georeport
import pytest
from tests.fixtures.data import missing

from folkmoot.modules.service_requests import queries
from folkmoot.modules.service_requests.importers import import_file, load_mapping
from folkmoot.modules.service_requests.models import ApiKey, ServiceRequest
from folkmoot.record import clock

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[5]
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


class Element(ET.Element):
    """An element as Python had it until 3.8."""

    def getchildren(self):
        return list(self)


class Answer(dict):
    """A dictionary as Python 2 had it: its keys are a list."""

    def keys(self):
        return list(self)


def parse(data):
    return ET.fromstring(data, ET.XMLParser(target=ET.TreeBuilder(element_factory=Element)))


@pytest.fixture
def three_client(monkeypatch):
    """``three`` was written for Python 2; the names that it and its XML library miss today are given to them."""
    monkeypatch.setattr(itertools, "ifilter", filter, raising=False)
    with warnings.catch_warnings():
        # Its regular expressions are written as plain strings, which Python 3 warns about.
        warnings.simplefilter("ignore")
        import relaxml.converter
        import three.core
    monkeypatch.setattr(relaxml.converter, "etree", SimpleNamespace(fromstring=parse))
    monkeypatch.setattr(three.core, "xml", lambda data: Answer(relaxml.converter.xml(data)))
    return three.core.Three


def several(data, name):
    """Its XML library gives one child as itself and several as a list below their name."""
    found = data[name] if isinstance(data, dict) else data
    return found if isinstance(found, list) else [found]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("form", ["json", "xml"])
def test_three_lists_reads_and_creates(city, three_client, form):
    client = three_client(city, format=form, api_key="secret")
    services = several(client.services(), "service")
    assert {"bulky-items", "pothole", "lamp"} <= {one["service_code"] for one in services}
    rows = several(client.requests(**SPAN, page_size="7"), "request")
    assert len(rows) == 7
    [one] = several(client.request(rows[0]["service_request_id"]), "request")
    assert one["service_request_id"] == rows[0]["service_request_id"]
    assert one["requested_datetime"] == rows[0]["requested_datetime"]
    [made] = several(
        client.post(
            "pothole",
            lat="52.48",
            long="1.7",
            description="Hole seen from a train",
            **{"attribute[SIZE]": "large"},
        ),
        "request",
    )
    assert queries.request(made["service_request_id"]).state == "new"
    definition = client.services("pothole")
    attributes = definition["attributes"]
    assert [one["code"] for one in several(attributes, "attribute")] == ["SIZE", "MORE"]


@pytest.fixture
def node():
    found = ROOT / ".venv" / "bin" / "node"
    if not found.exists() or not (ROOT / "node_modules" / "open311").is_dir():
        missing("Node and the npm packages (./run setup gets both)")
    return found


@pytest.mark.django_db(transaction=True)
def test_the_npm_client_lists_reads_and_creates(city, node):
    """``open311`` of 2012 as published; its two XML libraries, which no registry serves or which need a compiler, are
    replaced by another one in package.json, so its JSON side is tested.
    """
    script = Path(__file__).parent / "open311_client.cjs"
    words = [node, script, city, "secret", SPAN["start_date"], SPAN["end_date"]]
    environment = os.environ | {"NODE_PATH": str(ROOT / "node_modules"), "NODE_NO_WARNINGS": "1"}
    done = subprocess.run(
        words, env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert {"bulky-items", "pothole", "lamp"} <= {one["service_code"] for one in found["services"]}
    assert [one["code"] for one in found["definition"]["attributes"]] == ["SIZE", "MORE"]
    numbers = [one["service_request_id"] for one in found["requests"]]
    assert len(numbers) == 7
    assert [one["service_request_id"] for one in found["one"]] == numbers[:1]
    assert sorted(one["service_request_id"] for one in found["some"]) == sorted(numbers[:3])
    assert found["requests"][0]["requested_datetime"].startswith("2020-01-"), "it makes a date of it"
    [made] = found["made"]
    assert queries.request(made["service_request_id"]).state == "new"


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
