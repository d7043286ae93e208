"""Who is asking, as services want to know it."""

import secrets
from datetime import timedelta
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from folkmoot.modules.service_requests import services
from folkmoot.people.limits import Limit, client_key, demand
from folkmoot.people.links import sign_link
from folkmoot.people.pseudonyms import guest_pseudonym, pseudonym

ACTS = Limit("service_requests.acts", 30, 3600)


def limit(request: HttpRequest) -> None:
    """Count one act of this client. Raises TooMany."""
    demand(ACTS, client_key(request))


def pseudonym_of(request: HttpRequest, subject: str) -> str:
    """The name under which this account or browser acts about a subject; empty for a guest nobody has met."""
    if request.user.is_authenticated:
        return pseudonym(request.user.pk, subject)
    token = request.session.get("guest", "")
    return guest_pseudonym(token, subject) if token else ""


def reporter(request: HttpRequest, *, email: str = "") -> services.Reporter:
    """The account, or a guest who is told apart by a random token in the session."""
    language = get_language() or ""
    if request.user.is_authenticated:
        person = request.user.pk
        return services.Reporter(
            pseudonym=lambda subject: pseudonym(person, subject),
            person_id=person,
            email=email or getattr(request.user, "email", ""),
            language=language,
        )
    if "guest" not in request.session:
        request.session["guest"] = secrets.token_hex(16)
    token = request.session["guest"]
    return services.Reporter(
        pseudonym=lambda subject: guest_pseudonym(token, subject), email=email, language=language
    )


def receipt_url(accepted: services.Accepted) -> str:
    """The page of a report as its reporter sees it right after sending."""
    token = sign_link("receipt", accepted.receipt.fact_id, expires=timedelta(hours=1))
    url = reverse("service_requests:request", args=[accepted.service_request_id])
    return f"{url}?{urlencode({'sent': token})}"
