"""Limits, and the lists of who is believed never or always."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from folkmoot.modules.petitions import differences, queries, services, words
from folkmoot.modules.petitions.events import LimitsDescribed
from folkmoot.modules.petitions.forms.administration import FindForm, GuardForm, LimitsForm
from folkmoot.modules.petitions.views.administration.frame import administration, below, digest, show
from folkmoot.places.services import ADMINISTRATION
from folkmoot.record.api import timeline
from folkmoot.record.queries import indexes_of
from folkmoot.web.words import number

VERSIONS = 20
PAGE = 50


@administration
def limits(request: HttpRequest) -> HttpResponse:
    """The limits; before they are saved the page says what they would have meant for the last week."""
    now = queries.limits()
    facts = timeline("petition_limits/main", limit=VERSIONS)
    wanted_version = request.GET.get("version", "")
    version = next((one.event for one in facts if one.id == wanted_version), None)
    if wanted_version == "reference":
        version = LimitsDescribed()
    data = request.POST if request.method == "POST" else None
    form = LimitsForm(data, initial=_fields(version or now))
    look, changes, looked = None, [], ""
    if form.is_valid():
        wanted = form.described()
        looked = digest((now, wanted))
        try:
            if request.POST.get("act") == "save" and request.POST.get("looked") == looked:
                services.describe_limits(description=wanted, actor=ADMINISTRATION, expected=now)
                messages.success(request, _("Saved. It is on the public record."))
                return redirect("petitions:limits")
            look = services.preview_limits(description=wanted)
            changes = differences.of_limits(now, wanted)
        except services.Refused as error:
            show(form, error)
    entries = indexes_of([one.id for one in facts])
    before = [LimitsDescribed(), *(one.event for one in facts)]
    versions = [
        (one, entries.get(one.id), differences.of_limits(was, one.event))
        for was, one in zip(before, facts, strict=False)
    ]
    context = {
        "form": form,
        "look": look,
        "changes": changes,
        "looked": looked,
        "version": version,
        "versions": versions[::-1],
        "usual": now == LimitsDescribed(),
        "trail": below(),
    }
    return render(
        request, "petitions/administration/limits.html", context, status=400 if form.errors else 200
    )


def _fields(limits: LimitsDescribed) -> dict[str, Any]:
    return {name: getattr(limits, name) for name in LimitsForm.base_fields}


@administration
def lists(request: HttpRequest) -> HttpResponse:
    """The lists: look whether something is on one, add entries after a look at whom they touch, take them off."""
    act = request.POST.get("act", "")
    if act in {"lift", "undo"}:
        return _lift(request, act)
    begun = {
        "values": request.GET.get("add", "")[:254],
        "sort": request.GET.get("kind") or "domain",
        "reason": "automated" if request.GET.get("add") else None,
    }
    form = GuardForm(request.POST if request.method == "POST" else None, initial=begun)
    asked = bool(request.GET.get("value"))
    find = FindForm(request.GET if asked else None, auto_id="find-%s")
    look, looked = None, ""
    if form.is_valid():
        wanted = form.cleaned_data
        looked = digest(wanted)
        try:
            if act == "save" and request.POST.get("looked") == looked:
                return _add(request, wanted)
            look = services.preview_guards(**wanted)
        except services.Refused as error:
            show(form, error)
    after = request.GET.get("after", "")[:32]
    rows = queries.guards(after=after, limit=PAGE + 1)
    facts = timeline("petition_guards/main", limit=VERSIONS)[::-1]
    context = {
        "form": form,
        "find": find,
        "asked": asked and find.is_valid(),
        "found": queries.guard_of(find.cleaned_data["sort"], find.cleaned_data["value"])
        if asked and find.is_valid()
        else None,
        "look": look,
        "looked": looked,
        "entries": [
            (one, words.GUARD_SORTS[one.row.sort], words.GUARD_REASONS[one.row.reason]) for one in rows[:PAGE]
        ],
        "next": f"?after={rows[PAGE - 1].row.pk}" if len(rows) > PAGE else "",
        "first": "?" if after else "",
        "acts": _acts(facts),
        "trail": below(),
    }
    wrong = form.errors or find.errors
    return render(request, "petitions/administration/lists.html", context, status=400 if wrong else 200)


def _acts(facts: list[Any]) -> list[tuple[Any, int | None, str, bool]]:
    """What was done to the lists, newest first: the fact, its entry, it in words, and whether it can be undone."""
    entries = indexes_of([one.id for one in facts])
    still = queries.guard_batches([one.id for one in facts])
    return [(one, entries.get(one.id), _act(one.event), one.id in still) for one in facts]


def _act(event: Any) -> str:
    count = len(event.keys)
    known = {"n": number(count)}
    if not hasattr(event, "allow"):
        return ngettext("%(n)s entry was taken off", "%(n)s entries were taken off", count) % known
    if event.allow:
        return ngettext("%(n)s entry: always believed", "%(n)s entries: always believed", count) % known
    return ngettext("%(n)s entry: never believed", "%(n)s entries: never believed", count) % known


def _add(request: HttpRequest, wanted: dict[str, Any]) -> HttpResponse:
    done = services.add_guards(**wanted, actor=ADMINISTRATION)
    messages.success(
        request,
        _("Saved. The record says that there are entries, and not which.")
        if done
        else _("Nothing changed: all of them were on this list."),
    )
    return redirect("petitions:lists")


def _lift(request: HttpRequest, act: str) -> HttpResponse:
    given = request.POST.get("key", "")[:32]
    count = (
        services.lift_guards(keys=[given], actor=ADMINISTRATION)
        if act == "lift"
        else services.lift_guards(batch=given, actor=ADMINISTRATION)
    )
    told = ngettext("%(n)s entry was taken off its list.", "%(n)s entries were taken off their list.", count)
    messages.success(request, told % {"n": number(count)} if count else _("It was on no list any more."))
    return redirect("petitions:lists")
