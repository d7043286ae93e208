"""What an institution may set for a kind of petition."""

import re

from folkmoot.modules.petitions.events import KindDescribed
from folkmoot.modules.petitions.rules.base import Refusal
from folkmoot.modules.petitions.rules.writing import text

WHATS = ("answer", "meeting", "debate")
MOST_STEPS, LONGEST_DAYS, MOST_SIGNATURES = 6, 730, 1_000_000_000
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")


def may_describe(event: KindDescribed, *, offices: frozenset[str], areas: frozenset[str]) -> list[Refusal]:
    """Everything that is wrong with a description."""
    found: list[Refusal | None] = [
        None if _CODE.match(event.code) else Refusal("code", "use a to z, 0 to 9 and hyphens, at most 40"),
        text("title", event.title, 120),
        text("description", event.description, 2000, needed=False),
        text("who", event.who, 400),
        None if event.office in offices else Refusal("office", "choose a department that exists"),
        _between("days", event.days, 1, LONGEST_DAYS),
        _between("sponsors", event.sponsors, 0, 1000),
        _between("sponsors_most", event.sponsors_most, event.sponsors, 1000),
        _between("moderation_days", event.moderation_days, 1, 90),
        None if set(event.areas) <= areas else Refusal("areas", "choose districts that exist"),
    ]
    found += _steps(event)
    return [one for one in found if one is not None]


def _steps(event: KindDescribed) -> list[Refusal | None]:
    steps = event.steps
    found: list[Refusal | None] = []
    if not 1 <= len(steps) <= MOST_STEPS:
        found.append(Refusal.of("steps", "give one step at least and %(most)s at most", most=MOST_STEPS))
    if [one.at for one in steps] != sorted({one.at for one in steps}):
        found.append(Refusal("steps", "each step needs more signatures than the one before"))
    for step in steps:
        if step.what not in WHATS:
            found.append(Refusal("steps", "choose answer, meeting or debate for each step"))
        found += [
            _between("steps", step.at, 1, MOST_SIGNATURES),
            _between("steps", step.days, 1, LONGEST_DAYS),
            text("steps", step.label, 60),
        ]
    return found


def _between(where: str, value: int, least: int, most: int) -> Refusal | None:
    if least <= value <= most:
        return None
    return Refusal.of(where, "give a whole number from %(least)s to %(most)s", least=least, most=most)
