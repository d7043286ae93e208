"""What an address of the desk asks for, and addresses that ask for something else."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from folkmoot.modules.service_requests import queries
from folkmoot.people.access import Colleague

_LISTED = ("service", "due")
_SINGLE = ("view", "area", "priority", "office", "who", "q")


def asked_in(request: HttpRequest) -> dict[str, Any]:
    """What the address asks for, as far as it is understood."""
    given = request.GET
    asked: dict[str, Any] = {one: given.get(one, "").replace("\x00", "").strip()[:100] for one in _SINGLE}
    asked |= {one: [it for it in given.getlist(one) if "\x00" not in it] for one in _LISTED}
    asked["due"] = [one for one in asked["due"] if one in queries.DUE]
    if asked["view"] not in queries.VIEWS:
        # Words are looked for among all reports, also closed ones, unless a view is chosen with them.
        asked["view"] = {"due": "all"}.get(asked["view"], "found" if asked["q"] else "new")
    return asked


def address(asked: Mapping[str, Any], **change: Any) -> str:
    """The address of this page with something else chosen; what is empty is left out."""
    pairs = [(key, value) for key, value in {**asked, **change}.items() if value and value != "found"]
    return "?" + urlencode(pairs, doseq=True)


def wanted_by(
    request: HttpRequest,
    asked: Mapping[str, Any],
    *,
    offices: Sequence[str] | None,
    people: Sequence[Colleague],
    now: datetime,
) -> queries.Wanted:
    """The queue that an address asks for, of those that the officer may see. ``people`` are those one can ask for."""
    known = {queries.NOBODY, *(one.id for one in people)}
    return queries.Wanted(
        view=asked["view"],
        me=request.user.pk,
        now=now,
        offices=offices,
        services=asked["service"],
        due=asked["due"],
        area=asked["area"],
        priority=asked["priority"],
        office=asked["office"],
        who=asked["who"] if asked["who"] in known else "",
        words=asked["q"],
        after=queries.place_after(request.GET.get("after", "")),
    )
