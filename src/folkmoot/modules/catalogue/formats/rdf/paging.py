"""The pages of a catalogue: their addresses and what may be asked of them."""

import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from folkmoot.modules.catalogue.formats.entry import Dataset, Page
from folkmoot.modules.catalogue.formats.words import moment
from folkmoot.record.refusal import Refusal, Refused

SIZE = 100
MOST_PAGES = 100_000


def asked(page: str = "", modified_since: str = "") -> tuple[int, str]:
    """The page's number, from 1 on, and the moment, as the query of an address gives them. Raises Refused.

    `modified_since` is a day or a time; without a zone it is meant in UTC.
    """
    if page and (not re.fullmatch(r"\d{1,6}", page) or not 1 <= int(page) <= MOST_PAGES):
        raise Refused(
            [Refusal.of("page", "“%(given)s” is not a page: write a number from 1 on", given=page[:50])]
        )
    try:
        since = moment(modified_since)
    except Refused as wrong:
        raise Refused([replace(wrong.refusals[0], field="modified_since")]) from wrong
    return int(page or 1), since


def page_of(
    datasets: Sequence[Dataset], total: int, *, url: str, number: int = 1, size: int = SIZE, since: str = ""
) -> Page:
    """A page with the addresses of those around it: `url` is the catalogue's, without a query.

    `total` counts what `since` leaves. A page behind the last one is empty and leads back to the last one.
    """
    last = max(1, -(-total // size))

    def address(one: int) -> str:
        return f"{url}?{urlencode({'page': one} | ({'modified_since': since} if since else {}))}"

    return Page(
        datasets,
        total,
        address(number),
        address(1),
        address(last),
        address(min(number - 1, last)) if number > 1 else "",
        address(number + 1) if number < last else "",
        size,
    )
