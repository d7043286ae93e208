"""Statistics for officers about the work of their own offices, by team and never by person."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from folkmoot.modules.service_requests import queries, words
from folkmoot.modules.service_requests.permits import WORK
from folkmoot.modules.service_requests.statistics import work as working
from folkmoot.modules.service_requests.statistics.choosing import Choice, choose
from folkmoot.modules.service_requests.statistics.results import moment
from folkmoot.modules.service_requests.statistics.survival import Quantile
from folkmoot.modules.service_requests.statistics.table import table
from folkmoot.modules.service_requests.statistics.words import span
from folkmoot.people import access
from folkmoot.places import queries as places
from folkmoot.web.charts import Bar, bars
from folkmoot.web.words import day, number, per_cent

WEEKS = 12
RECENT = timedelta(days=90)


def _mondays(now: datetime, zone: ZoneInfo) -> list[int]:
    """When each of the last weeks began, in the institution's time zone, and the end of this one."""
    here = now.astimezone(zone)
    monday = here.replace(hour=0, minute=0) - timedelta(days=here.weekday())
    return [int((monday - timedelta(weeks=back)).timestamp()) for back in range(WEEKS - 1, -2, -1)]


def _span(quantile: Quantile) -> str:
    return "–" if quantile.value is None else span(quantile.value / 86_400)


@access.required(WORK)
@never_cache
@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """What is open and how old, by state and kind; first answers, closings by week, what came back; team by team."""
    held = access.offices_with(request.user, WORK)
    offices = None if access.EVERYWHERE in held else tuple(sorted(held))
    now, zone = moment(), ZoneInfo(places.institution().time_zone)
    weeks = _mondays(now, zone)
    columns = choose(table().columns, Choice(offices=offices))
    found = working.work(
        columns, now=int(now.timestamp()), weeks=weeks, recent=int((now - RECENT).timestamp())
    )
    services = {one.pk: one.service_name for one in queries.services(closed=True)}
    teams = {one.slug: one.name for one in places.departments(closed=True)}
    ages = list(zip(_ages(), found.ages, strict=True))
    starts = [datetime.fromtimestamp(one, tz=zone) for one in weeks[:-1]]
    by_week = list(zip(starts, found.weeks, strict=True))
    group = found.group
    context = {
        "moment": now,
        "group": group,
        "teams_named": [teams.get(one, one) for one in offices or ()],
        "ages": ages,
        "ages_picture": bars([Bar(name, count, number(count)) for name, count in ages], label=_age_sentence(found)),
        "age_sentence": _age_sentence(found),
        "loads": sorted(
            ((services.get(one.service, one.service), one) for one in found.loads), key=lambda pair: pair[0].casefold()
        ),
        "states": [words.STATES[state] for state in working.OPEN_STATES],
        "answers": (_span(found.answers.median), _span(found.answers.p90), found.answers.n),
        "weeks": by_week,
        "weeks_picture": bars(
            [Bar(day(at, "short"), count, number(count)) for at, count in by_week],
            label=_("Reports closed in each of the last 12 weeks"),
        ),
        "reopened": per_cent(group.reopened.value),
        "teams": [
            (teams.get(one.office, one.office), one, _span(one.answers.median), per_cent(one.group.reopened.value))
            for one in found.teams
        ],
        "public": reverse("service_requests:statistics"),
    }  # fmt: skip
    return render(request, "service_requests/work.html", context)


def _ages() -> list[str]:
    first, second, third, last = working.AGES
    return [
        _("Under %(n)s day") % {"n": first},
        _("%(from)s to %(to)s days") % {"from": first, "to": second - 1},
        _("%(from)s to %(to)s days") % {"from": second, "to": third - 1},
        _("%(from)s to %(to)s days") % {"from": third, "to": last - 1},
        _("%(n)s days or more") % {"n": last},
    ]


def _age_sentence(found: working.Work) -> str:
    old = found.ages[-1] + found.ages[-2]
    return ngettext(
        "%(n)s open report has waited 30 days or more", "%(n)s open reports have waited 30 days or more", old
    ) % {"n": number(old)}
