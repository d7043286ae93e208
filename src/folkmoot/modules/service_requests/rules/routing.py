"""Which office gets a new report: the first rule that fits. Pure: no clock, no database."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from folkmoot.modules.service_requests.events import RoutingRule
from folkmoot.modules.service_requests.rules.base import Refusal
from folkmoot.modules.service_requests.rules.desk import PRIORITIES

MOST_RULES = 200
MOST_RULE_WORDS = 50
MAX_RULE_WORD = 60
MAX_RULE_NAME = 80
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")
_START = re.compile(r"(?<!\w)\w")
_SOFT_HYPHEN = "\u00ad"
_TOGETHER = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese are written without spaces, so a word may begin anywhere."""


def folded(words: str) -> str:
    """Words as they are compared: without case, and one way of writing a letter is as good as another.

    A compatibility caseless match (Unicode Standard, section 3.13, D146), with letters and accents put together.
    """
    if words.isascii():
        return words.casefold()
    plain = unicodedata.normalize("NFD", words.replace(_SOFT_HYPHEN, ""))
    once = unicodedata.normalize("NFKC", plain.casefold())
    return unicodedata.normalize("NFKC", once.casefold())


@dataclass(frozen=True, slots=True)
class Decision:
    """The rule that fits first and, of the words it asks for, those that the report says, as the rule writes them."""

    rule: RoutingRule
    words: tuple[str, ...] = ()


class Router:
    """Rules made ready, so that thousands of reports are compared with hundreds of rules in a moment."""

    def __init__(self, rules: Sequence[RoutingRule]) -> None:
        self.rules = tuple(rules)
        self._prepared = [
            (
                one,
                frozenset(one.service_codes),
                frozenset(one.areas),
                frozenset(filter(None, map(_beginning, one.words))),
                bool(one.words),
            )
            for one in self.rules
        ]
        every = {word for _rule, _codes, _areas, words, _asks in self._prepared for word in words}
        self._anywhere = [one for one in every if _TOGETHER.match(one)]
        self._known = frozenset(one for one in every if not _TOGETHER.match(one))
        lengths: dict[str, set[int]] = {}
        for one in self._known:
            lengths.setdefault(one[0], set()).add(len(one))
        self._lengths = {letter: tuple(sorted(some)) for letter, some in lengths.items()}

    @property
    def reads_words(self) -> bool:
        """Whether any rule depends on what a report says."""
        return bool(self._known or self._anywhere)

    def find(self, *, service_code: str, area: str, words: str) -> Decision | None:
        """The decision about a report, None when no rule fits."""
        said = self._said(words)
        for rule, codes, areas, wanted, asks in self._prepared:
            if (codes and service_code not in codes) or (areas and area not in areas):
                continue
            if not asks:
                return Decision(rule)
            if not wanted.isdisjoint(said):
                return Decision(rule, tuple(one for one in rule.words if _beginning(one) in said))
        return None

    def _said(self, words: str) -> set[str]:
        """Those of all words of the rules with which some word of a text begins."""
        text = folded(words) if self.reads_words else ""
        found = {one for one in self._anywhere if one in text}
        for match in _START.finditer(text) if self._known else ():
            start = match.start()
            # A letter after an accent or a vowel sign that stands alone is in the middle of a word.
            if start and unicodedata.category(text[start - 1])[0] == "M":
                continue
            for length in self._lengths.get(text[start], ()):
                if (part := text[start : start + length]) in self._known:
                    found.add(part)
        return found


def _beginning(word: str) -> str:
    """A word of a rule as it is looked for."""
    return " ".join(folded(word).split())


def text_of(title: str, description: str) -> str:
    """What of a report is compared: title and description, with single spaces, so that phrases are found."""
    return " ".join(f"{title} {description}".split())


def route(rules: Sequence[RoutingRule], *, service_code: str, area: str, words: str) -> RoutingRule | None:
    """The first rule that fits a report, None when the service's own office gets it."""
    found = Router(rules).find(service_code=service_code, area=area, words=words)
    return found.rule if found else None


