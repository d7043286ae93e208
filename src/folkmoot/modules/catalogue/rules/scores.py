"""How well a dataset is described and kept up to date: scores from 0 to 1 with what is lacking (reference: DCAT good practice)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from folkmoot.modules.catalogue.rules.vocabularies import FREQUENCIES

WEIGHTS = {"data": 0.6, "description": 0.2, "timeliness": 0.2, "links": 0.1}
"""Weight of each part: the data count most. What a dataset does not have, such as addresses, does not count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is known of a dataset beside its rows; ``links`` of its addresses were asked, ``broken`` did not answer."""

    themes: int
    keywords: int
    period: bool
    contact: bool
    frequency: str
    loaded: datetime | None
    links: int = 0
    broken: int = 0


def lacking(about: About) -> list[str]:
    """Codes of what a description lacks, as good practice of DCAT-AP asks for it."""
    found = {
        "themes": not about.themes,
        "keywords": not about.keywords,
        "period": not about.period,
        "contact": not about.contact,
        "frequency": about.frequency == "UNKNOWN",
    }
    return [name for name, missing in found.items() if missing]


def late_by(about: About, now: datetime) -> timedelta | None:
    """By how much the newest version is older than was promised; nothing when it is not, or nothing was promised."""
    days = FREQUENCIES.get(about.frequency)
    if days is None or about.loaded is None:
        return None
    over = now - about.loaded - timedelta(days=days)
    return over if over > timedelta(0) else None


def overall(about: About, data: float | None, now: datetime) -> float:
    """The whole score, from 0 to 1; ``data`` is that of the table, None where its files stay elsewhere."""
    parts = {
        "description": 1 - len(lacking(about)) / 5,
        "timeliness": 0.0 if late_by(about, now) else 1.0,
    }
    if data is not None:
        parts["data"] = data
    if about.links:
        parts["links"] = 1 - about.broken / about.links
    weights = sum(WEIGHTS[name] for name in parts)
    return min(1.0, sum(WEIGHTS[name] * one for name, one in parts.items()) / weights)
