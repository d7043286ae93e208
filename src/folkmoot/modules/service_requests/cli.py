"""``folkmoot service-requests …``."""

import argparse
import csv
import hashlib
import secrets
import sys
from pathlib import Path
from typing import Any

from folkmoot.modules.service_requests import queries
from folkmoot.modules.service_requests.forwarding.client import problem_with
from folkmoot.modules.service_requests.importers import RefusedMapping, import_file, load_mapping
from folkmoot.modules.service_requests.models import ApiKey, Forwarding
from folkmoot.modules.service_requests.routing import cli as routing
from folkmoot.modules.service_requests.triage import cli as triage
from folkmoot.places import queries as places
from folkmoot.record import clock


def register(verbs: Any) -> None:
    """Add the verbs of this module."""
    parser = verbs.add_parser(
        "service-requests", help="import reports, train the sorting helper, make API keys"
    )
    actions = parser.add_subparsers(dest="action", required=True)
    one = actions.add_parser(
        "import", help="bring in reports from a CSV file; run again to go on after a stop"
    )
    one.add_argument("file", type=Path)
    one.add_argument("--mapping", required=True, help="name of a shipped mapping, or a .toml file")
    one.add_argument("--office", required=True, help="slug of the department that answers for them")
    one.add_argument("--rejects", type=Path, help="where to list rejected rows (default: FILE.rejects.csv)")
    one.set_defaults(run=_import)
    triage.register(actions)
    routing.register(actions)
    one = actions.add_parser("api-key", help="make a key for posting through Open311; it is shown once")
    one.add_argument("name")
    one.add_argument("contact", help="e-mail address of who uses it")
    one.add_argument(
        "--office", default="", help="slug of the department whose case system it is: it may post updates"
    )
    one.add_argument("--per-hour", type=int, default=1200, help="posts that are taken from it in an hour")
    one.set_defaults(run=_api_key)
    one = actions.add_parser("forward", help="hand the reports of a service to another Open311 endpoint")
    one.add_argument("service_code")
    one.add_argument("endpoint", nargs="?", help="base address, such as https://example.org/open311/v2")
    one.add_argument("--code", default="", help="service_code there (default: the same)")
    one.add_argument("--jurisdiction", default="", help="jurisdiction_id there")
    one.add_argument("--key-file", type=Path, help="file that holds the api_key there")
    one.add_argument(
        "--attribute", action="append", default=[], metavar="CODE=VALUE", help="VALUE may be {OUR_CODE}"
    )
    one.add_argument("--stop", action="store_true", help="hand over no more reports of this service")
    one.set_defaults(run=_forward)


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
        per_hour=options.per_hour,
        created=clock.now(),
    )
    _say(key)
    return 0


def _forward(options: argparse.Namespace) -> int:
    if options.stop:
        stopped = Forwarding.objects.filter(pk=options.service_code).update(active=False)
        _say("stopped" if stopped else "it was not forwarded")
        return 0 if stopped else 1
    wrong = problem_with(options.endpoint or "")
    if queries.service(options.service_code) is None:
        wrong = f"there is no service {options.service_code!r}"
    pairs = [one.partition("=") for one in options.attribute]
    if not wrong and not all(code and sign for code, sign, _value in pairs):
        wrong = "write attributes as CODE=VALUE"
    if wrong:
        sys.stderr.write(f"{wrong}\n")
        return 1
    Forwarding.objects.update_or_create(
        service_code=options.service_code,
        defaults={
            "endpoint": options.endpoint,
            "jurisdiction_id": options.jurisdiction,
            "api_key": options.key_file.read_text().strip() if options.key_file else "",
            "remote_code": options.code or options.service_code,
            "attributes": {code: value for code, _sign, value in pairs},
            "active": True,
        },
    )
    _say(f"new reports of {options.service_code} go to {options.endpoint}")
    return 0
