"""One page of a source, whatever its kind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from folkmoot.modules.catalogue.fetching import Answer, Asker
from folkmoot.modules.catalogue.formats.report import Report
from folkmoot.record.refusal import Refusal


@dataclass(slots=True)
class Page:
    """The records of a page. ``next`` is where the following one is, empty behind the last; ``total`` counts all pages.

    ``same`` says that nothing has changed since the harvest whose marks were sent. ``wrong`` is about the page itself.
    """

    reports: list[Report] = field(default_factory=list)
    next: str = ""
    total: int | None = None
    same: bool = False
    etag: str = ""
    modified: str = ""
    wrong: list[Refusal] = field(default_factory=list)


Gather = Callable[[str, str, Mapping[str, str], Asker], Page]
"""``(address of the source, cursor or "", headers of a condition, asker) -> Page``. Raises Refused and NotNow."""


def marked(page: Page, answer: Answer) -> Page:
    """The page with the marks by which its server can say later that nothing has changed."""
    page.etag = answer.headers.get("etag", "")[:200]
    page.modified = answer.headers.get("last-modified", "")[:60]
    page.same = answer.body is None
    return page
