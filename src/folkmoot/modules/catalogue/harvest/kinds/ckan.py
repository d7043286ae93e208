"""CKAN's Action API (version 3): ``package_search`` gives whole packages, so one question brings a page of records."""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from folkmoot.modules.catalogue.fetching import Asker
from folkmoot.modules.catalogue.formats.ckan.back import harvest_of
from folkmoot.modules.catalogue.formats.report import Report
from folkmoot.modules.catalogue.harvest.kinds.page import Page
from folkmoot.record.refusal import Refusal, Refused

ROWS = 100
ORDERS = ("id asc", "name asc")
"""An order that does not change while pages are read; portals that do not know the first are asked for the second."""
_ACTION = re.compile(r"/(?:api(?:/3)?(?:/action(?:/[a-z_]+)?)?)?/?$")
_CURSOR = re.compile(r"([01]),(\d{1,9})")


def page(address: str, cursor: str, conditions: Mapping[str, str], ask: Asker) -> Page:
    """A page of packages. Raises Refused and NotNow."""
    del conditions  # An answer of a search has no marks.
    matched = _CURSOR.fullmatch(cursor)
    order, start = (int(matched[1]), int(matched[2])) if matched else (0, 0)
    try:
        result = _asked(address, ORDERS[order], start, ask)
    except Refused:
        if matched or order:
            raise
        order = 1
        result = _asked(address, ORDERS[order], start, ask)
    found = harvest_of({"result": result}, site=site_of(address))
    records = result["results"]
    reports = [_left_out(one, given) for one, given in zip(found.records, records, strict=False)]
    count = result.get("count")
    total = count if isinstance(count, int) and not isinstance(count, bool) and count >= 0 else None
    after = start + len(records)
    more = bool(records) and (total is None or after < total)
    return Page(reports, next=f"{order},{after}" if more else "", total=total, wrong=found.wrong)


def site_of(address: str) -> str:
    """The front page of a portal, of which somebody may have typed in the API's address."""
    return _ACTION.sub("", address.partition("?")[0].partition("#")[0])


def _asked(address: str, order: str, start: int, ask: Asker) -> dict[str, Any]:
    asked = urlencode({"q": "*:*", "sort": order, "rows": ROWS, "start": start})
    url = f"{site_of(address)}/api/3/action/package_search?{asked}"
    answer = ask(url, {"Accept": "application/json"})
    try:
        told = json.loads(answer.body or b"")
    except (ValueError, RecursionError) as error:
        raise Refused([Refusal.of("document", "it is not JSON: %(why)s", why=str(error)[:200])]) from error
    result = told.get("result") if isinstance(told, dict) and told.get("success") is True else None
    if not isinstance(result, dict) or not isinstance(result.get("results"), list):
        raise Refused(
            [
                Refusal(
                    "document",
                    "it is no answer of CKAN’s package_search, which has a list at result.results; give the address of the portal’s front page",
                )
            ]
        )
    return result


def _left_out(report: Report, given: Any) -> Report:
    """The report, without an entry where the package is none for the public."""
    entry = report.entry
    if entry is None or not isinstance(given, Mapping):
        return report
    if entry.private or entry.state != "active":
        report.entry = None
        report.blame(
            "state", "it is private, a draft or deleted at its source; only active datasets are taken"
        )
    elif given.get("type", "dataset") != "dataset":
        report.entry = None
        report.blame("type", "it is no dataset but “%(given)s”", given=str(given.get("type"))[:60])
    return report