def catches_all(rule: RoutingRule) -> bool:
    """Whether a rule asks for nothing."""
    return not (rule.service_codes or rule.areas or rule.words)


def covers(first: RoutingRule, later: RoutingRule) -> bool:
    """Whether every report that fits the later rule fits the first one too, as far as the rules themselves say."""
    if first.service_codes and not (
        later.service_codes and set(later.service_codes) <= set(first.service_codes)
    ):
        return False
    if first.areas and not (later.areas and set(later.areas) <= set(first.areas)):
        return False
    if not first.words:
        return True
    mine = tuple(filter(None, map(_beginning, first.words)))
    return bool(later.words) and all(_beginning(one).startswith(mine) for one in later.words)


def may_route(
    rules: Sequence[RoutingRule],
    *,
    offices: Collection[str],
    services: Collection[str],
    areas: Collection[str],
) -> list[Refusal]:
    """What is wrong with a list of rules; empty when nothing is.

    The field of a refusal is ``<place from 0>/<field>``, or ``rules`` for the list as a whole.
    """
    found = []
    if len(rules) > MOST_RULES:
        found.append(
            Refusal.of(
                "rules", "make at most %(most)s rules; these are %(given)s", most=MOST_RULES, given=len(rules)
            )
        )
    for at, one in enumerate(rules):
        found += _alone(f"{at}/", one, offices, services, areas)
    return found + _together(rules[:MOST_RULES])


def _alone(
    at: str, one: RoutingRule, offices: Collection[str], services: Collection[str], areas: Collection[str]
) -> list[Refusal]:
    found = []
    if not _KEY.match(one.key):
        found.append(Refusal(f"{at}key", "use small letters, digits and -, at most 40"))
    if not one.name.strip() or len(one.name) > MAX_RULE_NAME:
        found.append(Refusal.of(f"{at}name", "name the rule in 1 to %(most)s characters", most=MAX_RULE_NAME))
    if one.office not in offices:
        found.append(Refusal.of(f"{at}office", "there is no office '%(office)s'", office=one.office))
    found += [
        Refusal.of(f"{at}service_codes", "there is no service '%(code)s'", code=code)
        for code in one.service_codes
        if code not in services
    ]
    found += [
        Refusal.of(f"{at}areas", "there is no area '%(area)s'", area=slug)
        for slug in one.areas
        if slug not in areas
    ]
    if one.priority and one.priority not in PRIORITIES:
        found.append(Refusal.of(f"{at}priority", "choose one of %(choices)s", choices=", ".join(PRIORITIES)))
    if len(one.words) > MOST_RULE_WORDS:
        found.append(
            Refusal.of(
                f"{at}words",
                "give at most %(most)s words; these are %(given)s",
                most=MOST_RULE_WORDS,
                given=len(one.words),
            )
        )
    for word in one.words[:MOST_RULE_WORDS]:
        if len(word) > MAX_RULE_WORD:
            found.append(
                Refusal.of(
                    f"{at}words",
                    "a word has at most %(most)s characters: “%(word)s…”",
                    most=MAX_RULE_WORD,
                    word=word[:20],
                )
            )
        elif not _START.match(_beginning(word)):
            found.append(
                Refusal.of(f"{at}words", "a word begins with a letter or digit, not “%(word)s”", word=word)
            )
    return found


def _together(rules: Sequence[RoutingRule]) -> list[Refusal]:
    found = []
    keys: dict[str, int] = {}
    for at, one in enumerate(rules):
        if one.key in keys:
            found.append(Refusal.of(f"{at}/key", "another rule has the key '%(key)s' already", key=one.key))
        keys[one.key] = at
        if catches_all(one) and at < len(rules) - 1:
            found.append(
                Refusal.of(
                    f"{at}/rules",
                    "“%(rule)s” catches every report, so it must be the last of the rules",
                    rule=one.name,
                )
            )
            continue
        first = next((other for other in rules[:at] if covers(other, one) and not catches_all(other)), None)
        if first is not None:
            found.append(
                Refusal.of(
                    f"{at}/rules",
                    "“%(rule)s” never decides: “%(first)s” stands before it and catches the same",
                    rule=one.name,
                    first=first.name,
                )
            )
    # After a rule that catches everything nothing decides; that rule was refused, and once is enough.
    return found


