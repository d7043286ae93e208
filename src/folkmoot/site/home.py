"""The home page: what happened in the last 24 hours, what is open, how the town is doing."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from folkmoot.followers.models import Activity
from folkmoot.places import queries as places
from folkmoot.record import clock, registry
from folkmoot.record.manifest import Card
from folkmoot.web.charts import RingAct, ring
from folkmoot.web.home import HomeParts
from folkmoot.web.maps import MapView, draw
from folkmoot.web.words import number, sentence

NEWEST = 8
MOST_STONES = 2000
GROUPS = {
    "reports": gettext_lazy("Reports"),
    "fixes": gettext_lazy("Fixes"),
    "say": gettext_lazy("Have your say"),
    "money": gettext_lazy("Money"),
    "other": gettext_lazy("Other"),
}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Everything at a glance, in a constant number of queries however much has happened."""
    now = clock.now()
    parts: list[HomeParts] = [import_string(one.home)(request) for one in registry.manifests() if one.home]
    day = Activity.objects.filter(accepted__gt=now - timedelta(hours=24)).order_by("-index")
    acts = [RingAct(at, group) for at, group in day.values_list("accepted", "group")[:MOST_STONES]]
    counts: dict[str, int] = {}
    for stone in acts:
        counts[stone.group] = counts.get(stone.group, 0) + 1
    newest = list(Activity.objects.order_by("-index")[:NEWEST])
    feed = []
    for one in newest:
        act = registry.act_of(one.kind)
        if act is not None:
            card = Card(subject=one.subject, title=one.title, url=one.url) if one.title else None
            feed.append((one, sentence(act, card)))
    pins = [pin for part in parts for pin in part.pins]
    town = (
        draw(MapView.of(places.bounds()), label=_("Map of the town with open reports"), pins=pins)
        if pins
        else ""
    )
    context = {
        "today": now,
        "ring": ring(
            acts,
            now=now,
            total=number(len(acts)),
            caption=(ngettext("public act in the", "public acts in the", len(acts)), _("last 24 hours")),
            label=_("Ring of the last 24 hours: %(count)s public acts") % {"count": number(len(acts))},
        ),
        "legend": [(group, words, counts[group]) for group, words in GROUPS.items() if group in counts],
        "doors": sorted((door for part in parts for door in part.doors), key=lambda door: door.order)[:4],
        "open_items": [item for part in parts for item in part.open_items][:6],
        "stats": [stat for part in parts for stat in part.stats][:5],
        "feed": feed,
        "seen": newest[0].index + 1 if newest else 0,
        "map": town,
        "near": [part.near for part in parts if part.near],
    }
    return render(request, "home.html", context)
