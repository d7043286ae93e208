"""Making another version of a table the one that is shown."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from folkmoot.modules.catalogue import queries, services
from folkmoot.modules.catalogue.forms import ChooseForm
from folkmoot.modules.catalogue.permits import WRITE
from folkmoot.modules.catalogue.views.desk import found
from folkmoot.modules.catalogue.views.pages import version_of
from folkmoot.modules.catalogue.views.writing import kept, shown, table_at
from folkmoot.people import access


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.required(WRITE)
def show(request: HttpRequest, key: str, name: str, at: int) -> HttpResponse:
    """The reason for showing another version, and then it is shown."""
    row = found(request, key)
    table = table_at(key, name)
    version = version_of(key, name, at)
    if version.number == table.number:
        raise Http404(_("This version is the one that is shown."))
    data = request.POST if request.method == "POST" else None
    form = ChooseForm(data, initial={"instead_of": table.number})
    if form.is_bound and form.is_valid():

        def act() -> object:
            return services.show_version(
                key=key,
                name=name,
                number=at,
                words=form.cleaned_data["words"],
                instead_of=form.cleaned_data["instead_of"],
            )

        if kept(form, act):
            messages.success(
                request, _("Version %(n)s is shown from now on. It is on the record.") % {"n": at}
            )
            return redirect("catalogue:table", key, name)
    return shown(
        request,
        form,
        reverse("catalogue:version", args=[key, name, at]),
        heading=_("Show version %(n)s") % {"n": at},
        title=f"{queries.in_words(row.draft['title'])}: {queries.in_words(table.words)}",
        lead=_(
            "Everybody gets this version from now on, in pages, downloads and the API. Version %(n)s keeps its address. The "
            "next file that is loaded is shown again."
        )
        % {"n": table.number},
        submit=_("Show this version"),
    )
