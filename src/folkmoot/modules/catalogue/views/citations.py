"""A version of a dataset as programs for references read it."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from folkmoot.modules.catalogue import words
from folkmoot.modules.catalogue.formats import citations
from folkmoot.modules.catalogue.models import Dataset, Version
from folkmoot.places import queries as places


def cited(row: Dataset, version: Version) -> citations.Cited:
    """What a citation of this very version says, in the reader's language."""
    args = [version.dataset, version.table, version.number]
    return citations.Cited(
        key=f"{version.dataset}-{version.table}-{version.number}",
        title=words.title_of(row),
        publisher=places.institution().name,
        version=str(version.number),
        made=timezone.localtime(version.at).date(),
        url=settings.ORIGIN.rstrip("/") + reverse("catalogue:version", args=args),
        sha256=version.generation,
        language=get_language() or "",
        licence=words.licence((row.shown or row.draft)["licence"])[1],
    )


def shown(row: Dataset, version: Version) -> list[tuple[str, str, str]]:
    """Each format: its name, the citation in it, and the address of the file."""
    one = cited(row, version)
    args = [version.dataset, version.table, version.number]
    return [
        (name, write(one), reverse("catalogue:cite", args=[*args, kind]))
        for kind, (name, _media, write) in citations.KINDS.items()
    ]


@require_safe
def cite(request: HttpRequest, key: str, name: str, at: int, kind: str) -> HttpResponse:
    """The citation as a file."""
    from folkmoot.modules.catalogue.views import pages

    row = pages.shown(request, key)
    if kind not in citations.KINDS:
        raise Http404(_("There is no such file."))
    version = pages.version_of(key, name, at)
    _name, media, write = citations.KINDS[kind]
    answer = HttpResponse(write(cited(row, version)), content_type=media)
    answer["Content-Disposition"] = f'attachment; filename="{key}-{name}-{at}.{kind}"'
    return answer
