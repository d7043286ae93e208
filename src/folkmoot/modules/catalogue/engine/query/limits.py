"""How large a question may be. Each limit keeps one question from costing what thousands do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds, each with a message of its own when it is passed."""

    rows: int = 32_000
    """Rows of one answer: what CKAN's datastore_search gives at most."""
    offset: int = 100_000
    """Rows to skip where skipping means reading them; a cursor goes any distance at the cost of one page."""
    conditions: int = 200
    depth: int = 20
    values: int = 1_000
    """Values of one `in`."""
    text: int = 1_000
    """Characters of one text or list of words."""
    words: int = 20
    keys: int = 8
    measures: int = 20
    sorts: int = 8
    facets: int = 10
    facet_values: int = 1_000


LIMITS = Limits()
