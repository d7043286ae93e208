"""Who is asking, as services want to know it."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from folkmoot.modules.petitions import queries, services
from folkmoot.modules.petitions.forms.residents import ELSEWHERE
from folkmoot.modules.petitions.models import Signer
from folkmoot.people.limits import Limit, client_key, demand
from folkmoot.people.models import Person

ACTS = Limit("petitions.acts", 120, 3600)
"""Forms that one network address may send; what is believed is decided later, and more narrowly."""


def limit(request: HttpRequest) -> None:
    """Count one act of this client. Raises TooMany."""
    demand(ACTS, client_key(request))


def account(request: HttpRequest) -> Person | None:
    """The signed-in account, or None."""
    return request.user if isinstance(request.user, Person) else None


def signatory(request: HttpRequest, data: Mapping[str, Any]) -> services.Signatory:
    """Whoever filled in a form, with the area that they chose or that their postcode lies in."""
    person = account(request)
    area, postcode = data.get("area", ""), data.get("postcode", "")
    return services.Signatory(
        name=data.get("name", "") or (person.name if person else ""),
        email=person.email if person else data.get("email", ""),
        postcode=postcode,
        area="" if area == ELSEWHERE else area or queries.area_of(postcode),
        country=data.get("country", ""),
        ip=_address(request),
        person_id=person.pk if person else None,
        language=get_language() or "",
        follows=bool(data.get("follows")),
    )


def known(request: HttpRequest) -> Signer | None:
    """The newest signature of a signed-in account, from which one press is enough for the next."""
    person = account(request)
    return queries.last_of(person) if person else None


def _address(request: HttpRequest) -> str:
    key = client_key(request)
    return "" if key == "unknown" else key.partition("/")[0]
