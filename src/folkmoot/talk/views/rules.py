"""The house rules, everything that helps to keep them, and how it went."""

import csv

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from folkmoot.record import clock
from folkmoot.record.suppression import LEAST
from folkmoot.talk import queries, rules, words
from folkmoot.talk.declared import declared, reasons

_STRONGEST = 20


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What is allowed, what waits and why, who may do how much, what moderators decided."""
    figures = queries.figures(clock.now())
    context = {
        "reasons": [(one.name, one.rule, figures.removed.get(key, 0)) for key, one in reasons().items()],
        "holds": [(name, *figures.holds.get(key, (0, 0))) for key, name in words.HOLDS.items()],
        "levels": [(words.LEVELS[key], rules.ALLOWANCES[key]) for key in rules.LEVELS],
        **_weights(),
        "threshold": rules.THRESHOLD,
        "figures": figures,
        "outcomes": [
            (name, figures.outcomes[key]) for key, name in words.OUTCOMES.items() if key in figures.outcomes
        ],
        "within": words.within(figures.half_within),
        "days": rules.APPEAL_WITHIN.days,
        "limit_days": rules.LIMIT_MOST.days,
        "hour_counts": rules.HOUR_COUNTS,
        "enough_flags": rules.ENOUGH_FLAGS,
        "guest_hour": rules.GUEST_FLAGS_HOUR,
    }
    return render(request, "talk/rules.html", context)


def _weights() -> dict[str, object]:
    """The weights that hold: of every sign, beside those by hand, and the words that tell most either way."""
    by, model = queries.weights_now(), next(iter(queries.spam_models()), None)
    strongest = sorted(by.words.items(), key=lambda one: (-abs(one[1]), one[0]))[:_STRONGEST]
    return {
        "weights": [
            (words.SIGNS[key], f"{by.signs[key]:+.1f}", f"{weight:+.1f}")
            for key, weight in rules.WEIGHTS.items()
        ],
        "strongest": [
            (word, f"{weight:+.2f}") for word, weight in sorted(strongest, key=lambda one: -one[1])
        ],
        "model": model,
        "words_known": len(by.words),
        "least_people": rules.LEAST_PEOPLE,
    }


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """What moderators decided: how many, how fast, how often another one decided otherwise, by month."""
    now = clock.now()
    found = queries.figures(now)
    context = {
        "figures": found,
        "within": words.within(found.half_within),
        "outcomes": words.OUTCOMES.items(),
        "figures_outcomes": [
            (name, found.outcomes[key]) for key, name in words.OUTCOMES.items() if key in found.outcomes
        ],
        "months": [
            (
                month,
                [
                    (
                        _topic(row),
                        [(name, table.get(row, end)) for end, name in words.OUTCOMES.items()],
                        table.get(row),
                    )
                    for row in table.rows
                ],
            )
            for month, table in queries.months(now)
        ],
        "least": LEAST,
        "trail": [(_("House rules and moderation"), reverse("talk:rules"))],
    }
    return render(request, "talk/figures.html", context)


def _topic(sort: str) -> str:
    """What a line of the table is about."""
    if not sort:
        return _("Limits of what somebody may write")
    known = declared().get(sort)
    return str(known.label) if known else sort


@require_safe
def figures_csv(_request: HttpRequest) -> HttpResponse:
    """The same as a table for programs: a line for each month, sort of subject and outcome; a hidden count is empty."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="moderation.csv"'
    lines = csv.writer(response)
    lines.writerow(["month", "about", "outcome", "decisions"])
    for month, table in queries.months(clock.now()):
        for row in table.rows:
            for end in table.columns:
                count = table.get(row, end)
                if count != 0:
                    lines.writerow(
                        [month.strftime("%Y-%m"), row or "limits", end, "" if count is None else count]
                    )
    return response
