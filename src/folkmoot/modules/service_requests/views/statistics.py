"""Statistics of reports for everybody: a page whose filters are in its address, and the same numbers as a file."""

from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from folkmoot.modules.service_requests.statistics import page, words
from folkmoot.modules.service_requests.statistics.asking import Asked, RefusedMonth, ask
from folkmoot.modules.service_requests.statistics.choosing import BREAKDOWNS, Choice
from folkmoot.modules.service_requests.statistics.columns import month_name
from folkmoot.modules.service_requests.statistics.download import as_csv
from folkmoot.modules.service_requests.statistics.heat import heat
from folkmoot.modules.service_requests.statistics.publishing import FIGURES, publish, total
from folkmoot.modules.service_requests.statistics.results import results
from folkmoot.places import queries as places
from folkmoot.record.counted import FEWEST
from folkmoot.web.words import number

_MOST_MONTHS = 240


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """The figures, one breakdown of them, the gap between areas and the map."""
    problem = ""
    try:
        asked = ask(request.GET)
    except RefusedMonth as error:
        asked, problem = Asked({}, Choice()), str(error)
    by = request.GET.get("by", "")
    by = by if by in BREAKDOWNS else "service"
    found = results(asked.choice, by=sorted({"month", by}), untimed=sorted({"area"} - {by}))
    areas = places.areas()
    named = page.names(areas, [key for key, _group in found.by["month"]])
    rows = {name: publish(groups) for name, groups in found.by.items()}
    every = total(found.total)
    months = found.months or {"first": 0, "last": -1}
    options = [month_name(one) for one in range(months["last"], months["first"] - 1, -1)][:_MOST_MONTHS]
    offered = page.names(areas, options)["month"] if options else {}
    context = {
        "asked": asked,
        "given": asked.given,
        "problem": problem,
        "cards": page.cards(asked, every, rows["month"], rows[by], by=by, named=named),
        "reports": every.reports,
        "total": found.total,
        "few": every.reports is None,
        "fewest": FEWEST,
        "moment": found.moment,
        "by": by,
        "tabs": [(key, words.BY[key], f"?{asked.link(by=key)}#table") for key in BREAKDOWNS],
        "table": page.table(asked, rows[by], by=by, named=named),
        "heads": [words.TOLD[figure].short for figure in FIGURES],
        "table_csv": f"{reverse('service_requests:statistics_csv')}?{asked.link(by=by)}",
        "gap": page.between_areas(found.by["area"], named["area"]),
        "gap_csv": f"{reverse('service_requests:statistics_csv')}?{asked.link(by='area', figure='on_time')}",
        "heat": heat(areas, rows["area"]),
        "list": f"{reverse('service_requests:list')}?{asked.link()}",
        "open_list": f"{reverse('service_requests:list')}?{asked.link(counted='open')}",
        "overdue_list": f"{reverse('service_requests:list')}?{asked.link(counted='overdue')}",
        "services": [("", _("All kinds")), *named["service"].items()],
        "areas": [("", _("All areas")), *((one.slug, one.name) for one in areas)],
        "departments": [("", _("All teams")), *named["department"].items()],
        "months": [("", _("Any month")), *((one, offered[one]) for one in options)],
        "channel": page.name_of(named["channel"], asked.choice.channel) if asked.choice.channel else "",
        "without_channel": f"?{asked.link(channel='')}",
        "summary": _("%(reports)s reports were made; %(open)s of them are open.")
        % {"reports": number(found.total.reports), "open": number(found.total.open)},
    }
    return render(request, "service_requests/statistics.html", context, status=400 if problem else 200)


@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """The figures as CSV: ``by`` one of the breakdowns or nothing for all together, ``figure`` one or nothing for all."""
    by, figure = request.GET.get("by", ""), request.GET.get("figure", "")
    try:
        asked = ask(request.GET)
    except RefusedMonth as error:
        return _refused(str(error))
    if by and by not in BREAKDOWNS:
        return _refused(f"by: {by[:20]!r} is not one of {', '.join(BREAKDOWNS)}")
    if figure and figure not in FIGURES:
        return _refused(f"figure: {figure[:20]!r} is not one of {', '.join(FIGURES)}")
    found = results(asked.choice, by=(by,) if by else ())
    groups = found.by.get(by, ())
    named = page.names(places.areas(), [key for key, _group in groups] if by == "month" else [])
    rows = publish(groups) if by else [total(found.total)]
    text = as_csv(
        rows,
        by=by or "all",
        names={row.key: page.name_of(named[by], row.key) for row in rows} if by else {"": _("All reports")},
        figures=[figure] if figure else FIGURES,
        computed=found.moment.astimezone(ZoneInfo(places.institution().time_zone)),
    )
    name = "-".join(filter(None, ("reports", figure or "statistics", by)))
    return HttpResponse(
        text,
        content_type="text/csv; charset=utf-8; header=present",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def _refused(why: str) -> HttpResponse:
    return HttpResponse(f"{why}\n", status=400, content_type="text/plain; charset=utf-8")
