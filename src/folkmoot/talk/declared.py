"""Which subjects people may talk about: what the parts declare, and what of it the institution has switched on."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from folkmoot.record import registry
from folkmoot.record.manifest import Card, Matter, Talk
from folkmoot.record.remember import Remembered
from folkmoot.talk.events import DiscussionsDescribed
from folkmoot.talk.models import Discussions
from folkmoot.talk.words import REASONS, Rule

_described = Remembered(DiscussionsDescribed.kind)


@dataclass(frozen=True, slots=True)
class About:
    """A subject that can be talked about, as it stands. ``read_first``: a moderator reads each comment before others do."""

    subject: str
    talk: Talk
    card: Card
    matter: Matter
    read_first: bool


@cache
def declared() -> Mapping[str, Talk]:
    """Sorts of subjects that parts declare as something to talk about, by prefix."""
    return {prefix: talk for one in registry.manifests() for prefix, talk in one.talk.items()}


def parts() -> dict[str, str]:
    """Everything that can be switched on: sorts (requests) and their parts (requests/lamp), with names. In order."""
    found = {}
    for sort, talk in declared().items():
        inner = import_string(talk.parts)() if talk.parts else {}
        found[sort] = _("%(sort)s: all") % {"sort": talk.label} if inner else str(talk.label)
        for code, name in inner.items():
            found[f"{sort}/{code}"] = _("%(sort)s: %(part)s") % {"sort": talk.label, "part": name}
    return found


def holds(names: Collection[str], sort: str, part: str) -> bool:
    """Whether a list of sorts and parts names this part, or its whole sort."""
    return sort in names or (bool(part) and f"{sort}/{part}" in names)


def reasons() -> Mapping[str, Rule]:
    """The house rules by reason: in the institution's own words where it has some, else in the program's."""
    own = discussions().house_rules
    return {key: replace(one, rule=own[key]) if key in own else one for key, one in REASONS.items()}


def discussions() -> Discussions:
    """What the institution has switched on; nothing before it did."""
    row: Discussions = _described.now().get(
        "main", lambda: Discussions.objects.filter(pk="main").first() or Discussions(key="main")
    )
    return row


def about(subject: str, *, card: Card | None = None, matter: Matter | None = None) -> About | None:
    """What is talked about, None when it does not exist or may not be talked about.

    A page that knows the subject's ``card`` and ``matter`` gives them, so that they are not looked up again.
    """
    sort = subject.partition("/")[0]
    talk, now = declared().get(sort), discussions()
    if talk is None or not any(one.partition("/")[0] == sort for one in now.open):
        return None
    matter = matter or import_string(talk.matters)([subject]).get(subject)
    if matter is None or not holds(now.open, sort, matter.part):
        return None
    card = card or registry.cards([subject]).get(subject)
    if card is None:
        return None
    return About(subject, talk, card, matter, holds(now.read_first, sort, matter.part))


def readable(subjects: Iterable[str]) -> dict[str, Card]:
    """Cards of those of many subjects that have a discussion now; as many statements as there are sorts, and one."""
    now, by_sort = discussions(), dict[str, list[str]]()
    for subject in sorted(set(subjects)):
        by_sort.setdefault(subject.partition("/")[0], []).append(subject)
    open_: list[str] = []
    for sort, some in by_sort.items():
        if talk := declared().get(sort):
            matters: Mapping[str, Matter] = import_string(talk.matters)(some)
            open_ += [one for one, matter in matters.items() if holds(now.open, sort, matter.part)]
    return dict(registry.cards(open_))
