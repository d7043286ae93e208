"""Routing rules and what is wrong or new about them, in words."""

from collections.abc import Callable, Mapping, Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from folkmoot.modules.service_requests.desk_words import PRIORITIES
from folkmoot.modules.service_requests.events import RoutingRule
from folkmoot.modules.service_requests.queries.routing import Named
from folkmoot.modules.service_requests.rules.routing import Decision, RuleChange


def any_of(names: Sequence[str]) -> str:
    """Names of which one has to fit: "Pothole, Sign or Drain"."""
    if len(names) < 2:  # noqa: PLR2004 - one name needs no "or".
        return "".join(names)
    return _("%(names)s or %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


def quoted(words: Sequence[str]) -> list[str]:
    """Words in the quotation marks of the language."""
    return [_("“%(words)s”") % {"words": one} for one in words]


def sentence(rule: RoutingRule, named: Named) -> str:
    """The whole rule: "Reports of Pothole in Old Quay that mention “flood” go to Drainage, urgent"."""
    asked = bool(rule.service_codes), bool(rule.areas), bool(rule.words)
    told = _sentences()[asked] % {
        "services": any_of([named.services.get(one, one) for one in rule.service_codes]),
        "areas": any_of([named.areas.get(one, one) for one in rule.areas]),
        "words": any_of(quoted(rule.words)),
        "team": named.offices.get(rule.office, rule.office),
    }
    if rule.priority in {"", "normal"}:
        return told
    return _("%(sentence)s, with priority: %(priority)s") % {
        "sentence": told,
        "priority": str(PRIORITIES[rule.priority]) if rule.priority in PRIORITIES else rule.priority,
    }


def _sentences() -> Mapping[tuple[bool, bool, bool], str]:
    """What a rule says, by whether it asks for services, areas and words."""
    return {
        (False, False, False): _("Every report goes to %(team)s"),
        (True, False, False): _("Reports of %(services)s go to %(team)s"),
        (False, True, False): _("Reports in %(areas)s go to %(team)s"),
        (False, False, True): _("Reports that mention %(words)s go to %(team)s"),
        (True, True, False): _("Reports of %(services)s in %(areas)s go to %(team)s"),
        (True, False, True): _("Reports of %(services)s that mention %(words)s go to %(team)s"),
        (False, True, True): _("Reports in %(areas)s that mention %(words)s go to %(team)s"),
        (True, True, True): _("Reports of %(services)s in %(areas)s that mention %(words)s go to %(team)s"),
    }


def decided(decision: Decision | None, *, team: str) -> str:
    """Where a report goes and why, in one or two sentences; without a decision the service's own ``team`` gets it."""
    if decision is None:
        return _("No rule fits, so it goes to %(team)s, the team of this service.") % {"team": team}
    known = {"team": team, "rule": decision.rule.name}
    told = _("It goes to %(team)s because of the rule “%(rule)s”.") % known
    if decision.words:
        told += " " + _("Decided by: %(words)s.") % {"words": ", ".join(quoted(decision.words))}
    return told


def because(decision: Decision | None) -> str:
    """Which rule decided and what it found, for a line of a table."""
    if decision is None:
        return _("no rule: the team of the service")
    found = _("“%(words)s”") % {"words": decision.rule.name}
    return f"{found}: {', '.join(decision.words)}" if decision.words else found


def told_change(change: RuleChange) -> str:
    """How one rule differs."""
    patterns: Mapping[str, Callable[[], str]] = {
        "added": lambda: _("New: “%(rule)s”"),
        "dropped": lambda: _("Deleted: “%(rule)s”"),
        "changed": lambda: _("Changed: “%(rule)s”"),
        "moved": lambda: _("In another place: “%(rule)s”"),
    }
    return capfirst(patterns[change.what]() % {"rule": change.rule.name})