@dataclass(frozen=True, slots=True)
class RuleChange:
    """How one rule differs between two lists: added, dropped, changed or moved."""

    what: str
    rule: RoutingRule


def changes(before: Sequence[RoutingRule], after: Sequence[RoutingRule]) -> list[RuleChange]:
    """What makes one list of rules into another. A rule is moved when those it stays with are not behind it any more."""
    old, new = {one.key: one for one in before}, {one.key: one for one in after}
    found = [RuleChange("dropped", one) for one in before if one.key not in new]
    stayed = _stayed(
        [one.key for one in before if one.key in new], [one.key for one in after if one.key in old]
    )
    for one in after:
        if one.key not in old:
            found.append(RuleChange("added", one))
        elif old[one.key] != one:
            found.append(RuleChange("changed", one))
        elif one.key not in stayed:
            found.append(RuleChange("moved", one))
    return found


def _stayed(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """The keys of a longest part that has the same order in both lists."""
    place = {key: at for at, key in enumerate(before)}
    best: list[list[str]] = []
    for key in after:
        ends = [one for one in best if place[one[-1]] < place[key]]
        best.append([*_longest(ends), key])
    return set(_longest(best))


def _longest(lists: Sequence[list[str]]) -> list[str]:
    return max(lists, key=len) if lists else []


def moved(rules: Sequence[RoutingRule], key: str, by: int) -> tuple[RoutingRule, ...]:
    """The rules with one of them further up (``by`` -1) or down (1); the same where it cannot go there."""
    listed = list(rules)
    at = next((at for at, one in enumerate(listed) if one.key == key), None)
    if at is None or not 0 <= at + by < len(listed):
        return tuple(listed)
    listed.insert(at + by, listed.pop(at))
    return tuple(listed)


def put(rules: Sequence[RoutingRule], rule: RoutingRule) -> tuple[RoutingRule, ...]:
    """The rules with one in the place of that of the same key; a new one comes last, but before one that catches all."""
    if any(one.key == rule.key for one in rules):
        return tuple(rule if one.key == rule.key else one for one in rules)
    at = len(rules) - bool(rules and catches_all(rules[-1]) and not catches_all(rule))
    return (*rules[:at], rule, *rules[at:])


def new_key(name: str, taken: Iterable[str]) -> str:
    """A key for a rule of that name that no rule had before."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:30].strip("-") or "rule"
    used, key, number = set(taken), base, 1
    while key in used:
        number += 1
        key = f"{base}-{number}"
    return key


def tidy(rule: RoutingRule) -> RoutingRule:
    """The rule without spaces around its words and without what it says twice."""
    words = dict.fromkeys(" ".join(one.split()) for one in rule.words)
    return replace(
        rule,
        name=" ".join(rule.name.split()),
        service_codes=tuple(dict.fromkeys(rule.service_codes)),
        areas=tuple(dict.fromkeys(rule.areas)),
        words=tuple(one for one in words if one),
    )


def rules_from(kept: Sequence[Mapping[str, Any]]) -> tuple[RoutingRule, ...]:
    """Rules as they are kept in JSON."""
    return tuple(
        RoutingRule(
            key=one["key"],
            name=one["name"],
            office=one["office"],
            service_codes=tuple(one["service_codes"]),
            areas=tuple(one["areas"]),
            words=tuple(one["words"]),
            priority=one["priority"],
        )
        for one in kept
    )


def rules_kept(rules: Sequence[RoutingRule]) -> list[dict[str, Any]]:
    """Rules as JSON keeps them."""
    return [
        {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(one).items()}
        for one in rules
    ]
