"""How the columns of a table are described to programs: CSV on the Web, and Table Schema."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from folkmoot.modules.catalogue import entries, queries
from folkmoot.modules.catalogue.formats import tables
from folkmoot.modules.catalogue.formats.entry import Dataset, Distribution
from folkmoot.modules.catalogue.views.standards import LANGUAGE, _json, found


def _file(key: str, name: str) -> tuple[Dataset, Distribution]:
    """A published dataset and the CSV of one of its tables. Raises Http404."""
    row = found(key)
    if (table := queries.table(key, name)) is None or table.removed or not table.number:
        raise Http404(_("There is no such table."))
    one = entries.datasets([row])[0]
    file = next((it for it in one.distributions if it.id == f"{key}-{name}-csv"), None)
    if file is None:
        raise Http404(_("There is no such table."))
    return one, file


@require_safe
def csvw(request: HttpRequest, key: str, name: str) -> HttpResponseBase:
    """CSV on the Web metadata of a table's CSV (https://www.w3.org/TR/tabular-metadata/)."""
    dataset, file = _file(key, name)
    return _json(request, tables.csvw(file, dataset, LANGUAGE), "application/csvm+json")


@require_safe
def table_schema(request: HttpRequest, key: str, name: str) -> HttpResponseBase:
    """The Table Schema of a table's CSV."""
    _dataset, file = _file(key, name)
    return _json(request, tables.table_schema(file.fields, LANGUAGE))
