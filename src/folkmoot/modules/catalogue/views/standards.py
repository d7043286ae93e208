"""Datasets and the catalogue as other catalogues, search engines and programs read them."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from folkmoot.modules.catalogue import entries, queries
from folkmoot.modules.catalogue.formats import data_json, feeds, tables
from folkmoot.modules.catalogue.formats import pages as documents
from folkmoot.modules.catalogue.formats.entry import Page
from folkmoot.modules.catalogue.formats.rdf.media import MEDIA
from folkmoot.modules.catalogue.models import Dataset

PAGE = 100
WHOLE = 1_000
"""Datasets in data.json, which has no pages; the catalogue in DCAT has all of them."""
LANGUAGE = "en-gb"
SHORT = {"Cache-Control": "public, max-age=60"}


def _sent(data: bytes | str, media: str) -> HttpResponse:
    return HttpResponse(data, content_type=media, headers=SHORT | {"Access-Control-Allow-Origin": "*"})


def _json(document: dict[str, Any], media: str = "application/json") -> HttpResponse:
    return _sent(json.dumps(document, ensure_ascii=False), media)


def found(key: str) -> Dataset:
    """A published dataset. Raises Http404."""
    row = queries.dataset(key)
    if row is None or row.state != "published":
        raise Http404(_("There is no such dataset."))
    return row


@require_safe
def dataset(request: HttpRequest, key: str, kind: str) -> HttpResponse:
    """One dataset in DCAT-AP, or in DCAT-US with ``profile=us``."""
    if kind not in MEDIA:
        raise Http404(_("There is no such file."))
    row = found(key)
    some = entries.datasets([row])
    here = entries.with_service(entries.catalogue(), some)
    served = entries.datasets(queries.served([row])[key]) if row.service else []
    us = request.GET.get("profile") == "us"
    from folkmoot.modules.catalogue.formats.rdf.syntax import dataset_document  # rdflib is slow to import.

    return _sent(dataset_document(some[0], here, kind, "us" if us else "ap", served), MEDIA[kind])


@require_safe
def catalogue(request: HttpRequest, kind: str) -> HttpResponse:
    """A page of the catalogue in DCAT, those with the newest data first."""
    if kind not in MEDIA:
        raise Http404(_("There is no such file."))
    after = request.GET.get("after", "")[:120]
    us = request.GET.get("profile") == "us"
    rows = queries.matching(queries.Filter())
    some = list((queries.after(rows, after) if after else rows)[: PAGE + 1])
    base = entries.absolute("catalogue:dcat", kind)
    kept = [("profile", "us")] if us else []
    follows = [*kept, ("after", queries.place(some[PAGE - 1]))] if len(some) > PAGE else []
    shown = entries.datasets(some[:PAGE])
    page = Page(
        shown,
        queries.published(),
        base + entries.encoded([*kept, *([("after", after)] if after else [])]),
        base + entries.encoded(kept),
        next=base + entries.encoded(follows) if follows else "",
        size=PAGE,
    )
    here = entries.with_service(entries.catalogue(), shown)
    from folkmoot.modules.catalogue.formats.rdf.syntax import catalogue_document  # rdflib is slow to import.

    return _sent(catalogue_document(here, page, kind, "us" if us else "ap"), MEDIA[kind])


@require_safe
def data(_request: HttpRequest) -> HttpResponse:
    """data.json of DCAT-US 1.1: the newest thousand datasets."""
    rows = list(queries.matching(queries.Filter())[:WHOLE])
    return _json(data_json.document(entries.catalogue(), entries.datasets(rows), LANGUAGE))


@require_safe
def feed(_request: HttpRequest) -> HttpResponse:
    """An Atom feed of the datasets with the newest data."""
    rows = list(queries.matching(queries.Filter())[:50])
    url = entries.absolute("catalogue:feed")
    text = feeds.atom(entries.catalogue(), entries.datasets(rows), url, LANGUAGE)
    return _sent(text, "application/atom+xml; charset=utf-8")


@require_safe
def package(_request: HttpRequest, key: str) -> HttpResponse:
    """A Data Package of a dataset."""
    one = entries.datasets([found(key)])[0]
    if not one.distributions or one.service:
        raise Http404(_("There is no such file."))
    return _json(tables.data_package(one, LANGUAGE))


@require_safe
def croissant(_request: HttpRequest, key: str) -> HttpResponse:
    """A dataset for tools of machine learning."""
    one = entries.datasets([found(key)])[0]
    if one.service:
        raise Http404(_("There is no such file."))
    return _json(documents.croissant(one, entries.catalogue(), LANGUAGE), "application/ld+json")


def in_head(row: Dataset, language: str) -> str:
    """schema.org's description for the head of a page; nothing for what is not published."""
    if row.state != "published":
        return ""
    one = entries.datasets([row])[0]
    tell = documents.web_api if one.service else documents.schema_org
    return documents.in_page(tell(one, entries.catalogue(), language))
