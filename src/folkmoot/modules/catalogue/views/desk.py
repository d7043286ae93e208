"""The desk: an office's datasets, one of them with what can be done, and what waits for reviewers."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from folkmoot.modules.catalogue import page, provenance, queries, services, words
from folkmoot.modules.catalogue.forms import WordsForm
from folkmoot.modules.catalogue.models import Dataset
from folkmoot.modules.catalogue.permits import REVIEW, WRITE
from folkmoot.modules.catalogue.refusals import said
from folkmoot.people import access
from folkmoot.people.models import Person
from folkmoot.web.words import day

PAGE = 50


def offices_of(request: HttpRequest) -> list[str] | None:
    """The offices for which somebody may draft datasets; None for all. Raises PermissionDenied."""
    found = access.offices_with(request.user, WRITE) if isinstance(request.user, Person) else frozenset()
    if not found:
        raise PermissionDenied(WRITE)
    return None if access.EVERYWHERE in found else sorted(found)


def found(request: HttpRequest, key: str) -> Dataset:
    """A dataset that this person may change. Raises Http404 or PermissionDenied."""
    row = queries.dataset(key)
    if row is None:
        raise Http404(_("There is no such dataset."))
    if not access.can(request.user, WRITE, office=row.office):
        raise PermissionDenied(WRITE)
    return row


@never_cache
@require_safe
@access.required(WRITE)
def datasets(request: HttpRequest) -> HttpResponse:
    """Datasets of this person's offices, in every state."""
    after = request.GET.get("after", "")[:60]
    rows = queries.of_offices(offices_of(request))
    some = list((rows.filter(key__gt=after) if after else rows)[: PAGE + 1])
    context = {
        "items": [
            (one, queries.in_words(one.draft["title"]), words.state_of(one), _kind(one))
            for one in some[:PAGE]
        ],
        "next": f"?after={some[PAGE - 1].pk}" if len(some) > PAGE else "",
    }
    return render(request, "catalogue/desk.html", context)


def _kind(row: Dataset) -> str:
    return "progress" if row.asked else words.KINDS[row.state]


@never_cache
@require_safe
@access.required(REVIEW)
def review(request: HttpRequest) -> HttpResponse:
    """What waits for a review, longest waiting first."""
    some = list(queries.in_review()[: PAGE + 1])
    context = {
        "items": [
            (one, queries.in_words(one.draft["title"]), page.office_name(one.office)) for one in some[:PAGE]
        ]
    }
    return render(request, "catalogue/review.html", context)


def _with_words(act: Callable[..., object], prefix: str) -> Callable[[HttpRequest, str], None]:
    def run(request: HttpRequest, key: str) -> None:
        act(key=key, words=request.POST.get(f"{prefix}-words", "").strip())

    return run


REVIEWS: dict[str, Callable[[HttpRequest, str], object]] = {
    "publish": lambda _request, key: services.publish(key=key),
    "restore": lambda _request, key: services.restore(key=key),
    "send_back": _with_words(services.send_back, "back"),
    "withdraw": _with_words(services.withdraw, "gone"),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, key: str) -> HttpResponse:
    """A dataset as it was last described, its tables, and the next step."""
    row = queries.dataset(key)
    if row is None:
        raise Http404(_("There is no such dataset."))
    works = access.can(request.user, WRITE, office=row.office)
    reviews = access.can(request.user, REVIEW)
    if not works and not reviews:
        return access.required(WRITE)(_refuse)(request)
    if request.method == "POST":
        _act(request, key, request.POST.get("act", ""), works=works, reviews=reviews)
        return redirect("catalogue:desk_one", key)
    return render(request, "catalogue/desk_one.html", _context(row, works=works, reviews=reviews))


def _refuse(_request: HttpRequest) -> HttpResponse:
    raise PermissionDenied(WRITE)


def _act(request: HttpRequest, key: str, act: str, *, works: bool, reviews: bool) -> None:
    try:
        if act == "submit" and works:
            services.submit(key=key)
        elif act in REVIEWS and reviews:
            REVIEWS[act](request, key)
        elif act == "submit" or act in REVIEWS:
            raise PermissionDenied(act)
        else:
            raise Http404(_("This act is not possible now."))
        messages.success(request, _("Done. It is on the record."))
    except services.Refused as error:
        for refusal in error.refusals:
            messages.error(request, said(refusal))


def _context(row: Dataset, *, works: bool, reviews: bool) -> dict[str, Any]:
    given = row.draft
    period = " – ".join(day(one) if one else "…" for one in _period(row))
    facts = [
        (_("Publisher"), page.office_name(given["office"])),
        (_("Licence"), words.licence(given["licence"])[0]),
        (_("Themes"), ", ".join(str(words.THEMES[one]) for one in given["themes"]) or "–"),
        (_("Keywords"), ", ".join(given["keywords"]) or "–"),
        (_("Period"), period if given["begins"] or given["ends"] else "–"),
        (_("How often it is updated"), words.FREQUENCIES[given["frequency"]]),
        (_("Mailbox for questions"), page.contact(given) or "–"),
    ]
    if row.service:
        facts = [*facts[:4], *_of_service(given["service"]), facts[-1]]
    back = row.state != "withdrawn" and row.words and not row.asked
    return {
        "row": row,
        "title": queries.in_words(given["title"]),
        "summary": queries.in_words(given["summary"]),
        "state": words.state_of(row),
        "kind": _kind(row),
        "facts": facts,
        "sent_back": queries.words_behind(row.words) if back else "",
        "tables": [_table(one) for one in queries.tables(row.pk)],
        "works": works,
        "reviews": reviews,
        "origin": provenance.of(row),
        "broken": provenance.reached(row).broken,
        "back": WordsForm(
            label=_("What is to be done first"), hint=_("The office reads this at its desk."), prefix="back"
        ),
        "gone": WordsForm(
            label=_("Reason"), hint=_("Everybody can read it in place of the data."), prefix="gone"
        ),
    }


def _of_service(given: dict[str, Any]) -> list[tuple[str, Any]]:
    return [
        (_("Address at which it is asked"), given["endpoint"]),
        (_("Address of its description for programs"), given["description"] or "–"),
        (_("What it answers in"), ", ".join(given["formats"]) or "–"),
        (_("Standards that it keeps to"), ", ".join(given["standards"]) or "–"),
        (_("Datasets that it gives"), ", ".join(given["serves"]) or "–"),
        (_("Address of its terms of use"), given["terms"] or "–"),
    ]


def _period(row: Dataset) -> tuple[Any, Any]:
    description = queries.description_of(row.draft)
    return description.begins, description.ends


def _table(one: Any) -> dict[str, Any]:
    return {
        "row": one,
        "name": queries.in_words(one.words),
        "loads": [
            (it, words.LOADS[it.state], words.LOAD_KINDS[it.state])
            for it in queries.loads(one.dataset, one.name)
        ],
    }
