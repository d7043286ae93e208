"""What the demo town harvests: a neighbouring county's portal, whose answer is kept here, so that no network is needed."""

import json
from collections.abc import Mapping
from typing import Any

from folkmoot.modules.catalogue import events
from folkmoot.modules.catalogue.fetching import Answer
from folkmoot.modules.catalogue.harvest import running, sources

ADDRESS = "https://opendata.eastmoor.example"
DATASETS = (
    (
        "bathing-waters",
        "Bathing waters",
        "Quality of the water at each beach, week by week in summer.",
        "ENVI",
        "CSV",
    ),
    (
        "bus-stops",
        "Bus stops",
        "Where buses stop in the county, with shelters and raised kerbs.",
        "TRAN",
        "GeoJSON",
    ),
    ("school-places", "School places", "Places and pupils of each school, by year.", "EDUC", "XLSX"),
)


def harvest(office: str) -> None:
    """Lay down the source and harvest it once; it is asked again only when somebody wants it."""
    source = events.SourceDescribed(
        name="Eastmoor County open data", sort="ckan", address=ADDRESS, office=office, publish="once"
    )
    sources.describe_source(key="eastmoor", source=source)
    sources.ask_for(key="eastmoor")
    running.work(_answer)


def _answer(url: str, _headers: Mapping[str, str]) -> Answer:
    """The answer of the county's package_search."""
    packages = [_package(*one) for one in DATASETS]
    told = {"success": True, "result": {"count": len(packages), "results": packages}}
    return Answer(url, json.dumps(told).encode(), {"content-type": "application/json"})


def _package(name: str, title: str, notes: str, theme: str, kind: str) -> dict[str, Any]:
    file = {
        "id": f"{name}-file",
        "name": title,
        "format": kind,
        "url": f"{ADDRESS}/files/{name}.{kind.lower()}",
    }
    return {
        "id": f"eastmoor-{name}",
        "name": name,
        "title": title,
        "notes": notes,
        "license_id": "cc-by-4.0",
        "organization": {"name": "county", "title": "Eastmoor County"},
        "tags": [{"name": "eastmoor"}],
        "extras": [{"key": "theme", "value": theme}, {"key": "frequency", "value": "ANNUAL"}],
        "resources": [file],
        "state": "active",
        "private": False,
    }
