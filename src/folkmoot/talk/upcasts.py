"""How old versions of the facts of talk are read."""

from collections.abc import Mapping

from folkmoot.record.upcast import Upcast

UPCASTS: Mapping[tuple[str, int], Upcast] = {
    # Before an institution could word the house rules itself, those of the program held.
    ("talk.discussions_described", 1): lambda payload: payload | {"house_rules": []},
    # Only people with an account could report.
    # Every score was one of the weights by hand, and nobody wrote down who was new.
    ("talk.held", 1): lambda payload: payload | {"model": 0, "newcomer": True},
    ("talk.flagged", 1): lambda payload: payload | {"guest": False},
}
