"""Bursts: many signatures within an hour from one network or mail domain, or far more than usual on one petition."""

import ipaddress
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from folkmoot.modules.petitions.rules.guarding import Listed, in_networks

HOUR = timedelta(hours=1)
USUAL = timedelta(days=7)
"""From how long before a petition's usual rate is taken."""
UNUSUAL = 10
"""A petition is in a burst when an hour has so many times the signatures of its usual one."""
QUIET = timedelta(minutes=55)
"""Between two digests at least, so that moderators get one mail in an hour whatever happens."""
EXPECTED_DAYS = 30
VERDICTS = ("dealt_with", "expected")
SORTS = ("network", "domain", "petition")
_WIDTH = {4: 24, 6: 48}
"""Bits of the networks in which single addresses are looked at together; providers give one customer no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """Signatures confirmed within an hour: from a network or domain, or on a petition (its number as ``value``)."""

    sort: str
    value: str
    count: int


def networks(by_address: Mapping[str, int], *, least: int) -> Iterator[Burst]:
    """Bursts by network: an address alone where it makes up the burst, and else the network that it shares.

    So neither one machine nor one that changes its address is missed. What is no address is left out.
    """
    shared: dict[str, dict[str, int]] = {}
    for address, count in by_address.items():
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            continue
        wide = ipaddress.ip_network((parsed, _WIDTH[parsed.version]), strict=False)
        shared.setdefault(str(wide), {})[address] = count
    for network, some in shared.items():
        alone = {address: count for address, count in some.items() if count >= least}
        for address, count in alone.items():
            yield Burst(sort="network", value=address, count=count)
        rest = sum(some.values()) - sum(alone.values())
        if rest >= least:
            yield Burst(sort="network", value=network, count=rest)


def domains(by_domain: Mapping[str, int], *, least: int) -> Iterator[Burst]:
    """Bursts by mail domain."""
    return (Burst(sort="domain", value=one, count=n) for one, n in by_domain.items() if one and n >= least)


@dataclass(frozen=True, slots=True)
class Rate:
    """Signatures of a petition: in the last hour, and on the ``hours`` before today (of a week at most) it was open."""

    number: int
    count: int
    before: int
    hours: float


def hours_before(*, opened: datetime | None, today: datetime) -> float:
    """For how many hours of the week before ``today`` began a petition was open."""
    return 0.0 if opened is None else max(min(today - opened, USUAL) / HOUR, 0.0)


def petitions(rates: Iterable[Rate], *, least: int) -> Iterator[Burst]:
    """Petitions with far more signatures than usual. One that was open for less than a day has nothing usual yet."""
    for one in rates:
        if one.count < least or one.hours < 24:  # noqa: PLR2004 - a day.
            continue
        if one.count >= UNUSUAL * ceil(one.before / one.hours):
            yield Burst(sort="petition", value=str(one.number), count=one.count)


def order(bursts: Iterable[Burst]) -> list[Burst]:
    """Largest first, in one order whatever the database gave."""
    return sorted(bursts, key=lambda one: (-one.count, SORTS.index(one.sort), one.value))


def may_tell(*, last: datetime | None, now: datetime) -> bool:
    """Whether a digest may be sent again."""
    return last is None or now - last >= QUIET


def is_trusted(one: Burst, always: Listed) -> bool:
    """Whether a burst is of a network or mail domain that is always believed."""
    if one.sort == "network":
        address = one.value.partition("/")[0]
        return "/" not in one.value and always.has(ip=address, email="", key="")
    return one.sort == "domain" and always.has(ip="", email=f"@{one.value}", key="")


def lies_in(address: str, value: str) -> bool:
    """Whether an address is the one of a burst, or lies in its network."""
    return address == value or ("/" in value and in_networks(address, [value]))
