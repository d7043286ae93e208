"""What people said about closings: by service and area, as a page and as a file."""

import csv

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from folkmoot.modules.service_requests import queries
from folkmoot.modules.service_requests.satisfaction import Said, Satisfaction
from folkmoot.places import queries as places
from folkmoot.record import clock
from folkmoot.record.suppression import LEAST, TOTAL
from folkmoot.web.words import number, per_cent

ALL = "all"


def _year(request: HttpRequest) -> int:
    """The year asked for, this one without; Http404 for one that nobody could mean."""
    asked = request.GET.get("year", "")
    if not asked:
        return clock.now().year
    if not (asked.isascii() and asked.isdigit() and len(asked) == 4):  # noqa: PLR2004 - digits of a year.
        raise Http404(_("Give a year, for example 2026."))
    return int(asked)


def _names() -> tuple[dict[str, str], dict[str, str]]:
    services = {one.pk: one.service_name for one in queries.services(closed=True)}
    return services, {one.slug: one.name for one in places.areas()} | {"": _("No known area")}


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Whether closings solved it, in a sentence and tables."""
    found = queries.satisfaction(_year(request))
    services, areas = _names()
    context = {
        "year": found.year,
        "years": sorted({*queries.rated_years(), found.year}, reverse=True),
        "sentence": _sentence(found),
        "by_service": [(services.get(one, one), said) for one, said in found.by_service()],
        "by_area": [(areas.get(one, one), said) for one, said in found.by_area()],
        "columns": [areas.get(one, one) for one in found.areas],
        "matrix": [
            (services.get(one, one), [found.cells[one, area] for area in found.areas])
            for one in found.services
        ],
        "all": found.all,
        "least": LEAST,
    }
    return render(request, "service_requests/satisfaction.html", context)


def _sentence(found: Satisfaction) -> str:
    """The finding in words."""
    said = found.all
    if not found.services:
        return _("Nobody has said yet whether the closings of %(year)s solved it.") % {"year": found.year}
    if said.share is None:
        return _("Too few people have answered in %(year)s to say more.") % {"year": found.year}
    return _("Of %(answers)s answers about closings of %(year)s, %(share)s say that it was solved.") % {
        "answers": number(said.answers),
        "year": found.year,
        "share": per_cent(said.share),
    }


@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """The same as CSV (RFC 4180), one line for each cell; hidden ones have empty counts and hidden=true."""
    found = queries.satisfaction(_year(request))
    services, areas = _names()
    response = HttpResponse(content_type="text/csv; charset=utf-8; header=present")
    response.headers["Content-Disposition"] = f'attachment; filename="satisfaction-{found.year}.csv"'
    writer = csv.writer(response, lineterminator="\r\n")
    writer.writerow(
        [
            "year",
            "service_code",
            "service_name",
            "area",
            "area_name",
            "answers",
            "yes",
            "partly",
            "no",
            "hidden",
        ]
    )
    for service in [*found.services, TOTAL]:
        for area in [*found.areas, TOTAL]:
            said = found.cells[service, area]
            writer.writerow(
                [
                    found.year,
                    ALL if service is TOTAL else service,
                    "" if service is TOTAL else _safe(services.get(service, service)),
                    ALL if area is TOTAL else area,
                    "" if area is TOTAL else _safe(areas.get(area, area)),
                    *_counts(said),
                    "true" if said.hidden else "false",
                ]
            )
    return response


def _counts(said: Said) -> list[int | str]:
    return ["" if one is None else one for one in (said.answers, said.yes, said.partly, said.no)]


def _safe(words: str) -> str:
    """Words that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return f"'{words}" if words.startswith(("=", "+", "-", "@", "\t", "\r")) else words
