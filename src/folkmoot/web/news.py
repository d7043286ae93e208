"""What has happened on the record since a page was made: everything, or what is about its subjects and of its kinds.

A reader that names nothing hears of every act but the quiet ones. One that names subjects (``about``) hears of the acts
on them; of quiet ones (a signature among thousands) only that there were some. One that names kinds hears of those,
quiet or not, because it asked for them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from folkmoot.record import heads, queries, registry
from folkmoot.record.event import KIND, SUBJECT
from folkmoot.record.heads import Head

NEWEST = 50
"""Acts named in one message at most; ``size`` still counts all."""
LOOKED_AT = 2_000
"""Entries read at once. Whoever has missed more is told what lies among the newest of each subject and of its kinds."""
MOST_ABOUT, MOST_KINDS = 8, 60
"""Subjects and kinds that one reader may name."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader wants to hear of; two empty sets mean everything."""

    about: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()

    @property
    def everything(self) -> bool:
        """Whether nothing is left out but quiet acts."""
        return not self.about and not self.kinds

    def loud(self, one: Head) -> bool:
        """Whether an act is told by name."""
        if one.kind in self.kinds:
            return True
        return (self.everything or one.subject in self.about) and not quiet(one.kind)

    def hushed(self, one: Head) -> bool:
        """Whether it is only told that there was something of its kind."""
        return one.subject in self.about and one.kind not in self.kinds and quiet(one.kind)


class Unreadable(ValueError):
    """A reader asks for something that is no subject or kind, or for too much; its text says what would be right."""


def wanted(about: Iterable[str], kinds: Iterable[str]) -> Wanted:
    """What the parameters ``about`` and ``kind`` of an address ask for. Raises Unreadable."""
    found = Wanted(frozenset(about), frozenset(kinds))
    if len(found.about) > MOST_ABOUT or len(found.kinds) > MOST_KINDS:
        raise Unreadable(f"name at most {MOST_ABOUT} subjects (about) and {MOST_KINDS} kinds (kind)")
    if not all(SUBJECT.match(one) for one in found.about):
        raise Unreadable("about: name a subject such as requests/MH-26-7K3QF2")
    if not all(KIND.match(one) for one in found.kinds):
        raise Unreadable("kind: name a kind of fact such as petitions.opened")
    return found


def quiet(kind: str) -> bool:
    """Whether the part that a kind belongs to keeps it out of activity."""
    act = registry.act_of(kind)
    return act is not None and act.quiet


def size() -> int:
    """How many entries a signed checkpoint covers."""
    checkpoint = queries.latest_checkpoint()
    return checkpoint.size if checkpoint else 0


def message(size: int, found: Sequence[Head], wanted: Wanted) -> dict[str, Any]:
    """What one reader is told of some acts: the ``newest`` by name, whether there were ``quiet`` ones and ``more``.

    ``at`` is when an act was accepted, in milliseconds since 1970, so that a page can tell what it shows already.
    """
    told = [one for one in found if wanted.loud(one)]
    return {
        "size": size,
        "newest": [
            {
                "index": one.index,
                "kind": one.kind,
                "subject": one.subject,
                "at": int(one.accepted.timestamp() * 1000),
            }
            for one in reversed(told[-NEWEST:])
        ],
        "quiet": any(wanted.hushed(one) for one in found),
        "more": len(told) > NEWEST,
    }


def news(since: int, asked: Wanted) -> dict[str, Any]:
    """What a reader that has seen ``since`` entries has missed, in a number of queries that does not depend on how much."""
    now = size()
    if since >= now:
        return message(now, (), asked)
    if now - since <= LOOKED_AT:
        return message(now, heads.between(since, now), asked)
    if asked.everything:
        return {**message(now, heads.between(now - NEWEST, now), asked), "more": True}
    found: dict[int, Head] = {}
    for subject in asked.about:
        found |= {one.index: one for one in heads.about(subject, since=since, until=now, limit=LOOKED_AT)}
    if asked.kinds:
        found |= {
            one.index: one for one in heads.of_kinds(asked.kinds, since=since, until=now, limit=NEWEST + 1)
        }
    return message(now, [found[index] for index in sorted(found)], asked)
