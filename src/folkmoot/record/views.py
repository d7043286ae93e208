"""The tiled log and what an auditor's programs fetch (C2SP tlog-tiles). Pages for people are in web/record_pages."""

import base64

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from folkmoot.record import keys, queries, seen, store, text
from folkmoot.record.api import receipt as receipt_of
from folkmoot.record.models import Segment
from folkmoot.record.tiles import TileError, parse_path

_IMMUTABLE = "public, max-age=31536000, immutable"
_PLAIN = "text/plain; charset=utf-8"


def _open(response: HttpResponse, cache: str) -> HttpResponse:
    """Let programs anywhere read it: the record is public."""
    response.headers["Cache-Control"] = cache
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
def checkpoint(_request: HttpRequest) -> HttpResponse:
    """The newest signed checkpoint."""
    newest = seen.newest()
    if newest is None:
        raise Http404("nothing has been sealed yet")
    return _open(HttpResponse(newest.note, content_type=_PLAIN), "public, max-age=1")


@require_safe
def witnessed(_request: HttpRequest) -> HttpResponse:
    """The newest of the latest checkpoints that most witnesses have cosigned."""
    found = seen.confirmed()
    if found is None:
        raise Http404("no witness has cosigned a checkpoint yet")
    return _open(HttpResponse(found.note, content_type=_PLAIN), "public, max-age=1")


@require_safe
def policy(request: HttpRequest) -> HttpResponse:
    """The log, its witnesses and how many of them have to agree (C2SP tlog-policy)."""
    words = seen.policy(request.build_absolute_uri("/record"))
    return _open(HttpResponse(words, content_type=_PLAIN), "public, max-age=300")


@require_safe
def key(_request: HttpRequest) -> HttpResponse:
    """The log's verifier key."""
    return _open(HttpResponse(keys.signer().verifier.vkey + "\n", content_type=_PLAIN), "public, max-age=300")


@require_safe
def tile(_request: HttpRequest, path: str) -> HttpResponse:
    """A tile or a bundle of entries."""
    try:
        data = queries.tile(parse_path(f"tile/{path}"))
    except TileError as error:
        return _open(HttpResponse(f"{error}\n", status=404, content_type=_PLAIN), "no-store")
    if data is None:
        return _open(
            HttpResponse("the log has no such tile yet\n", status=404, content_type=_PLAIN), "no-store"
        )
    return _open(HttpResponse(data, content_type="application/octet-stream"), _IMMUTABLE)


@require_safe
def raw_entry(_request: HttpRequest, index: int) -> HttpResponse:
    """The bytes of one leaf."""
    found = queries.entry(index)
    if found is None:
        raise Http404(f"there is no entry {index}")
    return _open(HttpResponse(found.raw, content_type="application/json"), _IMMUTABLE)


@require_safe
def proof(_request: HttpRequest, index: int) -> HttpResponse:
    """A ``.tlog-proof`` of one entry, under a checkpoint with as many witnesses as there are."""
    found, signed = queries.entry(index), seen.proving(index)
    if found is None or signed is None or index >= signed.row.size:
        raise Http404(f"there is no sealed entry {index}")
    lines = ["c2sp.org/tlog-proof@v1", f"extra {base64.b64encode(found.raw).decode()}", f"index {index}"]
    lines += [base64.b64encode(one).decode() for one in queries.path_of(index, signed.row.size)]
    response = HttpResponse("\n".join(lines) + "\n\n" + signed.note, content_type=_PLAIN)
    response.headers["Content-Disposition"] = f'attachment; filename="{index}.tlog-proof"'
    return _open(response, "no-store")


@require_safe
def receipt(_request: HttpRequest, fact_id: str) -> HttpResponse:
    """The signed receipt of an accepted fact."""
    found = receipt_of(fact_id)
    if found is None:
        raise Http404("no such fact was accepted")
    return _open(HttpResponse(found.note, content_type=_PLAIN), "no-store")


@require_safe
def segment(_request: HttpRequest, digest: str) -> HttpResponse:
    """A document that a fact names by its SHA-256."""
    try:
        data = store.get_segment(digest)
        media_type = Segment.objects.values_list("media_type", flat=True).get(sha256=digest)
    except Segment.DoesNotExist as error:
        raise Http404("no such segment") from error
    response = HttpResponse(data, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{digest[:16]}"'
    response.headers["Content-Security-Policy"] = "sandbox"
    return _open(response, _IMMUTABLE)


@require_safe
def opening(_request: HttpRequest, commitment: str) -> HttpResponse:
    """Salt and words behind a commitment, when they are public and not erased."""
    found = text.opening(commitment)
    if found is None:
        raise Http404("these words are not public, or were erased")
    salt, words = found
    return _open(JsonResponse({"commitment": commitment, "salt": salt.hex(), "words": words}), "no-store")
