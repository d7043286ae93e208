"""The page of an API: where it is asked, what it gives, and under which terms."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from folkmoot.modules.catalogue import page, provenance, queries, rules, words
from folkmoot.modules.catalogue.models import Dataset
from folkmoot.modules.catalogue.permits import WRITE
from folkmoot.modules.catalogue.queries.talk import matter_of
from folkmoot.modules.catalogue.views.standards import in_head
from folkmoot.people import access
from folkmoot.record import registry
from folkmoot.record.queries import indexes_of
from folkmoot.talk.section import section


def service(request: HttpRequest, row: Dataset) -> HttpResponse:
    """An API with everything that is needed to use it."""
    given = row.shown or row.draft
    told = given["service"]
    reached = provenance.asked(row, [told["endpoint"], told["description"], told["terms"], given["landing"]])
    declared = registry.interfaces().get(row.pk) if row.office == rules.INSTITUTION else None
    context: dict[str, Any] = {
        "row": row,
        "title": words.title_of(row),
        "summary": queries.in_words(given["summary"]),
        "licence": words.licence(given["licence"]),
        "tags": page.tags(given),
        "given": given,
        "service": told,
        "endpoint": reached[told["endpoint"]],
        "described": reached.get(told["description"]),
        "terms": reached.get(told["terms"]),
        "documented": reached.get(given["landing"]),
        "example": f'curl "{told["endpoint"]}"',
        "served": [(it, words.title_of(it)) for it in queries.served([row])[row.pk]],
        "everything": declared is not None and queries.EVERYTHING in declared.serves,
        "own": declared is not None,
        "office": page.office_name(row.office),
        "contact": page.contact(given),
        "origin": provenance.of(row),
        "entry": indexes_of([row.fact_id]).get(row.fact_id),
        "works": access.can(request.user, WRITE, office=row.office),
        "talk": section(request, row.subject, matter=matter_of(row)) if row.shown else None,
        "trail": [(_("Open data"), reverse("catalogue:list"))],
        "head": in_head(row, get_language() or ""),
    }
    return render(request, "catalogue/service.html", context)
