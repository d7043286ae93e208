"""Starting a petition: an idea, what there is already, the words, who asks for it."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from folkmoot.modules.petitions import links, queries, services, words
from folkmoot.modules.petitions.forms import IdeaForm
from folkmoot.modules.petitions.rules import writing
from folkmoot.modules.petitions.views.where import sign_form, where
from folkmoot.modules.petitions.views.who import account, limit, signatory
from folkmoot.people.limits import TooMany, too_many
from folkmoot.places import queries as places
from folkmoot.record.saying import said

LIKE = 5


def _like(idea: str) -> list[tuple[queries.Shown, str, str]]:
    """Petitions like an idea; answered ones say so, because the answer may be enough."""
    return [
        (one, words.state_now(one.row), words.KINDS[one.row.state])
        for one in queries.similar(idea, limit=LIKE)
    ]


@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """Step 1: the idea in a line, and what is like it. While one types, an island shows the same."""
    idea = request.GET.get("action", "").replace("\x00", "").strip()[: writing.ACTION]
    kinds = queries.kinds()
    context = {
        "idea": idea,
        "like": _like(idea) if idea else [],
        "looked": bool(idea),
        "kinds": kinds,
        "delayed": queries.is_delayed(),
        "on": f"{reverse('petitions:write')}?{urlencode({'action': idea})}",
    }
    return render(request, "petitions/begin.html", context)


@require_safe
def similar(request: HttpRequest) -> HttpResponse:
    """The part of step 1 that changes while one types."""
    idea = request.GET.get("action", "").replace("\x00", "").strip()[: writing.ACTION]
    return render(
        request, "petitions/_similar.html", {"like": _like(idea) if idea else [], "looked": bool(idea)}
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Step 2: the words and who asks for it; sending them starts nothing before it is confirmed by mail."""
    kinds = queries.kinds()
    if not kinds:
        raise Http404(_("No petitions can be started here."))
    data = request.POST if request.method == "POST" else None
    person = account(request)
    idea = IdeaForm(
        data, initial={"action": request.GET.get("action", "").replace("\x00", "")[: writing.ACTION]}
    )
    place = where(data or {})
    if data is not None and place.again:
        idea = IdeaForm(initial=dict(data.items()))
    chosen = (request.POST or request.GET).get("kind", "")
    kind = queries.kind(chosen) or kinds[0]
    # Whoever starts one may choose another kind on this page, so the field is there if any takes people from elsewhere.
    who = sign_form(
        data,
        place,
        account=person is not None,
        initial={"name": person.name if person else ""},
        outside=any(one.outside for one in kinds),
    )
    if idea.is_valid() & who.is_valid():
        try:
            limit(request)
            row = services.start(
                idea=services.Idea(kind_code=kind.code, **idea.cleaned_data),
                creator=signatory(request, who.cleaned_data),
            )
        except TooMany as error:
            return too_many(request, error.verdict)
        except services.NotFound as error:
            raise Http404(_("No petitions of this kind can be started.")) from error
        except services.Refused as error:
            for one in error.refusals:
                form = idea if one.field in idea.fields else who
                form.add_error(one.field if one.field in form.fields else None, said(one))
        else:
            if row.state == "pending":
                return redirect("petitions:sent")
            return redirect(
                f"{reverse('petitions:mine')}?{urlencode({'key': links.token(links.MINE, row.pk)})}"
            )
    context = {
        "idea": idea,
        "who": who,
        "kinds": kinds,
        "kind": kind,
        "form": who if who.errors else idea,
        "like": _like(idea["action"].value() or ""),
        "delayed": queries.is_delayed(),
        "place": place,
        "areas": bool(places.areas()),
    }
    wrong = idea.is_bound or who.is_bound
    return render(request, "petitions/write.html", context, status=422 if wrong else 200)


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """A mail is on its way; the same page for everybody, whatever becomes of it."""
    return render(request, "petitions/sent.html")
