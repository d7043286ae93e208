"""Reading GeoJSON (RFC 7946) from strangers: limits first, then types, then numbers."""

import json
from typing import Any, NoReturn

from folkmoot.places.geo import UnknownCrs, to_wgs84
from folkmoot.places.rules.problems import MOST_PROBLEMS, Problem, Refused

MOST_BYTES = 64 * 1024 * 1024
MOST_POINTS = 2_000_000
_RING = 4
_HUGE = 1e12
_NUMBERS = (int, float)


class Reader:
    """Collects problems while a document is read. ``points`` counts the coordinates seen so far."""

    def __init__(self, refused: type[Refused], *, most_features: int) -> None:
        self.refused = refused
        self.most_features = most_features
        self.problems: list[Problem] = []
        self.points = 0

    def wrong(self, what: str, where: str, right: str) -> None:
        """Note a problem; raises when there are too many to be worth a longer list."""
        self.problems.append(Problem(what, where, right))
        if len(self.problems) >= MOST_PROBLEMS:
            raise self.refused(self.problems)

    def stop(self, what: str, where: str, right: str) -> NoReturn:
        """Refuse at once: nothing further can be read."""
        raise self.refused([*self.problems, Problem(what, where, right)])

    def document(self, data: bytes) -> dict[str, Any]:
        """The parsed JSON object, or a refusal."""
        if len(data) > MOST_BYTES:
            self.stop(
                f"the file has {len(data):,} bytes", "whole file", f"At most {MOST_BYTES:,} bytes are read."
            )
        try:
            # A billion laughs needs references, which JSON has not; deep nesting and long numbers are what is left.
            found = json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant)
        except UnicodeDecodeError as error:
            self.stop("the file is not UTF-8", f"byte {error.start:,}", "Save it as UTF-8.")
        except json.JSONDecodeError as error:
            self.stop(
                f"this is not JSON ({error.msg})",
                f"line {error.lineno}, column {error.colno}",
                "Export it again.",
            )
        except (RecursionError, ValueError) as error:
            reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)[:200]
            self.stop(
                f"this JSON cannot be read: {reason}", "whole file", "GeoJSON needs plain finite numbers."
            )
        if not isinstance(found, dict):
            self.stop(
                f"the file holds a {type(found).__name__}", "whole file", "Give a FeatureCollection object."
            )
        return found

    def features(self, document: dict[str, Any]) -> list[dict[str, Any]]:
        """The features of a FeatureCollection, or a refusal."""
        if document.get("type") != "FeatureCollection":
            kind = str(document.get("type"))[:40]
            self.stop(f"its type is {kind!r}", "type", 'The type must be "FeatureCollection".')
        found = document.get("features")
        if not isinstance(found, list) or not found:
            self.stop("there are no features", "features", "Give a list with at least one feature.")
        if len(found) > self.most_features:
            self.stop(
                f"there are {len(found):,} features", "features", f"At most {self.most_features:,} are read."
            )
        for number, one in enumerate(found, start=1):
            if (
                not isinstance(one, dict)
                or one.get("type") != "Feature"
                or not isinstance(one.get("geometry"), dict)
            ):
                self.stop(
                    "this is not a feature with a geometry",
                    f"feature {number}",
                    'Give {"type": "Feature", …}.',
                )
            if not isinstance(one.get("properties") or {}, dict):
                self.stop(
                    "its properties are not an object",
                    f"feature {number}",
                    "Give an object of names and values.",
                )
        return found

    def transformer(self, document: dict[str, Any], crs: str = "") -> Any:
        """A transformer to WGS 84 when the file (GeoJSON 2008's ``crs``) or the caller names another system."""
        stated = document.get("crs")
        name = crs
        if not name and stated is not None:
            properties = stated.get("properties") if isinstance(stated, dict) else None
            name = str(properties.get("name", "")) if isinstance(properties, dict) else "?"
        if not name:
            return None
        try:
            return to_wgs84(name)
        except UnknownCrs as error:
            self.stop(str(error), "crs", "Leave it out for WGS 84 (longitude, latitude in degrees).")

    def line(self, raw: Any, where: str) -> list[tuple[float, float]] | None:
        """A list of positions as (x, y) pairs, heights dropped; None after noting what is wrong."""
        if not isinstance(raw, list):
            self.wrong(
                f"expected a list of positions, found {type(raw).__name__}", where, "Write [[x, y], …]."
            )
            return None
        self.points += len(raw)
        if self.points > MOST_POINTS:
            self.stop(f"there are more than {MOST_POINTS:,} points", where, "Simplify the shapes first.")
        found = []
        for number, one in enumerate(raw, start=1):
            try:
                x, y = one[0], one[1]
            except (TypeError, IndexError, KeyError):
                x = y = None
            # A boolean is an integer to Python and a mistake in a map; that is why types are compared.
            if type(x) not in _NUMBERS or type(y) not in _NUMBERS:
                self.wrong(
                    "this is not a position", f"{where}, point {number}", "Write [longitude, latitude]."
                )
                return None
            # Written so that NaN fails, too; whole numbers may be longer than a float can be.
            if not (abs(x) < _HUGE and abs(y) < _HUGE):
                self.wrong(
                    "this number is no coordinate", f"{where}, point {number}", "Write [longitude, latitude]."
                )
                return None
            found.append((float(x), float(y)))
        return found

    def ring(self, raw: Any, where: str) -> list[tuple[float, float]] | None:
        """A closed ring of at least four positions; None after noting what is wrong."""
        found = self.line(raw, where)
        if found is None:
            return None
        if len(found) < _RING:
            self.wrong(
                f"this ring has {len(found)} points",
                where,
                "A ring needs at least four, the last like the first.",
            )
            return None
        if found[0] != found[-1]:
            self.wrong(
                "this ring is not closed", where, f"Its last point must be {list(found[0])} like its first."
            )
            return None
        return found

    def rings(self, geometry: dict[str, Any], where: str) -> list[list[list[tuple[float, float]]]] | None:
        """The polygons of a Polygon or MultiPolygon, each as its rings; None after noting what is wrong."""
        kind, raw = geometry.get("type"), geometry.get("coordinates")
        if kind not in ("Polygon", "MultiPolygon"):
            self.wrong(f"its geometry is {str(kind)[:40]!r}", where, "Areas are a Polygon or a MultiPolygon.")
            return None
        polygons = [raw] if kind == "Polygon" else raw
        if (
            not isinstance(polygons, list)
            or not polygons
            or not all(isinstance(one, list) and one for one in polygons)
        ):
            self.wrong("its coordinates hold no rings", where, "Give at least one ring of positions.")
            return None
        found = []
        for part, polygon in enumerate(polygons, start=1):
            at = where if len(polygons) == 1 else f"{where}, part {part}"
            rings = [self.ring(one, f"{at}, ring {number}") for number, one in enumerate(polygon, start=1)]
            if any(one is None for one in rings):
                return None
            found.append([one for one in rings if one is not None])
        return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number of JSON")
