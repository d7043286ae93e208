"""What may be said of an API, and what an entry of the catalogue is."""

import hashlib
from collections.abc import Mapping
from typing import Any

from folkmoot.modules.catalogue.events import Description, Service
from folkmoot.modules.catalogue.rules.describing import may_link, most, plain
from folkmoot.record.refusal import Refusal

FORMAT = 40
MOST_FORMATS, MOST_STANDARDS, MOST_SERVED = 10, 5, 50
DATASET, SERVICE = "dataset", "service"
"""What an entry of the catalogue is."""


def may_serve(given: Service | None) -> list[Refusal]:
    """Everything that is wrong with what is said of an API; nothing where there is none."""
    if given is None:
        return []
    found = [
        may_link("endpoint", given.endpoint, needed=True),
        may_link("description", given.description, needed=False),
        may_link("terms", given.terms, needed=False),
        *(may_link("standards", one, needed=True) for one in given.standards),
        most("standards", given.standards, MOST_STANDARDS),
        *(plain("formats", one, FORMAT) for one in given.formats),
        most("formats", given.formats, MOST_FORMATS),
        *(_served(one) for one in given.serves),
        most("serves", given.serves, MOST_SERVED),
    ]
    return [one for one in found if one is not None]


def is_address(served: str) -> bool:
    """Whether a dataset is named by an address of its source; a key of this catalogue otherwise."""
    return ":" in served or "/" in served


def served_as(name: str) -> str:
    """The word by which the APIs of a dataset are found: its key, or a digest of the address that its source calls it by."""
    return hashlib.sha256(name.encode()).hexdigest()[:60] if is_address(name) else name


def _served(one: str) -> Refusal | None:
    if is_address(one):
        return may_link("serves", one, needed=True)
    return plain("serves", one, 60)


def may_become(before: Description | None, wanted: Description) -> Refusal | None:
    """Whether an entry stays what it is: a dataset or an API."""
    if before is None or (before.service is None) == (wanted.service is None):
        return None
    return Refusal(
        "service",
        "a dataset does not become an API, nor an API a dataset; describe it under another address",
    )


def kind_in(shown: Mapping[str, Any]) -> str:
    """What a description describes."""
    return SERVICE if shown.get("service") else DATASET
