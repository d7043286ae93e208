"""The pages of a catalogue: what may be asked of them, and their addresses.

Pages go by key, not by time: a dataset that is changed while somebody reads page after page is neither skipped nor
told twice, and a harvester does not take it for gone.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from folkmoot.modules.catalogue.formats.entry import Dataset, Page
from folkmoot.modules.catalogue.formats.words import moment
from folkmoot.record.refusal import Refusal, Refused, one_of

SIZE = 100
PROFILES = ("ap", "us")
_KEY = re.compile("[a-z0-9_-]{1,120}")


@dataclass(frozen=True, slots=True)
class Asked:
    """``after`` is the key of the last dataset of the page before; ``since`` leaves out what is older."""

    after: str = ""
    since: dt.datetime | None = None
    profile: str = "ap"

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "Asked":
        """As the query of an address has it. Raises Refused.

        `modified_since` is a day or a time; without a zone it is meant in UTC.
        """
        after, profile = given.get("after", ""), given.get("profile", "ap") or "ap"
        if after and not _KEY.fullmatch(after):
            why = "“%(given)s” is no place in the catalogue: take the address of the next page as it is given"
            raise Refused([Refusal.of("after", why, given=after[:50])])
        if profile not in PROFILES:
            raise Refused([one_of("profile", PROFILES)])
        return cls(after, _moment(given.get("modified_since", "")), profile)

    def address(self, url: str, after: str = "") -> str:
        """The catalogue's address with what is asked, from another place on."""
        told = {
            "profile": "" if self.profile == "ap" else self.profile,
            "modified_since": self.since.isoformat().replace("+00:00", "Z") if self.since else "",
            "after": after,
        }
        query = urlencode({name: value for name, value in told.items() if value})
        return f"{url}?{query}" if query else url


def _moment(given: str) -> dt.datetime | None:
    try:
        told = moment(given)
        if not told:
            return None
        found = dt.datetime.fromisoformat(told if "T" in told else (told + "-01-01")[:10])
        return found.astimezone(dt.UTC) if found.tzinfo else found.replace(tzinfo=dt.UTC)
    except Refused as wrong:
        raise Refused([replace(wrong.refusals[0], field="modified_since")]) from wrong
    except (ValueError, OverflowError):
        why = "“%(given)s” is not a date as in 2026-03-31"
        raise Refused([Refusal.of("modified_since", why, given=given[:50])]) from None


def page_of(datasets: Sequence[Dataset], total: int, asked: Asked, *, url: str, more: bool) -> Page:
    """A page with the addresses of itself, of the first one, and of the next where there is ``more``.

    `url` is the catalogue's, without a query; `total` counts what `modified_since` leaves.
    """
    return Page(
        datasets,
        total,
        asked.address(url, asked.after),
        asked.address(url),
        next=asked.address(url, datasets[-1].name) if more and datasets else "",
        size=SIZE,
    )
