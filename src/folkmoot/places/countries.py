"""Countries: the codes of ISO 3166-1 (and XK, which CLDR adds), with their names in the reader's language, from CLDR."""

from collections.abc import Mapping
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from django.utils.translation import get_language

from folkmoot.places import queries
from folkmoot.record.fold import fold

_NO_COUNTRY = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})
"""What CLDR names as well: unions, islands that ISO has only reserved, and codes for tests and for nothing."""


def countries(language: str | None = None) -> Mapping[str, str]:
    """Names of all countries by code, in the order of their names in a language (of the reader, if none is given)."""
    return _countries((language or get_language() or "en").replace("-", "_"))


@lru_cache(maxsize=32)
def _countries(language: str) -> Mapping[str, str]:
    try:
        names = Locale.parse(language).territories
    except (UnknownLocaleError, ValueError):
        names = Locale.parse("en").territories
    found = [(code, name) for code, name in names.items() if code.isalpha() and code not in _NO_COUNTRY]
    return dict(sorted(found, key=lambda one: (fold(one[1]), one[0])))


def home() -> str:
    """The country of the institution, by its time zone (CLDR gives each to one country); empty for zones of none."""
    zone = queries.institution().time_zone
    territories, aliases = get_global("zone_territories"), get_global("zone_aliases")
    found: str = territories.get(zone) or territories.get(aliases.get(zone, ""), "")
    return found if found in countries("en") else ""
