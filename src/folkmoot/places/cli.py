"""``folkmoot places``: import areas, addresses and the base map from files."""

import argparse
import sys
from datetime import date
from pathlib import Path

from folkmoot.places import queries, services
from folkmoot.places.rules import Refused

_ACTOR = "system:import"


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``places`` and its verbs. Each sets ``run``, a function of the arguments that returns the exit status."""
    places = subparsers.add_parser("places", help="areas, addresses and the base map")
    verbs = places.add_subparsers(dest="verb", required=True)

    areas = verbs.add_parser("import-areas", help="publish a new version of a set of areas from GeoJSON")
    areas.add_argument("file", type=Path)
    areas.add_argument(
        "--set", default=queries.DISTRICT, help="which set: district, ward, school … (district)"
    )
    areas.add_argument("--name", default="", help='what people call the set: "Districts"')
    areas.add_argument(
        "--name-property", default="name", help="the property that holds an area's name (name)"
    )
    areas.add_argument(
        "--slug-property", default="", help="the property that holds its slug (made from the name)"
    )
    areas.add_argument(
        "--population-property", default="population", help="the property with its people (population)"
    )
    areas.add_argument(
        "--valid-from", type=date.fromisoformat, help="the first day it holds, 2026-01-01 (today)"
    )
    areas.set_defaults(run=import_areas)

    addresses = verbs.add_parser("import-addresses", help="publish the list of addresses from CSV")
    addresses.add_argument("file", type=Path)
    addresses.set_defaults(run=import_addresses)

    base = verbs.add_parser("import-base-map", help="publish the drawing under every map from GeoJSON")
    base.add_argument("file", type=Path)
    base.set_defaults(run=import_base_map)

    for one in (areas, base):
        one.add_argument(
            "--crs", default="", help="its coordinate system when the file does not say: EPSG:25832"
        )
    for one in (areas, addresses, base):
        one.add_argument("--dry-run", action="store_true", help="check everything, publish nothing")


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")


def _refused(path: Path, error: Refused) -> int:
    sys.stderr.write(f"{path}: nothing was published. {len(error.problems)} problem(s):\n")
    for one in error.problems:
        sys.stderr.write(f"  {one}\n")
    return 1


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError as error:
        sys.stderr.write(f"{path}: cannot be read ({error.strerror}). Give the path of a file.\n")
        return None


def _tell(published: services.Published, what: str) -> int:
    if published.receipt is None:
        _say(f"{published.count:,} {what} are right. Nothing was published (--dry-run).")
    else:
        _say(f"{published.count:,} {what} published as entry {published.receipt.fact_id}.")
    return 0


def import_areas(args: argparse.Namespace) -> int:
    """Publish areas; 0 when they were, 1 with every problem when not."""
    data = _read(args.file)
    if data is None:
        return 1
    _say(f"Checking {args.file} ({len(data):,} bytes) …")
    try:
        published = services.publish_areas(
            set=args.set,
            name=args.name,
            geojson=data,
            valid_from=args.valid_from or queries.today(),
            actor=_ACTOR,
            name_property=args.name_property,
            slug_property=args.slug_property,
            population_property=args.population_property,
            crs=args.crs,
            dry_run=args.dry_run,
        )
    except Refused as error:
        return _refused(args.file, error)
    for name in published.names:
        _say(f"  {name}")
    return _tell(published, "areas")


def import_addresses(args: argparse.Namespace) -> int:
    """Publish addresses; 0 when they were, 1 with every problem when not."""
    data = _read(args.file)
    if data is None:
        return 1
    lines = max(1, data.count(b"\n"))

    def progress(done: int) -> None:
        sys.stderr.write(f"\r  {done:,} of about {lines:,} lines checked ({min(100, 100 * done // lines)}%)")
        sys.stderr.flush()

    try:
        published = services.publish_addresses(
            csv=data, actor=_ACTOR, dry_run=args.dry_run, progress=progress
        )
    except Refused as error:
        sys.stderr.write("\n")
        return _refused(args.file, error)
    sys.stderr.write("\n")
    return _tell(published, "addresses")


def import_base_map(args: argparse.Namespace) -> int:
    """Publish the base map; 0 when it was, 1 with every problem when not."""
    data = _read(args.file)
    if data is None:
        return 1
    try:
        published = services.publish_base_map(geojson=data, actor=_ACTOR, crs=args.crs, dry_run=args.dry_run)
    except Refused as error:
        return _refused(args.file, error)
    return _tell(published, "features")
