"""Who is asking, as services want to know it."""

import secrets

from django.http import HttpRequest

from folkmoot.modules.service_requests import services
from folkmoot.people.limits import Limit, Verdict, client_key, spend
from folkmoot.people.pseudonyms import guest_pseudonym, pseudonym

ACTS = Limit("service_requests.acts", 30, 3600)


class TooMany(Exception):
    """A client has done too much; the verdict says when to try again."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.retry_after)
        self.verdict = verdict


def limit(request: HttpRequest) -> None:
    """Count one act of this client. Raises TooMany."""
    verdict = spend(ACTS, client_key(request))
    if not verdict.allowed:
        raise TooMany(verdict)


def reporter(request: HttpRequest, *, email: str = "") -> services.Reporter:
    """The account, or a guest who is told apart by a random token in the session."""
    if request.user.is_authenticated:
        person = request.user.pk
        return services.Reporter(
            pseudonym=lambda subject: pseudonym(person, subject),
            person_id=person,
            email=email or getattr(request.user, "email", ""),
        )
    if "guest" not in request.session:
        request.session["guest"] = secrets.token_hex(16)
    token = request.session["guest"]
    return services.Reporter(pseudonym=lambda subject: guest_pseudonym(token, subject), email=email)
