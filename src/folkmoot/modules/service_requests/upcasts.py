"""How old versions of the facts of service requests are read."""

from collections.abc import Mapping
from typing import Any

from folkmoot.record.upcast import Upcast


def _with_clock(payload: dict[str, Any]) -> dict[str, Any]:
    """Before there were opening hours every promise counted every hour."""
    return payload | {"clock": "calendar"}


def _without_suggestion(payload: dict[str, Any]) -> dict[str, Any]:
    """Before there was a sorting helper nobody was offered anything."""
    return payload | {"suggested": None}


UPCASTS: Mapping[tuple[str, int], Upcast] = {
    ("service_requests.service_described", 1): lambda payload: payload | {"promise_clock": "calendar"},
    ("service_requests.reported", 1): _with_clock,
    ("service_requests.reported", 2): _without_suggestion,
    ("service_requests.recategorised", 1): _with_clock,
    ("service_requests.recategorised", 2): _without_suggestion,
    ("service_requests.reopened", 1): lambda payload: {**payload, "reason": "other"},
    ("service_requests.reported", 3): lambda payload: (
        payload | {"rule": "", "priority": "normal", "split_from": ""}
    ),
    ("service_requests.assigned", 1): lambda payload: {**payload, "reason": ""},
}
