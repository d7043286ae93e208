"""How roles and one's own acts on the record read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from folkmoot.record import registry
from folkmoot.record.manifest import Lazy
from folkmoot.record.queries import Entry

ROLE_NAMES: dict[str, str | Promise] = {
    "resident": _("Resident"),
    "officer": _("Officer"),
    "moderator": _("Moderator"),
    "auditor": _("Auditor"),
    "administrator": _("Administrator"),
}


@dataclass(frozen=True, slots=True)
class OwnAct:
    """Something a person did on the record: its name, what it was about, and its public number when sealed."""

    name: Lazy
    title: str
    url: str
    at: datetime
    index: int | None
    actor: str


def role_names(held: Iterable[tuple[str, str]]) -> list[tuple[str | Promise, str]]:
    """Pairs of a role's name and the office it is for (nothing: everywhere), in the order of ROLE_NAMES."""
    order = list(ROLE_NAMES)
    known = sorted(
        (one for one in held if one[0] in ROLE_NAMES), key=lambda one: (order.index(one[0]), one[1])
    )
    return [(ROLE_NAMES[role], office) for role, office in known]


def acts(entries: Sequence[Entry]) -> list[OwnAct]:
    """Entries as lines for a page: one look-up of titles per sort of subject."""
    cards = registry.cards({one.subject for one in entries})
    found = []
    for one in entries:
        act, card = registry.act_of(one.kind), cards.get(one.subject)
        found.append(
            OwnAct(
                name=act.name if act else one.kind,
                title=card.title if card else one.subject,
                url=card.url if card else "",
                at=one.accepted,
                index=one.index,
                actor=one.actor,
            )
        )
    return found
