"""What the pages about services share."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from folkmoot.modules.service_requests import queries, services
from folkmoot.modules.service_requests.models import Service
from folkmoot.modules.service_requests.refusals import said

ADMINISTER = "service_requests.administer"


def services_trail() -> tuple[str, str]:
    """The list of services as a breadcrumb."""
    return (_("Services"), reverse("service_requests:services"))


def service_of(code: str) -> Service:
    """The service with this code, or a page that says there is none."""
    row = queries.service(code)
    if row is None:
        raise Http404(_("There is no such service."))
    return row


def show(form: Any, error: services.Refused) -> None:
    """Put each refusal at its field, those of no field at the top."""
    for one in error.refusals:
        form.add_error(one.field if one.field in form.fields else None, said(one))
