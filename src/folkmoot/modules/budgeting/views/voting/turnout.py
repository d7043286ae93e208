"""Live turnout: who has voted by hour, channel and area. Never what was chosen."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from folkmoot.modules.budgeting import queries
from folkmoot.modules.budgeting.queries.turnout import Turnout, turnout
from folkmoot.modules.budgeting.rules import calendar
from folkmoot.modules.budgeting.views.voting import who
from folkmoot.modules.budgeting.vote_words import CHANNELS
from folkmoot.places import queries as places
from folkmoot.record import clock
from folkmoot.record.event import timestamp
from folkmoot.web.charts import Line, lines
from folkmoot.web.words import day as short_day
from folkmoot.web.words import number as shown_number

LEAST_POINTS = 2


@require_safe
def page(request: HttpRequest, number: int) -> HttpResponse:
    """The turnout of a round, as words, tables and a drawing."""
    row = who.found(number)
    found = turnout(number)
    voting_days = calendar.phase(queries.calendar_of(row), "voting")
    names = {one.slug: one.name for one in places.areas()}
    context = {
        "row": row,
        "found": found,
        "finding": _finding(found),
        "closes": voting_days.closes if voting_days else None,
        "begun": bool(voting_days and voting_days.opens <= clock.now()),
        "on": queries.is_on(row, "voting", clock.now()),
        "channels": [(CHANNELS[name], count) for name, count in found.channels.items()],
        "areas": [
            (names.get(one.area) or _("No area"), one.voted, one.entitled, _share(one.voted, one.entitled))
            for one in found.areas
        ],
        "hours": [(at, count) for at, count in found.hours],
        "picture": _picture(found),
        "trail": [(row.title, reverse("budgeting:round", args=[number]))],
    }
    return render(request, "budgeting/voting/turnout.html", context)


def _finding(found: Turnout) -> str:
    words = ngettext("%(n)s person has voted so far", "%(n)s people have voted so far", found.total) % {
        "n": shown_number(found.total)
    }
    if found.roll and found.total:
        share = {"share": f"{100 * found.total / found.roll:.1f}"}
        return _("%(words)s, %(share)s%% of the roll") % {"words": words, **share}
    return words


def _picture(found: Turnout) -> str:
    """Ballots up to each hour; nothing while there is no line to draw."""
    if len(found.hours) < LEAST_POINTS:
        return ""
    last = len(found.hours) - 1
    names = [
        short_day(at, "short") if at_ in {0, last} else "" for at_, (at, _count) in enumerate(found.hours)
    ]
    one = Line(_("Ballots"), [count for _at, count in found.hours])
    return lines([one], places=names, label=_finding(found), area=True)


def _share(voted: int | None, entitled: int | None) -> float | None:
    return voted / entitled if voted is not None and entitled else None


@require_safe
def data(_request: HttpRequest, number: int) -> HttpResponse:
    """The same for programs. Numbers about too few are null."""
    row = who.found(number)
    found = turnout(number)
    return JsonResponse(
        {
            "round": row.number,
            "at": timestamp(clock.now()),
            "ballots": found.total,
            "roll": found.roll,
            "channels": dict(found.channels),
            "hours": [{"until": timestamp(at), "ballots": count} for at, count in found.hours],
            "areas": [{"area": one.area, "ballots": one.voted, "roll": one.entitled} for one in found.areas],
        }
    )
