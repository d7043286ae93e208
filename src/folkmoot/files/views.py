"""Public files. A private one does not exist as far as this address tells; whoever may see it is shown it elsewhere."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from folkmoot.files.models import StoredFile
from folkmoot.files.services import Missing, open_file

_ENDINGS = {
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "application/pdf": "pdf",
    "text/plain": "txt",
    "text/csv": "csv",
}
_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
GONE = 410


@require_safe
def file(request: HttpRequest, file_id: str, variant: str) -> HttpResponseBase:
    """A variant of a public file; 410 when it was erased, 404 when there is none or it is not public."""
    row = StoredFile.objects.filter(pk=file_id).first()
    if row is None or not (row.public or row.erased):
        raise Http404
    if row.erased:
        return HttpResponse(_("This file was erased."), status=GONE, content_type="text/plain; charset=utf-8")
    tag = quote_etag(f"{row.pk}-{variant}")
    if request.headers.get("If-None-Match") == tag:
        return _guarded(HttpResponse(status=304), tag)
    try:
        found = open_file(row, variant)
    except Missing as error:
        raise Http404 from error
    return _guarded(as_response(row, found.data, variant), tag)


def as_response(row: StoredFile, data: bytes, variant: str = "full") -> HttpResponse:
    """Bytes of a file with headers that let no browser make more of them than they are (OWASP ASVS V5, V12).

    Views of other parts that show private files to those who may see them answer with this, too.
    """
    response = HttpResponse(data, content_type=row.media_type)
    if row.media_type.startswith("text/"):
        response.headers["Content-Type"] = f"{row.media_type}; charset=utf-8"
    how = "inline" if row.media_type.startswith("image/") else "attachment"
    response.headers["Content-Disposition"] = (
        f'{how}; filename="{row.pk}-{variant}.{_ENDINGS[row.media_type]}"'
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _guarded(response: HttpResponse, tag: str) -> HttpResponse:
    # The bytes of an id never change. Shared caches ask again daily, so that an erased file does not live on there.
    response.headers["Cache-Control"] = "public, max-age=2592000, s-maxage=86400, immutable"
    response.headers["ETag"] = tag
    # Maps and Open311 clients of others may show public pictures.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
