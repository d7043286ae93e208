"""Reads of rounds and projects. Lists page by key and take a constant number of queries."""

from folkmoot.modules.budgeting.queries.rounds import (
    calendar_of,
    described,
    frozen,
    is_on,
    newest_round,
    phase_now,
    round_of,
    rounds,
    waiting_rounds,
)

__all__ = [
    "calendar_of",
    "described",
    "frozen",
    "is_on",
    "newest_round",
    "phase_now",
    "round_of",
    "rounds",
    "waiting_rounds",
]
