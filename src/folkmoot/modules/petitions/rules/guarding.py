"""Against fraud: limits, and lists of networks, mail domains and mailboxes that are believed always or never."""

import ipaddress
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import lru_cache

from folkmoot.modules.petitions.events import LimitsDescribed
from folkmoot.modules.petitions.rules.base import Refusal
from folkmoot.modules.petitions.rules.signing import canonical_email

SORTS = ("network", "domain", "email")
REASONS = ("throwaway", "automated", "abuse", "trusted", "other")
MOST_ENTRIES = 500
"""Entries of one act, so that its leaf stays far below the largest."""
MOST_COUNT, LONGEST_SECONDS = 100_000, 86_400

KEY = re.compile(r"[0-9a-f]{32}\Z")
"""A mailbox may be given as its keyed hash, as the configuration file has it."""
_DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+\Z")


@dataclass(frozen=True, slots=True)
class Rate:
    """More than ``count`` signatures from one network address on one petition within ``seconds`` are not believed."""

    count: int
    seconds: int


def rates(limits: LimitsDescribed, role: str) -> tuple[Rate, ...]:
    """The rates that hold for a creator, a sponsor or a signer (reference: the UK service's rate limits)."""
    if role == "creator":
        return (Rate(limits.creators, limits.sustained_seconds),)
    if role == "sponsor":
        return (Rate(limits.supporters, limits.sustained_seconds),)
    return (
        Rate(limits.burst, limits.burst_seconds),
        Rate(limits.sustained, limits.sustained_seconds),
    )


def exceeds(times: Iterable[datetime], *, at: datetime, rate: Rate) -> bool:
    """Whether a signature made ``at`` a moment is one too many; ``times`` are those of the same address before it."""
    since = at - timedelta(seconds=rate.seconds)
    return sum(1 for one in times if since < one <= at) >= rate.count


@dataclass(frozen=True, slots=True)
class Made:
    """A signature as limits see it: where (a petition, or nothing for petitions that are started), from where, when."""

    role: str
    petition: int
    ip: str
    at: datetime


def _place(one: Made) -> tuple[str, int, str]:
    """What is counted together: every petition that somebody starts, but signatures of one petition only."""
    return (one.role, 0 if one.role == "creator" else one.petition, one.ip)


def too_many(made: Iterable[Made], limits: LimitsDescribed) -> int:
    """How many of some signatures break the limits."""
    together: dict[tuple[str, int, str], list[datetime]] = {}
    for one in made:
        together.setdefault(_place(one), []).append(one.at)
    found = 0
    for (role, _petition, _ip), times in together.items():
        times.sort()
        some = rates(limits, role)
        found += sum(
            any(exceeds(times[:at], at=one, rate=rate) for rate in some) for at, one in enumerate(times)
        )
    return found


def may_limit(limits: LimitsDescribed) -> list[Refusal]:
    """Everything that is wrong with limits."""
    found = []
    for name in (one.name for one in fields(limits)):
        most = LONGEST_SECONDS if name.endswith("seconds") else MOST_COUNT
        if not 1 <= getattr(limits, name) <= most:
            found.append(
                Refusal.of(name, "give a whole number from %(least)s to %(most)s", least=1, most=most)
            )
    if limits.burst_seconds > limits.sustained_seconds:
        found.append(Refusal("sustained_seconds", "this time is at least as long as the short one"))
    if limits.noticed < limits.watched:
        found.append(Refusal("noticed", "this number is at least as large as the one before it"))
    return found


@lru_cache(maxsize=4096)
def _network(value: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    return ipaddress.ip_network(value, strict=False)


def in_networks(address: str, networks: Iterable[str]) -> bool:
    """Whether an IP address lies in one of some networks (CIDR). What is no address lies in none."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in _network(one) for one in networks)


def in_domains(email: str, patterns: Collection[str]) -> bool:
    """Whether a mailbox is in one of some domains: ``a.org``, ``*.a.org`` (one level below), ``**.a.org`` (any).

    Each level is looked up once, so a set of many thousand domains costs no more than one of three.
    """
    domain = email.rpartition("@")[2].casefold()
    first, _dot, above = domain.partition(".")
    if domain in patterns or (first and f"*.{above}" in patterns):
        return True
    while above:
        if f"**.{above}" in patterns:
            return True
        above = above.partition(".")[2]
    return False


@dataclass(frozen=True, slots=True)
class Listed:
    """One of the two lists: networks (CIDR), domains (patterns) and keyed hashes of mailboxes."""

    networks: Sequence[str] = ()
    domains: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()

    def has(self, *, ip: str, email: str, key: str) -> bool:
        """Whether a signature from an address, with a mailbox and its keyed hash, is on the list."""
        return (
            (bool(email) and (key in self.emails or in_domains(email, self.domains)))
            or in_networks(ip, self.networks)
        )  # fmt: skip


def is_guard(sort: str, value: str) -> Refusal | None:
    """Whether an entry of a list of networks, domains or mailboxes can be understood."""
    if sort == "network":
        try:
            ipaddress.ip_network(value, strict=False)
        except ValueError:
            return Refusal("value", "give a network such as 192.0.2.0/24")
        return None
    if sort == "domain" and _DOMAIN.match(value.casefold().removeprefix("**.").removeprefix("*.")):
        return None
    if sort == "email" and KEY.match(value):
        return None
    if sort == "email" and value.count("@") == 1 and not value.startswith("@") and not value.endswith("@"):
        return None
    return Refusal("value", "give a domain such as example.org or *.example.org, or a whole e-mail address")


def plain(sort: str, value: str) -> str:
    """The one form of an entry that is valid."""
    if sort == "network":
        return str(ipaddress.ip_network(value, strict=False))
    return canonical_email(value) if sort == "email" and "@" in value else value.casefold()


def may_guard(*, sort: str, values: Sequence[str], reason: str) -> list[Refusal]:
    """Everything that is wrong with entries for a list; a line that cannot be understood is named by its number."""
    found = []
    if sort not in SORTS:
        return [Refusal("sort", "choose networks, domains or e-mail addresses")]
    if reason not in REASONS:
        found.append(Refusal("reason", "choose one of the reasons"))
    if not 1 <= len(values) <= MOST_ENTRIES:
        found.append(Refusal.of("values", "give %(least)s to %(most)s entries", least=1, most=MOST_ENTRIES))
    for at, one in enumerate(values[:MOST_ENTRIES], start=1):
        if is_guard(sort, one) is not None:
            found.append(
                Refusal.of("values", "line %(at)s cannot be understood: %(line)s", at=at, line=one[:80])
            )
    return found
