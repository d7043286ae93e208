"""A portal on this machine whose answers have the shape of recorded ones, and that can have bad manners."""

import gzip
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from folkmoot.modules.catalogue import events
from folkmoot.modules.catalogue.harvest import running, sources
from folkmoot.modules.catalogue.models import Run, RunRecord


def package(n, **changes):
    """A package as CKAN 2.11's package_search gives it."""
    own = f"0b6f4d3a-0000-4000-8000-{n:012d}"
    resource = {
        "cache_last_updated": None, "cache_url": None, "created": "2025-03-01T08:00:00.000000", "datastore_active": False,
        "description": "All wells, one per line", "format": "CSV", "hash": "", "id": f"9c1e{own[4:]}",
        "last_modified": "2025-05-02T10:00:00.123456", "metadata_modified": "2025-05-02T10:00:00.123456",
        "mimetype": "text/csv", "mimetype_inner": None, "name": f"Wells {n}", "package_id": own, "position": 0,
        "resource_type": None, "size": 2048, "state": "active", "url": f"https://portal.example/files/wells-{n}.csv",
        "url_type": "upload",
    }  # fmt: skip
    found = {
        "author": "", "author_email": "", "creator_user_id": "c7d0", "id": own, "isopen": True, "license_id": "cc-by-4.0",
        "license_title": "Creative Commons Attribution 4.0", "license_url": "https://creativecommons.org/licenses/by/4.0/",
        "maintainer": "Water office", "maintainer_email": "water@county.example",
        "metadata_created": "2025-03-01T08:00:00.000000", "metadata_modified": "2025-05-02T10:00:00.123456",
        "name": f"wells-{n}", "notes": f"Depth and water level of wells in part {n} of the county.", "num_resources": 1,
        "num_tags": 2, "organization": {
            "id": "5f1e", "name": "water-office", "title": "County water office", "type": "organization",
            "description": "", "image_url": "", "created": "2025-01-01T00:00:00", "is_organization": True,
            "approval_status": "approved", "state": "active",
        },
        "owner_org": "5f1e", "private": False, "state": "active", "title": f"Wells {n}", "type": "dataset", "url": "",
        "version": "", "extras": [{"key": "theme", "value": '["http://publications.europa.eu/resource/authority/data-theme/ENVI"]'},
                                  {"key": "frequency", "value": "MONTHLY"}],
        "groups": [], "resources": [resource],
        "tags": [{"display_name": one, "id": one, "name": one, "state": "active", "vocabulary_id": None} for one in ("water", "wells")],
        "relationships_as_subject": [], "relationships_as_object": [],
    }  # fmt: skip
    return found | changes


def search_answer(packages, start, rows, count):
    return {
        "help": "https://portal.example/api/3/action/help_show?name=package_search",
        "success": True,
        "result": {
            "count": count,
            "facets": {},
            "results": packages[start : start + rows],
            "sort": "id asc",
            "search_facets": {},
        },
    }


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        portal = self.server.portal
        parts = urlsplit(self.path)
        asked = {name: one[-1] for name, one in parse_qs(parts.query).items()}
        portal.asked.append((parts.path, asked, dict(self.headers)))
        special = portal.answers.get(parts.path) or portal.answers.get(self.path)
        if special is not None:
            return special(self, asked)
        if parts.path == "/api/3/action/package_search":
            packages = sorted(portal.packages, key=lambda one: one["id"])
            rows, start = min(int(asked["rows"]), portal.most), int(asked["start"])
            count = len(packages) if portal.count is None else portal.count
            return self.json(search_answer(packages, start, rows, count))
        return self.send(404, b"")

    def json(self, told, status=200, **headers):
        return self.send(status, json.dumps(told).encode(), **{"Content-Type": "application/json"} | headers)

    def send(self, status, data, **headers):
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(data))} | headers).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def log_message(self, *_words):
        pass


class Portal:
    """A portal with ``packages``, answers of its own at some paths, and a memory of what was asked."""

    def __init__(self):
        self.packages, self.answers, self.asked, self.most, self.count = [], {}, [], 1000, None
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.portal = self
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def says(self, path, data, media="application/json", status=200, **headers):
        body = data if isinstance(data, bytes) else data.encode()
        self.answers[path] = lambda handler, _asked: handler.send(
            status, body, **{"Content-Type": media} | headers
        )

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def portal(settings, monkeypatch):
    settings.FOLKMOOT_WEBHOOKS_LOCAL = True
    monkeypatch.setattr(running, "PAUSE", 0.0)
    one = Portal()
    yield one
    one.close()


def laid_down(portal, key="county", sort="ckan", address="", **changes):
    given = {"name": "County portal", "sort": sort, "address": address or portal.url, "office": "parks"}
    sources.describe_source(key=key, source=events.SourceDescribed(**given | {"publish": "once"} | changes))


def harvested(key="county", *, dry=False):
    """Harvest a source to the end, or until it has to wait; the run."""
    run = sources.ask_for(key=key, dry=dry)
    running.work()
    return Run.objects.get(pk=run.pk)


def report(run):
    return {one.record: (one.state, one.words) for one in RunRecord.objects.filter(run=run)}


def bomb(size=1 << 30):
    """Zeros, packed a thousandfold."""
    return (
        gzip.compress(b"0" * size, 9) if size < 1 << 24 else gzip.compress(b"0" * (1 << 24), 9) * (size >> 24)
    )
