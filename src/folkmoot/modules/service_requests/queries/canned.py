"""Reads of the answers that offices use again and again."""

from collections.abc import Sequence

from folkmoot.modules.service_requests.models import CannedAnswer


def answers(offices: Sequence[str] | None = None) -> list[CannedAnswer]:
    """The answers of some offices and those for every office, by name; None means of every office. One query."""
    rows = CannedAnswer.objects.order_by("name", "office")
    return list(rows if offices is None else rows.filter(office__in=[*offices, ""]))
