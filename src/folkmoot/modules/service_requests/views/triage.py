"""How the sorting helper works: the public page about the model that suggests now."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from folkmoot.modules.service_requests import queries
from folkmoot.modules.service_requests.triage import queries as triage
from folkmoot.places import queries as places
from folkmoot.record.queries import indexes_of


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What the helper does, who decides, what it learned from, how good it is and how to repeat it."""
    models = triage.models()
    if not models:
        return render(request, "service_requests/triage/none.html")
    model = models[0]
    head = triage.load(model.model).head
    figures = head.figures
    names = {one.pk: one.service_name for one in queries.services(closed=True)}
    by_place, by_service = triage.tallies(model.number)
    entries = indexes_of([one.fact_id for one in models])
    context = {
        "model": model,
        "models": [(one, entries.get(one.fact_id)) for one in models],
        "entry": entries.get(model.fact_id),
        "office": _office(model.actor),
        "base": request.build_absolute_uri("/")[:-1],
        "api": reverse("api:triage"),
        "data": head.data,
        "figures": figures,
        "classes": [
            (names.get(one["service_code"], one["service_code"]), one, by_service.get(one["service_code"]))
            for one in sorted(figures["classes"], key=lambda it: -it["f1"])
        ],
        "pairs": [
            (
                names.get(one["service_code"], one["service_code"]),
                names.get(one["taken_for"], one["taken_for"]),
                one,
            )
            for one in figures["worst_pairs"]
        ],
        "bands": _bands(figures["bands"]),
        "rare": [(names.get(code, code), count) for code, count in head.data["too_rare"].items()],
        "form": by_place.get("form", triage.Kept()),
        "desk": by_place.get("desk", triage.Kept()),
        "duplicates": head.duplicates,
        "curve": head.duplicates["curve"][1::2],
    }
    return render(request, "service_requests/triage/page.html", context)


def _office(actor: str) -> str:
    """The name of the office in whose name the model was published."""
    slug = actor.removeprefix("office:")
    return next((one.name for one in places.departments(closed=True) if one.slug == slug), slug)


def _bands(rows: list[dict[str, Any]]) -> list[tuple[dict[str, Any], float | None]]:
    """Each band with the share of right answers in it, None for an empty one."""
    return [(row, row["right"] / row["reports"] if row["reports"] else None) for row in rows]
