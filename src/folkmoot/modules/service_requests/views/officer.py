"""What every page of the desk asks first: whose report it is."""

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from folkmoot.modules.service_requests import queries
from folkmoot.modules.service_requests.models import ServiceRequest
from folkmoot.modules.service_requests.permits import WORK
from folkmoot.people import access
from folkmoot.people.models import Person


def mine(request: HttpRequest, number: str) -> ServiceRequest:
    """The report with this number at a desk of the officer. Raises Http404."""
    row = queries.request(number)
    if row is None or not access.can(request.user, WORK, office=row.office):
        raise Http404(_("There is no report with this number at your desk."))
    return row


def officer_of(request: HttpRequest) -> Person:
    """The account that is signed in. Raises Http404 for a visitor, whom these pages never let in."""
    if not isinstance(request.user, Person):
        raise Http404
    return request.user
