"""The one place where statistics ask what people said about closings."""

from collections.abc import Mapping, Sequence

from django.db.models import Q

from folkmoot.modules.service_requests.models import Rating

RATED = Q(pk__in=Rating.objects.values("service_request_id"))
"""Reports of which somebody rated a closing."""
_AT_ONCE = 5_000
"""Numbers in one query: databases limit how many parameters there may be."""


def satisfaction(numbers: Sequence[str]) -> Mapping[str, bool]:
    """By report number, whether everybody who rated its latest rated closing said that it solved it.

    Reports that nobody rated are absent. ``/reports/satisfaction`` counts people and not reports, by year.
    """
    said: dict[str, tuple[str, bool]] = {}
    for start in range(0, len(numbers), _AT_ONCE):
        rows = Rating.objects.filter(service_request_id__in=numbers[start : start + _AT_ONCE])
        for number, closing, solved in rows.values_list("service_request_id", "closing", "solved"):
            latest, before = said.get(number, ("", True))
            # Ids of facts begin with their time.
            if closing >= latest:
                said[number] = (closing, solved == "yes" and (before or closing > latest))
    return {number: solved for number, (_closing, solved) in said.items()}
