"""When a term may end, and how clocks go on that stood still."""

import re
from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from folkmoot.modules.petitions.events import TermAnnounced
from folkmoot.modules.petitions.rules.base import Refusal
from folkmoot.modules.petitions.rules.counting import end_of_day
from folkmoot.modules.petitions.rules.writing import text

HOWS = ("reopened", "archived")
PERIOD, GOVERNMENT = 40, 120
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")
_GONE = "this is not possible any more: the term is in another state now; open the page again"


def may_announce(
    code: str, event: TermAnnounced, *, kinds: Collection[str], taken: Collection[str], now: datetime
) -> list[Refusal]:
    """Everything that is wrong with the announcement of an end; ``taken`` are kinds that another term ends already."""
    found = [
        None if _CODE.match(code) else Refusal("code", "use a to z, 0 to 9 and hyphens, at most 40"),
        text("period", event.period, PERIOD),
        text("government", event.government, GOVERNMENT),
        None if event.ends > now else Refusal("ends", "give a day that is not over yet"),
    ]
    if not event.kinds or not set(event.kinds) <= set(kinds):
        found.append(Refusal("kinds", "choose kinds of petitions that exist"))
    if set(event.kinds) & set(taken):
        found.append(Refusal("kinds", "another term that ends has one of these kinds already"))
    return [one for one in found if one is not None]


def may_change(state: str) -> Refusal | None:
    """Whether an announced end may be moved or called off."""
    return None if state in {"", "announced", "called_off"} else Refusal("state", _GONE)


def may_settle(state: str, how: str) -> Refusal | None:
    """Whether the petitions of a term may go on or go to the archive: when it is over, and the archive comes last."""
    if how not in HOWS:
        return Refusal("how", "choose reopened or archived")
    return None if state in {"ended", "reopened"} and state != how else Refusal("state", _GONE)


def goes_on(end: datetime, *, stood: datetime, now: datetime, zone: ZoneInfo) -> datetime:
    """The end of a period that stood still from ``stood`` until ``now``: as many days are left, or late, as were then.

    ``end`` is the first moment after its last day, as rules.end_of_day gives it.
    """
    last = end.astimezone(zone).date().toordinal() - 1
    left = last - stood.astimezone(zone).date().toordinal()
    return end_of_day(now, left, zone)
