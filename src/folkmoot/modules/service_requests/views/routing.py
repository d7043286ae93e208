"""Which team gets which report: an administrator prepares rules, tests them on past reports and saves them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from folkmoot.modules.service_requests import events, services
from folkmoot.modules.service_requests.queries import routing as reads
from folkmoot.modules.service_requests.refusals import said
from folkmoot.modules.service_requests.routing import words
from folkmoot.modules.service_requests.routing.compare import SHOWN, SIZES, compare
from folkmoot.modules.service_requests.routing.download import as_csv
from folkmoot.modules.service_requests.rules import routing as rules
from folkmoot.modules.service_requests.services import routing as commands
from folkmoot.modules.service_requests.views.administration_frame import ADMINISTER
from folkmoot.modules.service_requests.views.routing_form import RuleForm
from folkmoot.people import access
from folkmoot.places.services import ADMINISTRATION
from folkmoot.record.queries import indexes_of
from folkmoot.web.administration.frame import trail

_PAGE = "service_requests:edit_routing"


def _rules_trail() -> tuple[str, str]:
    return (_("Which team gets which report"), reverse(_PAGE))


@access.required(ADMINISTER, everywhere=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The rules in their order, as they are prepared or in force; a box to try words."""
    if request.method == "POST":
        return _act(request)
    named, now, draft = reads.named(), reads.routing(), reads.draft(request.user)
    listed = draft.rules if draft else now.rules
    context = {
        "items": [(one, words.sentence(one, named), one.office not in named.working) for one in listed],
        "draft": draft,
        "refusals": [said(one) for one in _refusals(listed, named)] if draft else [],
        "changes": [words.told_change(one) for one in rules.changes(now.rules, listed)],
        "now": now,
        "entry": indexes_of([now.fact_id]).get(now.fact_id) if now.fact_id else None,
        "trail": trail(),
        **_meanwhile(now, draft),
        **_tried(request, listed, named),
    }
    return render(request, "service_requests/routing/page.html", context)


def _refusals(listed: tuple[events.RoutingRule, ...], named: reads.Named) -> list[Any]:
    return rules.may_route(listed, **named.allowed)


def _meanwhile(now: reads.RoutingNow, draft: reads.Draft | None) -> dict[str, Any]:
    """What others changed since this draft began, for a draft that would overwrite it."""
    if draft is None or draft.replacing == now.fact_id:
        return {}
    changed = rules.changes(reads.rules_of(draft.replacing), now.rules)
    return {"overtaken": True, "meanwhile": [words.told_change(one) for one in changed]}


def _tried(
    request: HttpRequest, listed: tuple[events.RoutingRule, ...], named: reads.Named
) -> dict[str, Any]:
    """The box "Try words": where a report with this title, service and place would go."""
    given = {
        name: request.GET.get(name, "").replace("\x00", "")[:400] for name in ("words", "service", "area")
    }
    found: dict[str, Any] = {
        "tried": given,
        "offered": [(one.pk, one.service_name) for one in named.open_services],
        "places": [("", _("Outside every area")), *named.areas.items()],
    }
    if given["service"] not in named.own:
        return found
    decision = reads.working_router(listed, named.working).find(
        service_code=given["service"], area=given["area"], words=rules.text_of(given["words"], "")
    )
    office = decision.rule.office if decision else named.own[given["service"]]
    return found | {"outcome": words.decided(decision, team=named.offices.get(office, office))}


def _act(request: HttpRequest) -> HttpResponse:
    act, key = request.POST.get("act", ""), request.POST.get("key", "")
    match act:
        case "up" | "down":
            by = -1 if act == "up" else 1
            commands.change_draft(person=request.user, change=lambda found: rules.moved(found, key, by))
            return redirect(f"{reverse(_PAGE)}#rule-{key}")
        case "drop":
            commands.change_draft(
                person=request.user, change=lambda found: tuple(one for one in found if one.key != key)
            )
            messages.success(request, _("Taken out of your draft. Nothing changes until you save it."))
        case "discard":
            commands.drop_draft(person=request.user)
            messages.success(request, _("Your draft is gone. The rules are as they were."))
        case "go_on":
            commands.go_on_from(person=request.user, fact_id=request.POST.get("seen", "")[:32])
            messages.success(request, _("Your draft stays. Saving it replaces what the others changed."))
    return redirect(_PAGE)


