"""The base map in memory: its features once parsed, and packed documents for browsers."""

import gzip
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import shapely
from shapely import STRtree
from shapely.geometry import shape

from folkmoot.places.geo import Bounds
from folkmoot.places.queries.areas import document

DETAILS = ("low", "full")
FINE = frozenset({"block", "building"})
"""Kinds that only matter when a map is near; ``detail=low`` leaves buildings out."""

_MOST_FINE = 8_000


@dataclass(frozen=True, slots=True)
class BaseFeature:
    """One thing of the base map."""

    kind: str
    name: str
    shape: Any


@dataclass(frozen=True, slots=True)
class BaseFeatures:
    """All of a base map with a tree over their boxes."""

    features: tuple[BaseFeature, ...]
    tree: STRtree


@lru_cache(maxsize=2)
def features(segment: str) -> BaseFeatures:
    """The features of a published base map; parsed once per process."""
    found = tuple(
        BaseFeature(one["properties"]["kind"], one["properties"].get("name", ""), shape(one["geometry"]))
        for one in json.loads(document(segment))["features"]
    )
    return BaseFeatures(found, STRtree([one.shape for one in found]))


def pack(plain: bytes) -> bytes:
    """Gzip without a time in it, so that the same document gives the same bytes."""
    return gzip.compress(plain, 6, mtime=0)


def unpacked(data: bytes) -> bytes:
    """What ``pack`` packed."""
    return gzip.decompress(data)


@lru_cache(maxsize=8)
def packed(segment: str, detail: str = "full") -> bytes:
    """A published document packed; with ``low`` without buildings."""
    plain = document(segment)
    if detail == "low":
        found = json.loads(plain)
        found["features"] = [one for one in found["features"] if one["properties"]["kind"] != "building"]
        plain = json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()
    return pack(plain)


def box_name(box: Bounds) -> str:
    """A box in an entity tag."""
    return f"{box.west:.6f},{box.south:.6f},{box.east:.6f},{box.north:.6f}"


def within(segment: str, box: Bounds) -> bytes:
    """The blocks and buildings that touch a box, at most 8,000, as GeoJSON."""
    base = features(segment)
    some = [
        base.features[number]
        for number in sorted(base.tree.query(shapely.box(box.west, box.south, box.east, box.north)))
        if base.features[number].kind in FINE
    ][:_MOST_FINE]
    drawn = ",".join(
        f'{{"type":"Feature","properties":{{"kind":"{one.kind}"}},"geometry":{shapely.to_geojson(one.shape)}}}'
        for one in some
    )
    return f'{{"type":"FeatureCollection","features":[{drawn}]}}'.encode()
