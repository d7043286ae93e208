"""Who may be given which role. Pure: no database, no clock."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

RESIDENT, OFFICER, MODERATOR, AUDITOR, ADMINISTRATOR = (
    "resident",
    "officer",
    "moderator",
    "auditor",
    "administrator",
)
ROLES = (RESIDENT, OFFICER, MODERATOR, AUDITOR, ADMINISTRATOR)
GIVEN = ROLES[1:]
"""Roles that somebody gives; everybody who signs in is a resident."""
EVERYWHERE = ""
"""The office of a role that counts for the whole institution."""
STATES = ("open", "accepted", "withdrawn", "expired")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something may not be done: which input, what is wrong and what would be right."""

    field: str
    why: str


def may_give(*, role: str, office: str, offices: Collection[str]) -> list[Refusal]:
    """What is wrong with giving a role for an office (``""``: everywhere); empty when nothing is."""
    found = []
    if role not in GIVEN:
        found.append(
            Refusal("role", f"there is no role {role[:40]!r} to give: choose one of {', '.join(GIVEN)}")
        )
    if office != EVERYWHERE and office not in offices:
        found.append(Refusal("office", f"there is no department {office[:60]!r}: choose one of those listed"))
    return found


def may_take(*, role: str, office: str, other_administrators: int) -> Refusal | None:
    """Whoever gives roles must not vanish: the last administrator of the whole institution keeps the role."""
    if role == ADMINISTRATOR and office == EVERYWHERE and not other_administrators:
        return Refusal("role", "this is the last administrator: make somebody else one first")
    return None


def invitation_state(
    *, accepted: datetime | None, withdrawn: datetime | None, expires: datetime, now: datetime
) -> str:
    """One of STATES; what was used or withdrawn stays that even when it would be too old by now."""
    if accepted:
        return "accepted"
    if withdrawn:
        return "withdrawn"
    return "expired" if now >= expires else "open"
