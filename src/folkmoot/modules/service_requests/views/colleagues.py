"""Who of the desk's colleagues has taken how much. For officers of those offices only, and never on the record."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from folkmoot.modules.service_requests import queries
from folkmoot.modules.service_requests.permits import WORK
from folkmoot.modules.service_requests.views.desk import offices_of, teams_of
from folkmoot.people import access
from folkmoot.record import clock


@access.required(WORK)
@never_cache
@require_safe
def colleagues(request: HttpRequest) -> HttpResponse:
    """For each colleague of my offices what is open, late and waiting, and since when; then what nobody has."""
    offices = offices_of(request)
    people = access.colleagues([one.slug for one in teams_of(offices)], WORK)
    loads = {one.person and str(one.person): one for one in queries.loads(offices=offices, now=clock.now())}
    rows = [(one.id, one.name, loads.get(one.id)) for one in people]
    rows.append((queries.NOBODY, _("Nobody"), loads.get(None)))
    return render(request, "service_requests/colleagues.html", {"rows": rows})
