"""Signatures on paper: a sheet to print, and entering one that came back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from folkmoot.modules.petitions import queries, services
from folkmoot.modules.petitions.forms import PaperForm
from folkmoot.modules.petitions.permits import ANSWER
from folkmoot.modules.petitions.views.pages import found
from folkmoot.people import access
from folkmoot.places import queries as places
from folkmoot.record.saying import said
from folkmoot.web.words import number as shown_number

LINES = 15


@require_safe
def sheet(request: HttpRequest, number: int) -> HttpResponse:
    """A page to print, with the petition's words and lines to sign on."""
    row = found(number)
    [shown] = queries.shown([row])
    context = {"one": shown, "lines": range(1, LINES + 1), "url": request.build_absolute_uri(shown.url)}
    return render(request, "petitions/sheet.html", context)


@access.required(ANSWER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, number: int) -> HttpResponse:
    """An officer of the team that answers types a sheet; lines whose person signed before do not count twice."""
    row = found(number)
    if not row.office or not access.can(request.user, ANSWER, office=row.office):
        raise PermissionDenied(ANSWER)
    form = PaperForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        lines = [_line(one) for one in form.cleaned_data["lines"].splitlines() if one.strip()]
        try:
            entered = services.enter_sheet(number=number, sheet=form.cleaned_data["sheet"], lines=lines)
        except services.Refused as error:
            for one in error.refusals:
                at = one.field.removeprefix("line-")
                words = (
                    said(one) if at == one.field else _("Line %(at)s: %(why)s") % {"at": at, "why": said(one)}
                )
                form.add_error(one.field if one.field in form.fields else "lines", words)
        else:
            told = ngettext("%(n)s signature counts.", "%(n)s signatures count.", entered.counted)
            messages.success(request, told % {"n": shown_number(entered.counted)})
            if entered.doubled:
                known = {"lines": ", ".join(map(shown_number, entered.doubled))}
                messages.warning(
                    request, _("These lines had signed before and do not count twice: %(lines)s.") % known
                )
            return redirect("petitions:paper", number)
    [shown] = queries.shown([row])
    return render(
        request, "petitions/paper.html", {"one": shown, "form": form}, status=422 if form.errors else 200
    )


def _line(text: str) -> services.Line:
    """``name; postcode``; what stands in the place of a postcode may be an area's name instead."""
    name, _mark, rest = text.partition(";")
    postcode = rest.strip()
    named = {one.name.casefold(): one.slug for one in places.areas()}
    return services.Line(
        name=name.strip(),
        postcode=postcode,
        area=named.get(postcode.casefold(), "") or queries.area_of(postcode),
    )
