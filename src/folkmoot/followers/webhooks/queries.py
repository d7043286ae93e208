"""Reads of endpoints and deliveries for operators."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from folkmoot.followers.models import Delivery, Endpoint

PAGE = 25


@dataclass(frozen=True, slots=True)
class Listed:
    """An endpoint with how many deliveries wait for it and how many are parked."""

    row: Endpoint
    waiting: int
    parked: int


def endpoints() -> list[Listed]:
    """Every endpoint by name; two queries."""
    counted = (
        Delivery.objects.filter(Q(state="waiting") | Q(state="parked"))
        .values("endpoint_id", "state")
        .annotate(total=Count("id"))
        .order_by()
    )
    totals = {(one["endpoint_id"], one["state"]): one["total"] for one in counted}
    return [
        Listed(row, totals.get((row.pk, "waiting"), 0), totals.get((row.pk, "parked"), 0))
        for row in Endpoint.objects.order_by("name", "id")
    ]


def endpoint(endpoint_id: str) -> Endpoint | None:
    """The endpoint with this id, or None."""
    return Endpoint.objects.filter(pk=endpoint_id).first()


def deliveries(
    endpoint_id: str, *, state: str = "", before: int | None = None, limit: int = PAGE
) -> list[Delivery]:
    """Deliveries of an endpoint, newest first, below an id."""
    rows = Delivery.objects.filter(endpoint_id=endpoint_id)
    if state:
        rows = rows.filter(state=state)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-id")[:limit])


def parked() -> Sequence[Delivery]:
    """Every parked delivery with its endpoint, the oldest first."""
    return list(Delivery.objects.filter(state="parked").select_related("endpoint").order_by("id"))
