"""``folkmoot service-requests …``."""

import argparse
import csv
import hashlib
import secrets
import sys
from pathlib import Path
from typing import Any

from folkmoot.modules.service_requests.importers import RefusedMapping, import_file, load_mapping
from folkmoot.modules.service_requests.models import ApiKey
from folkmoot.places import queries as places
from folkmoot.record import clock


def register(verbs: Any) -> None:
    """Add the verbs of this module."""
    parser = verbs.add_parser("service-requests", help="import reports, make API keys")
    actions = parser.add_subparsers(dest="action", required=True)
    one = actions.add_parser(
        "import", help="bring in reports from a CSV file; run again to go on after a stop"
    )
    one.add_argument("file", type=Path)
    one.add_argument("--mapping", required=True, help="name of a shipped mapping, or a .toml file")
    one.add_argument("--office", required=True, help="slug of the department that answers for them")
    one.add_argument("--rejects", type=Path, help="where to list rejected rows (default: FILE.rejects.csv)")
    one.set_defaults(run=_import)
    one = actions.add_parser("api-key", help="make a key for posting through Open311; it is shown once")
    one.add_argument("name")
    one.add_argument("contact", help="e-mail address of who uses it")
    one.add_argument(
        "--office", default="", help="slug of the department whose case system it is: it may post updates"
    )
    one.set_defaults(run=_api_key)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _import(options: argparse.Namespace) -> int:
    def progress(row: int) -> None:
        sys.stderr.write(f"\r{row:,} rows")
        sys.stderr.flush()

    try:
        mapping = load_mapping(options.mapping)
        outcome = import_file(options.file, mapping=mapping, office=options.office, progress=progress)
    except (RefusedMapping, OSError, UnicodeError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stderr.write("\n")
    rejects = options.rejects or options.file.with_name(options.file.name + ".rejects.csv")
    if outcome.rejected:
        with rejects.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["line", "reason"])
            writer.writerows((one.line, one.reason) for one in outcome.rejected)
    _say(
        f"{outcome.imported:,} imported, {outcome.earlier:,} were here from an earlier run, {len(outcome.rejected):,} rejected"
    )
    if outcome.rejected:
        _say(f"rejected rows with line and reason: {rejects}")
    return 0


def _api_key(options: argparse.Namespace) -> int:
    offices = [one.slug for one in places.departments()]
    if options.office and options.office not in offices:
        sys.stderr.write(f"there is no office {options.office!r}; there are {', '.join(offices)}\n")
        return 1
    key = secrets.token_urlsafe(24)
    ApiKey.objects.create(
        digest=hashlib.sha256(key.encode()).hexdigest(),
        name=options.name,
        contact=options.contact,
        office=options.office,
        created=clock.now(),
    )
    _say(key)
    return 0
