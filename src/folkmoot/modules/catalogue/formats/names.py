"""Address words of datasets that come without one."""

import re
import unicodedata
from hashlib import sha256
from urllib.parse import quote

from folkmoot.modules.catalogue.formats.entry import NAME

LONGEST = 90


def slug(given: str) -> str:
    """Words as small letters, digits and dashes; German letters as Germans write them without."""
    told = given.lower().translate({ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue", ord("ß"): "ss"})
    told = unicodedata.normalize("NFKD", told).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9_]+", "-", told).strip("-")[:LONGEST].strip("-")


def name_of(address: str, title: str) -> str:
    """An address word: the last part of an address that is one, or the title's, or a digest of the address."""
    last = address.rstrip("/").rpartition("/")[2]
    if NAME.fullmatch(last) and not last.isdigit():
        return last
    made = slug(title)
    return made if NAME.fullmatch(made) else f"dataset-{digest(address)}"


def digest(given: str) -> str:
    """A short name for something that has none: 16 hex digits."""
    return sha256(given.encode()).hexdigest()[:16]


def address_of(given: str) -> str:
    """An address with what no IRI can hold percent-encoded, such as the spaces that many portals leave in."""
    return quote(given.strip(), safe="%/:=&?~#+!$,;'@()*[]")
