"""The queue of moderators, and one matter of it with everything that can be decided about it."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from folkmoot.people import access
from folkmoot.record import clock
from folkmoot.talk import names, queries, rules, services, words
from folkmoot.talk.declared import declared
from folkmoot.talk.forms import DecideForm, LimitForm, RemoveForm
from folkmoot.talk.matters import Item, item, items
from folkmoot.talk.models import Case, Looking
from folkmoot.talk.reader import MODERATE
from folkmoot.talk.views.frame import acting, person_of, show, tell

_FILTERS = ("sort", "topic", "reason", "language", "overdue")


@access.required(MODERATE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def queue(request: HttpRequest) -> HttpResponse:
    """What waits, the longest first; a POST takes off what was ticked."""
    form = RemoveForm(request.POST if request.method == "POST" else None, auto_id="some-%s")
    ticked = request.POST.getlist("case")
    if form.is_valid():
        try:
            done, left = services.remove_some(cases=ticked, person=person_of(request), **form.cleaned_data)
        except services.Refused as error:
            show(form, error)
        else:
            _tell_taken(request, done, left)
            return redirect(request.get_full_path())
    given = {name: request.GET.get(name, "").replace("\x00", "")[:40] for name in _FILTERS}
    now = clock.now()
    found, after = queries.queue(
        queries.Queue(
            **{name: given[name] for name in _FILTERS[:-1]},
            overdue=now if given["overdue"] else None,
            after=_place(request.GET.get("after", "")),
        )
    )
    waiting = queries.waiting()
    kept = {name: value for name, value in given.items() if value}
    context = {
        "form": form,
        "ticked": ticked,
        "items": items(found, now, person_of(request)),
        "given": given,
        "sorts": [
            ("", _("All"), sum(waiting.values())),
            *((key, words.SORTS[key], waiting.get(key, 0)) for key in ("held", "flagged", "appeal", "limit")),
        ],
        "topics": [("", _("Everything")), *((key, one.label) for key, one in declared().items())],
        "reasons": [
            ("", _("All")),
            *((key, one.name) for key, one in words.REASONS.items()),
            *((key, words.HOLDS[key]) for key in rules.HOLDS),
        ],
        "filtered": bool(kept),
        "next": f"?{urlencode({**kept, 'after': f'{after[0].isoformat()},{after[1]}'})}" if after else "",
    }
    return render(request, "talk/queue.html", context, status=400 if form.errors else 200)


def _tell_taken(request: HttpRequest, done: int, left: int) -> None:
    """Say how many comments were taken off, and that others were not."""
    if done:
        told = ngettext(
            "%(n)s comment was taken off. Its author is told why and how to appeal.",
            "%(n)s comments were taken off. Their authors are told why and how to appeal.",
            done,
        )
        messages.success(request, told % {"n": number_format(done)})
    if left:
        told = ngettext(
            "%(n)s was decided or opened by a colleague meanwhile.",
            "%(n)s were decided or opened by colleagues meanwhile.",
            left,
        )
        messages.warning(request, told % {"n": number_format(left)})


def _place(text: str) -> tuple[datetime, str] | None:
    """The place in the queue that ``<time>,<fact>`` means; None when it is not understood."""
    at, _comma, fact = text.replace(" ", "+").partition(",")
    try:
        found = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (found, fact) if found.tzinfo and "\x00" not in fact else None


@access.required(MODERATE)
@never_cache
@acting
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, fact_id: str) -> HttpResponse:
    """One matter of the queue."""
    found = queries.case(fact_id) if "\x00" not in fact_id else None
    if found is None:
        raise Http404(_("There is no such matter in the queue."))
    return _matter(request, found)


@access.required(MODERATE)
@never_cache
@acting
@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: HttpRequest, sort: str, name: str, number: int) -> HttpResponse:
    """A comment that a moderator saw on its page, whether or not it is in the queue."""
    thread = names.thread_of(f"{sort}/{name}")
    row = queries.comment(thread, number) if "\x00" not in thread else None
    if row is None:
        raise services.NotFound(f"there is no comment {number}")
    if waiting := Case.objects.filter(thread=thread, number=number, open=1).first():
        return redirect("talk:case", waiting.pk)
    now = clock.now()
    return _matter(request, Case(sort="own", thread=thread, number=number, open=0, opened=now, due=now))


def _take(request: HttpRequest, looked: queries.Looked) -> Looking | None:
    """Who has the matter open: from now on the reader, if nobody else has and the reader may decide it.

    That the reader looks at it is private and changes nothing for anybody but colleagues, so following the link is
    enough. A browser that fetches the page beforehand takes nothing.
    """
    case, person = looked.case, person_of(request)
    now = clock.now()
    ahead = "prefetch" in request.headers.get("Sec-Purpose", "")
    if not case.open or request.method != "GET" or ahead or queries.decided_by(looked, person):
        return queries.looking([case], now).get(case.pk)
    return services.look(case=case.pk, person=person)


def _matter(request: HttpRequest, found: Case) -> HttpResponse:
    sent = request.POST.get("act", "") if request.method == "POST" else ""
    if sent in {"over", "leave"}:
        return _hold(request, found, sent)
    [looked] = queries.looked_at([found])
    one = item(looked, clock.now(), looking=_take(request, looked), person=person_of(request))
    forms: dict[str, Any] = {
        "remove": RemoveForm(request.POST if sent == "remove" else None, auto_id="remove-%s"),
        "decide": DecideForm(request.POST if sent in {"restore", "keep"} else None, auto_id="decide-%s"),
        "limit": LimitForm(request.POST if sent == "limit" else None, auto_id="limit-%s"),
    }
    if sent:
        form = forms.get({"restore": "decide", "keep": "decide"}.get(sent, sent))
        if form is None or form.is_valid():
            try:
                told = _do(request, sent, one, form.cleaned_data if form else {}, form)
            except services.Refused as error:
                if form is None:
                    tell(request, error)
                    return redirect("talk:queue")
                show(form, error)
            else:
                messages.success(request, told)
                return redirect("talk:queue")
    wrong = next((one for one in forms.values() if one.is_bound and one.errors), None)
    context = {
        "one": one,
        "looked": looked,
        "forms": forms,
        "form": wrong,
        "trail": [(_("Moderation"), reverse("talk:queue"))],
    }
    return render(request, "talk/case.html", context, status=400 if wrong else 200)


def _hold(request: HttpRequest, found: Case, sent: str) -> HttpResponse:
    """Take a matter over from a colleague, or let it go. Raises NotFound."""
    if sent == "leave":
        services.leave(case=found.pk, person=person_of(request))
        return redirect("talk:queue")
    services.look(case=found.pk, person=person_of(request), over=True)
    return redirect("talk:case", found.pk)


def _do(request: HttpRequest, act: str, one: Item, given: dict[str, Any], form: Any) -> str:
    """Do what a moderator chose, and what to say then. Raises Refused and NotFound."""
    person = person_of(request)
    where: dict[str, Any] = {"thread": one.thread, "number": one.number}
    match act:
        case "release":
            services.release(**where, person=person)
            return _("Found in order. Everybody can read it.")
        case "remove":
            services.remove(**where, person=person, reason=given["reason"], words=given["words"])
            return _("Taken off. Its author is told why and how to appeal.")
        case "limit":
            services.limit(
                comment=one.fact_id,
                person=person,
                kind=given["limit"],
                until=clock.now() + form.span,
                words=given["words"],
            )
            return _("The limit holds. The person is told.")
        case "restore" | "keep" if one.voice:
            services.decide_limit(
                voice=one.voice, person=person, lifted=act == "restore", words=given["words"]
            )
            return _("Decided. The person is told.")
        case "restore" | "keep":
            services.decide_appeal(**where, person=person, restored=act == "restore", words=given["words"])
            return _("Decided. The person is told.")
        case _:
            raise services.NotFound(act)
