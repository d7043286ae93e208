"""Which team gets which report, for everybody: the rules in words, their proof, and how many reports each caught."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from folkmoot.modules.service_requests.queries import routing as reads
from folkmoot.modules.service_requests.routing import words
from folkmoot.record.counted import FEWEST, hidden
from folkmoot.record.queries import indexes_of


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The rules that choose now. It is an algorithm that acts on people, so nobody needs an account to read it."""
    named, now = reads.named(), reads.routing()
    by_rule, total = reads.caught() if now.rules else ({}, 0)
    counts = published([by_rule.get(one.key, 0) for one in now.rules], total)
    context = {
        "now": now,
        "items": [
            (one, words.sentence(one, named), n, one.office not in named.working)
            for one, n in zip(now.rules, counts, strict=True)
        ],
        "fewest": FEWEST,
        "entry": indexes_of([now.fact_id]).get(now.fact_id) if now.fact_id else None,
        "services": [(one, named.offices.get(one.office, one.office)) for one in named.open_services],
        "api": reverse("api:routing"),
    }
    return render(request, "service_requests/routing/public.html", context)


def published(counts: Sequence[int], total: int) -> list[int | None]:
    """The counts that may be shown, None for the others. What no rule caught is a part of the total too."""
    kept = hidden([*counts, max(total - sum(counts), 0)])
    return [None if kept is None or at in kept else count for at, count in enumerate(counts)]
