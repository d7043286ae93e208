"""Titles of the projects of a result, as they may be read now."""

from collections.abc import Mapping

from folkmoot.modules.budgeting.models import Project
from folkmoot.record import text
from folkmoot.record.prepared import Prepared

_titles = Prepared(
    lambda number: Project.objects.filter(round=number, state__in=("on_ballot", "delivered")).values_list(
        "number", "title"
    )
)


def titles_of(number: int) -> Mapping[int, str]:
    """Titles of the projects that were on the ballot of a round, by number, in two queries."""
    rows = dict(_titles.columns(number=number))
    words = text.words_of(rows.values())
    return {number: words.get(title, "") for number, title in rows.items()}