@access.required(ADMINISTER, everywhere=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest, key: str = "") -> HttpResponse:
    """Add a rule to the draft or change one."""
    named, draft = reads.named(), reads.draft(request.user)
    listed = draft.rules if draft else reads.routing().rules
    before = next((one for one in listed if one.key == key), None)
    if key and before is None:
        raise Http404(_("There is no such rule."))
    posted = request.method == "POST"
    form = RuleForm(request.POST if posted else None, named=named, rule=before)
    if posted and form.is_valid():
        taken = reads.rule_keys() | {one.key for one in listed}
        wanted = rules.tidy(form.rule(key or rules.new_key(form.cleaned_data["name"], taken)))
        refusals = rules.may_route([wanted], **named.allowed)
        for one in refusals:
            form.add_error(one.field.partition("/")[2] or None, said(one))
        if not refusals:
            commands.change_draft(person=request.user, change=lambda found: rules.put(found, wanted))
            messages.success(request, _("It is in your draft. Test it on past reports, then save it."))
            return redirect(f"{reverse(_PAGE)}#rule-{wanted.key}")
    context = {
        "form": form,
        "title": before.name if before else _("New rule"),
        "rule": before,
        "trail": trail(_rules_trail()),
    }
    return render(request, "service_requests/routing/rule.html", context, status=400 if form.errors else 200)


@access.required(ADMINISTER, everywhere=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def test(request: HttpRequest) -> HttpResponse:
    """What the draft would have done to past reports; a POST puts it in force."""
    if request.method == "POST":
        return _save(request)
    named, now, draft = reads.named(), reads.routing(), reads.draft(request.user)
    listed = draft.rules if draft else now.rules
    size = _size(request)
    found = compare(listed, newest=size, here=named)
    elsewhere = found.elsewhere
    context = {
        "draft": draft,
        "refusals": _refusals(listed, named) if draft else [],
        "overtaken": draft is not None and draft.replacing != now.fact_id,
        "size": size,
        "sizes": SIZES,
        "tested": len(found.reports),
        "since": found.reports[-1].requested if found.reports else None,
        "moved": len(elsewhere),
        "more": len(elsewhere) > SHOWN,
        "shown": SHOWN,
        "right_now": found.right_now / len(found.reports) if found.reports else None,
        "right_then": found.right_then / len(found.reports) if found.reports else None,
        "ways": [
            (named.offices.get(one, one), named.offices.get(other, other), n) for one, other, n in found.ways
        ],
        "caught": [(one, words.sentence(one, named), found.caught[one.key]) for one in listed],
        "rows": [_row(one, named) for one in elsewhere[:SHOWN]],
        "trail": trail(_rules_trail()),
    }
    return render(request, "service_requests/routing/test.html", context)


def _row(one: Any, named: reads.Named) -> dict[str, Any]:
    team = named.offices.get(one.then, one.then)
    return {
        "number": one.number,
        "title": one.title or one.number,
        "service": named.services.get(one.service_code, one.service_code),
        "area": named.areas.get(one.area, ""),
        "now": named.offices.get(one.now, one.now),
        "then": team,
        "why": words.because(one.decision),
    }


def _size(request: HttpRequest) -> int:
    given = request.GET.get("n", "")
    return int(given) if given in {str(one) for one in SIZES} else SIZES[1]


def _save(request: HttpRequest) -> HttpResponse:
    try:
        receipt = commands.save_draft(person=request.user, actor=ADMINISTRATION)
    except commands.RoutingChanged:
        messages.error(
            request,
            _("Nothing was saved: somebody else changed the rules meanwhile. Your draft is still here."),
        )
    except services.Refused as error:
        for one in error.refusals:
            messages.error(request, said(one))
    else:
        if receipt:
            messages.success(request, _("Saved. It is on the public record and holds for every new report."))
    return redirect(_PAGE)


@access.required(ADMINISTER, everywhere=True)
@never_cache
@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """The test as a table, every report of it."""
    draft = reads.draft(request.user)
    listed = draft.rules if draft else reads.routing().rules
    found = compare(listed, newest=_size(request), here=reads.named())
    return HttpResponse(
        as_csv(found),
        content_type="text/csv; charset=utf-8; header=present",
        headers={"Content-Disposition": 'attachment; filename="routing-test.csv"'},
    )
