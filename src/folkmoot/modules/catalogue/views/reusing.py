"""The gallery of what people made from datasets, handing something in, and what reviewers decide about it."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from folkmoot.modules.catalogue import contributing_words as words
from folkmoot.modules.catalogue import page, queries, services
from folkmoot.modules.catalogue.asking import encoded
from folkmoot.modules.catalogue.forms.contributing import RejectForm, ReuseForm
from folkmoot.modules.catalogue.models import Dataset, Reuse
from folkmoot.modules.catalogue.permits import REVIEW
from folkmoot.modules.catalogue.refusals import said
from folkmoot.modules.catalogue.rules import contributing as limits
from folkmoot.modules.catalogue.views.own import account, below_of, contributor, limit, went
from folkmoot.modules.catalogue.views.writing import INVALID, kept
from folkmoot.modules.catalogue.words import title_of
from folkmoot.people import access
from folkmoot.people.limits import TooMany, too_many
from folkmoot.record.queries import indexes_of
from folkmoot.web.feeds import Item, respond, tag

PAGE, AT_DATASET, FEED = 24, 6, 50
NONE: Mapping[str, str] = {}


def shown(rows: list[Reuse], titles: Mapping[str, str] = NONE) -> list[dict[str, Any]]:
    """Published reuses as cards; with the titles of datasets where they are not all of one."""
    return [
        {
            "it": it,
            "dataset": titles.get(it.row.dataset, ""),
            "sort": words.REUSES[it.row.sort],
            "picture": reverse("files:file", args=[it.row.picture, "medium"]) if it.row.picture else "",
        }
        for it in queries.worded(rows)
    ]


@require_safe
def reuses(request: HttpRequest) -> HttpResponse:
    """Everything that was published, the newest first; of one dataset with ``dataset``."""
    key, below = request.GET.get("dataset", "")[:60], below_of(request)
    dataset = queries.dataset(key) if key else None
    rows = queries.reuses(key)
    some = list((rows.filter(number__lt=below) if below else rows)[: PAGE + 1])
    kept_ = [("dataset", key)] if key else []
    titles = queries.dataset_titles([] if dataset else [one.dataset for one in some[:PAGE]])
    context = {
        "items": shown(some[:PAGE], titles),
        "trail": [(_("Open data"), reverse("catalogue:list"))],
        "dataset": dataset,
        "title": title_of(dataset) if dataset else "",
        "reasons": [words.REJECTIONS[one] for one in limits.OF_REUSES],
        "next": encoded([*kept_, ("below", str(some[PAGE - 1].pk))]) if len(some) > PAGE else "",
        "first": encoded(kept_) or "?" if below else "",
    }
    return render(request, "catalogue/reuses.html", context)


@require_safe
def feed(request: HttpRequest, form: str) -> HttpResponse:
    """The newest reuses as a feed."""
    items = [
        Item(
            id=tag(it.row.published, f"reuses/{it.row.pk}"),
            title=it.title,
            link=request.build_absolute_uri(reverse("catalogue:reuse", args=[it.row.pk])),
            words="",
            said=it.words,
            at=it.row.published,
        )
        for it in queries.worded(list(queries.reuses()[:FEED]))
    ]
    return respond(
        request,
        name="data/reuses",
        title=_("Made from open data"),
        page=reverse("catalogue:reuses"),
        form=form,
        items=items,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reuse(request: HttpRequest, number: int) -> HttpResponse:
    """One reuse; reviewers decide about it here."""
    row, reviews = queries.reuse(number) if number < 2**31 else None, access.can(request.user, REVIEW)
    if row is None or (row.state in {"waiting", "rejected"} and not reviews):
        raise Http404(_("There is no such reuse."))
    bound = request.method == "POST" and request.POST.get("act") in {"reject", "down"}
    rejecting = RejectForm(request.POST if bound else None, requests=False)
    if request.method == "POST":
        if not reviews:
            raise PermissionDenied(REVIEW)
        if _reviewed(request, row, rejecting):
            return redirect("catalogue:reuse", number)
    [it] = queries.worded([row], private=reviews)
    dataset = queries.dataset(row.dataset)
    readable = row.state == "published" or reviews
    context = {
        "it": it,
        "row": row,
        "readable": readable,
        "sort": words.REUSES[row.sort],
        "state": words.state(row),
        "kind": words.KINDS[row.state],
        "why": words.REJECTIONS.get(row.code, ""),
        "picture": reverse("files:file", args=[row.picture, "full"])
        if row.picture and row.state == "published"
        else "",
        "dataset": (dataset, title_of(dataset)) if dataset else None,
        "entry": indexes_of([row.fact_id]).get(row.fact_id),
        "rejecting": rejecting if reviews and row.state == "waiting" else None,
        "down": rejecting if reviews and row.state == "published" else None,
        "form": rejecting,
        "trail": [(_("Open data"), reverse("catalogue:list")), (_("Reuses"), reverse("catalogue:reuses"))],
    }
    status = INVALID if rejecting.errors else 200 if readable else 410
    return render(request, "catalogue/reuse.html", context, status=status)


def _reviewed(request: HttpRequest, row: Reuse, rejecting: RejectForm) -> bool:
    act = request.POST.get("act")
    if act == "publish":
        try:
            services.publish_reuse(number=row.pk)
        except services.Refused as error:
            messages.error(request, said(error.refusals[0]))
            return True
    elif act in {"reject", "down"}:
        decide = services.reject_reuse if act == "reject" else services.take_down_reuse
        if not rejecting.is_valid():
            return False
        given = rejecting.cleaned_data
        if not kept(rejecting, lambda: decide(number=row.pk, code=given["code"], words=given["reason"])):
            return False
    else:
        raise Http404(_("This act is not possible now."))
    messages.success(request, _("Done. It is on the record."))
    return True


def published(key: str) -> Dataset:
    """A dataset that something can be handed in for. Raises Http404."""
    row = queries.dataset(key)
    if row is None or row.state != "published":
        raise Http404(_("There is no such dataset."))
    return row


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: HttpRequest, key: str) -> HttpResponse:
    """Hand in what one made from a dataset."""
    row, person = published(key), account(request)
    post = request.method == "POST"
    form = ReuseForm(
        request.POST if post else None,
        request.FILES if post else None,
        account=person is not None,
        initial={"follows": True},
    )
    if form.is_bound and form.is_valid():
        given, made = form.cleaned_data, list[Any]()

        def act() -> None:
            names = ("title", "words", "url", "sort", "maker", "picture")
            made.append(
                services.hand_in_reuse(
                    dataset=key,
                    who=contributor(request, given),
                    **{name: given[name] for name in names},
                )
            )

        try:
            limit(request)
        except TooMany as error:
            return too_many(request, error.verdict)
        if kept(form, act):
            return went(request, made[0])
    context = {
        "form": form,
        "back": reverse("catalogue:dataset", args=[key]),
        "heading": _("Show what you made"),
        "title": title_of(row),
        "lead": _("A reviewer reads it before everybody sees it."),
        "submit": _("Hand it in"),
    }
    return render(request, "catalogue/form.html", context, status=INVALID if form.errors else 200)


@never_cache
@require_safe
@access.required(REVIEW)
def waiting(request: HttpRequest) -> HttpResponse:
    """Requests and reuses that reviewers have not read yet, the oldest first."""
    asked, made = queries.waiting()
    requests, things = list(asked[:101]), list(made[:101])
    context = {
        "requests": queries.worded(requests[:100], private=True),
        "reuses": [
            (it, words.REUSES[it.row.sort], page.dataset_title(it.row.dataset))
            for it in queries.worded(things[:100], private=True)
        ],
        "more": len(requests) > 100 or len(things) > 100,  # noqa: PLR2004
    }
    return render(request, "catalogue/waiting.html", context)
