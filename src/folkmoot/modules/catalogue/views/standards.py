"""Datasets and the catalogue as other catalogues, search engines and programs read them."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from folkmoot import __version__
from folkmoot.modules.catalogue import entries, queries
from folkmoot.modules.catalogue.formats import data_json, feeds, tables
from folkmoot.modules.catalogue.formats import pages as documents
from folkmoot.modules.catalogue.formats.entry import Dataset as Entry
from folkmoot.modules.catalogue.formats.rdf.media import MEDIA
from folkmoot.modules.catalogue.formats.rdf.paging import SIZE, Asked, page_of
from folkmoot.modules.catalogue.models import Dataset
from folkmoot.modules.catalogue.refusals import said
from folkmoot.record import registry
from folkmoot.record.queries import state_of
from folkmoot.record.refusal import Refused

BATCH = 100
"""Datasets of data.json that are held at once."""
NEWS = 50
"""Datasets of a page of the feed."""
LANGUAGE = "en-gb"
OPEN = {"Cache-Control": "public, max-age=60", "Access-Control-Allow-Origin": "*"}
TOLD_OF = frozenset({"catalogue", "places"})
"""Whose facts a description is made of: offices, districts and the institution come from places."""


def _sent(request: HttpRequest, data: bytes | str, media: str) -> HttpResponseBase:
    """An answer that is sent only to those who have another one."""
    body = data.encode() if isinstance(data, str) else data
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    answer = HttpResponse(body, content_type=media)
    found = get_conditional_response(request, etag=etag, response=answer) or answer
    return _open(found, etag)


def _open(answer: HttpResponseBase, etag: str) -> HttpResponseBase:
    for name, value in (OPEN | {"ETag": etag}).items():
        answer.headers[name] = value
    return answer


def _json(
    request: HttpRequest, document: dict[str, Any], media: str = "application/json"
) -> HttpResponseBase:
    return _sent(request, json.dumps(document, ensure_ascii=False), media)


def _refused(error: Refused) -> HttpResponse:
    words = " ".join(said(one) for one in error.refusals)
    return HttpResponse(words + "\n", status=400, content_type="text/plain; charset=utf-8")


def found(key: str) -> Dataset:
    """A published dataset. Raises Http404."""
    row = queries.dataset(key)
    if row is None or row.state != "published":
        raise Http404(_("There is no such dataset."))
    return row


@require_safe
def dataset(request: HttpRequest, key: str, kind: str) -> HttpResponseBase:
    """One dataset in DCAT-AP, or in DCAT-US with ``profile=us``."""
    if kind not in MEDIA:
        raise Http404(_("There is no such file."))
    row = found(key)
    some = entries.datasets([row])
    here = entries.with_service(entries.catalogue(), some)
    served = entries.datasets(queries.served([row])[key]) if row.service else []
    us = request.GET.get("profile") == "us"
    from folkmoot.modules.catalogue.formats.rdf.syntax import dataset_document  # rdflib is slow to import.

    return _sent(request, dataset_document(some[0], here, kind, "us" if us else "ap", served), MEDIA[kind])


@require_safe
def catalogue(request: HttpRequest, kind: str) -> HttpResponseBase:
    """A page of the catalogue in DCAT, in the order of addresses; ``modified_since`` leaves out what is older."""
    if kind not in MEDIA:
        raise Http404(_("There is no such file."))
    try:
        asked = Asked.of(request.GET.dict())
    except Refused as error:
        return _refused(error)
    rows = list(queries.by_key(asked.after, since=asked.since)[: SIZE + 1])
    shown = entries.datasets(rows[:SIZE])
    total = queries.updated_since(asked.since) if asked.since else queries.published()
    base = entries.absolute("catalogue:dcat", kind)
    page = page_of(shown, total, asked, url=base, more=len(rows) > SIZE)
    here = entries.with_service(entries.catalogue(), shown)
    from folkmoot.modules.catalogue.formats.rdf.syntax import catalogue_document  # rdflib is slow to import.

    return _sent(
        request, catalogue_document(here, page, kind, "us" if asked.profile == "us" else "ap"), MEDIA[kind]
    )


@require_safe
def data(request: HttpRequest) -> HttpResponseBase:
    """data.json of DCAT-US 1.1: every dataset, written while it is sent."""
    etag = f'"{_state()}"'
    same = get_conditional_response(request, etag=etag)
    if same is not None:
        return _open(same, etag)
    if request.method == "HEAD":
        return _open(HttpResponse(content_type="application/json"), etag)
    told = data_json.pieces(entries.catalogue(), _batches(), LANGUAGE)
    return _open(StreamingHttpResponse(told, content_type="application/json"), etag)


def _batches() -> Iterator[list[Entry]]:
    """All published datasets, some at a time. Each batch is read anew, so that no transaction lasts as long as a reader."""
    after = ""
    while rows := list(queries.by_key(after)[:BATCH]):
        yield entries.datasets(rows)
        after = rows[-1].pk


def _state() -> str:
    """Another word whenever a fact could have changed what the catalogue says; cheap, where the catalogue is large."""
    kinds = {it.kind for one in registry.manifests() if one.slug in TOLD_OF for it in one.events}
    told = f"{state_of(kinds)} {settings.ORIGIN} {__version__}"
    return hashlib.sha256(told.encode()).hexdigest()[:32]


@require_safe
def feed(request: HttpRequest) -> HttpResponseBase:
    """An Atom feed of the datasets with the newest data; ``next`` leads to older ones (RFC 5005, section 3)."""
    after = request.GET.get("after", "")[:120]
    rows = queries.matching(queries.Filter())
    some = list((queries.after(rows, after) if after else rows)[: NEWS + 1])
    base = entries.absolute("catalogue:feed")
    url = base + entries.encoded([("after", after)] if after else [])
    older = base + entries.encoded([("after", queries.place(some[NEWS - 1]))]) if len(some) > NEWS else ""
    text = feeds.atom(entries.catalogue(), entries.datasets(some[:NEWS]), url, LANGUAGE, older)
    return _sent(request, text, "application/atom+xml; charset=utf-8")


@require_safe
def package(request: HttpRequest, key: str) -> HttpResponseBase:
    """A Data Package of a dataset."""
    one = entries.datasets([found(key)])[0]
    if not one.distributions or one.service:
        raise Http404(_("There is no such file."))
    return _json(request, tables.data_package(one, LANGUAGE))


@require_safe
def croissant(request: HttpRequest, key: str) -> HttpResponseBase:
    """A dataset for tools of machine learning."""
    one = entries.datasets([found(key)])[0]
    if one.service:
        raise Http404(_("There is no such file."))
    return _json(request, documents.croissant(one, entries.catalogue(), LANGUAGE), "application/ld+json")


def in_head(row: Dataset, language: str) -> str:
    """schema.org's description for the head of a page; nothing for what is not published."""
    if row.state != "published":
        return ""
    one = entries.datasets([row])[0]
    tell = documents.web_api if one.service else documents.schema_org
    return documents.in_page(tell(one, entries.catalogue(), language))
