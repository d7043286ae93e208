"""The desk: what waits for moderators, what the institution owes, and every act on a petition."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from folkmoot.modules.petitions import page, queries, rules, services, words
from folkmoot.modules.petitions.forms import ACTS, ActForm, offices
from folkmoot.modules.petitions.models import Petition
from folkmoot.modules.petitions.permits import ANSWER, MODERATE
from folkmoot.modules.petitions.rules.writing import whole
from folkmoot.modules.petitions.views.pages import found
from folkmoot.people import access
from folkmoot.people.models import Person
from folkmoot.record import clock
from folkmoot.record.saying import said

MODERATING: Mapping[str, str] = {
    "open": "opened",
    "reject": "rejected",
    "flag": "flagged",
    "park": "parked",
    "return": "returned",
    "stop": "stopped",
    "take_down": "taken_down",
    "reopen": "reopened",
}
ANSWERING: Mapping[str, str] = {
    "answer": "answered",
    "schedule": "debated",
    "debate": "debated",
    "follow": "followed",
    "public_note": "noted",
}
"""What a form does, by the name under which the rules know it."""
SOON = timedelta(days=2)
"""Until its day, a petition that waits is marked as due soon."""


def person_of(request: HttpRequest) -> Person:
    """The account of a moderator or officer. Asks others to sign in, or raises PermissionDenied."""
    if not isinstance(request.user, Person) or not (
        access.can(request.user, MODERATE) or access.can(request.user, ANSWER)
    ):
        raise PermissionDenied(MODERATE)
    return request.user


@never_cache
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Petitions that wait for moderators, the longest first, and what is owed, the longest first."""
    if not request.user.is_authenticated:
        return redirect(f"/account/login/?next={request.path}")
    moderates = access.can(person_of(request), MODERATE)
    now = clock.now()
    after, below = _place(request.GET.get("after", "")), whole(request.GET.get("below", ""))
    rows = queries.waiting(after, limit=queries.PAGE + 1) if moderates else []
    apart = queries.aside(below, limit=queries.PAGE + 1) if moderates else []
    # Before a petition opens its words are for moderators alone.
    waiting = queries.shown(rows[: queries.PAGE], titles_only=True, private=True)
    aside = queries.shown(apart[: queries.PAGE], titles_only=True, private=True)
    waits, late = queries.how_many_wait(now) if moderates else (0, 0)
    owed = list(queries.owed()[: queries.PAGE])
    titles = queries.shown(queries.petitions({one.petition for one in owed}), titles_only=True)
    named = {one.row.number: one for one in titles}
    context = {
        "waiting": [
            (
                one,
                words.state_now(one.row),
                words.KINDS[one.row.state],
                one.row.due is not None and one.row.due <= now,
                one.row.due is not None and one.row.due <= now + SOON,
            )
            for one in waiting
        ],
        "waits": waits,
        "late": late,
        "next": _next(rows),
        "first": "?" if after else "",
        "next_aside": f"?below={apart[queries.PAGE - 1].number}#aside" if len(apart) > queries.PAGE else "",
        "first_aside": "?#aside" if below is not None else "",
        "aside": [(one, words.state_now(one.row), words.KINDS[one.row.state]) for one in aside],
        "bursts": queries.bursts_waiting() if moderates else 0,
        "moderates": moderates,
        "trail": [(_("Petitions"), reverse("petitions:list"))],
        "owed": [
            (named[one.petition], one, words.duty(one, now), one.due is not None and one.due <= now)
            for one in owed
            if one.petition in named
        ],
    }
    return render(request, "petitions/desk.html", context)


def _place(given: str) -> tuple[datetime, int] | None:
    """The place in the queue that an address names, or None when it is not understood."""
    at, _comma, last = given.partition(",")
    number = whole(last)
    try:
        due = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (due, number) if number is not None and due.tzinfo is not None else None


def _next(rows: Sequence[Petition]) -> str:
    if len(rows) <= queries.PAGE:
        return ""
    last = rows[queries.PAGE - 1]
    due = last.due.isoformat() if last.due else ""
    return f"?{urlencode({'after': f'{due},{last.number}'})}"


def _choices(row: Petition) -> dict[str, Any]:
    owed = queries.obligations(row.number)
    steps = [(one.step, one.label) for one in owed if one.what != "answer" and one.met is None]
    return {"office": offices(), "step": steps}


def _offered(request: HttpRequest, row: Petition) -> list[str]:
    """The acts that this person may do now, in the order in which they are usual."""
    person = person_of(request)
    names = []
    if access.can(person, MODERATE):
        names += [
            act
            for act, known in MODERATING.items()
            if rules.may(known, row.state) is None and (act != "reopen" or queries.can_reopen(row))
        ]
    if row.office and access.can(person, ANSWER, office=row.office):
        steps = _choices(row)["step"]
        names = [
            act
            for act, known in ANSWERING.items()
            if rules.may(known, row.state) is None and (steps or act not in {"schedule", "debate"})
        ] + names
    return [*names, "note"]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, number: int) -> HttpResponse:
    """A petition with everything that moderators and officers may know and do."""
    if not request.user.is_authenticated:
        return redirect(f"/account/login/?next={request.path}")
    row, person = found(number), person_of(request)
    offered, choices = _offered(request, row), _choices(row)
    act = request.POST.get("act", "")
    forms = {
        name: ACTS[name](
            request.POST if name == act else None,
            act=name,
            choices=choices,
            initial={"office": _usual_office(row)},
        )
        for name in offered
    }
    if request.method == "POST":
        if act not in forms:
            raise Http404(_("This act is not possible now."))
        if forms[act].is_valid() and _done(forms[act], row, person):
            messages.success(
                request, _("Done. It is on the record.") if act != "note" else _("The note is kept.")
            )
            return redirect("petitions:desk_one", number)
    return _page(request, row, forms, act)


def _page(request: HttpRequest, row: Petition, forms: Mapping[str, ActForm], act: str) -> HttpResponse:
    moderates = access.can(person_of(request), MODERATE)
    # Before a petition opens, and once it is hidden, its words are for moderators alone.
    [shown] = queries.shown([row], private=moderates)
    owed = queries.obligations(row.number)
    reader = services.read(number=row.number, person=person_of(request)) if _read(row, moderates) else None
    context = {
        "one": shown,
        "state": words.state_now(row),
        "kind": words.KINDS[row.state],
        "forms": [(name, form, name == act) for name, form in forms.items()],
        "form": forms.get(act),
        "notes": queries.notes(row.number),
        "ahead": page.ahead(row, owed),
        "like": [one for one in queries.similar(shown.action) if one.row.number != row.number],
        "readable": moderates or bool(shown.action),
        "moderates": moderates,
        "reader": reader.person if reader and reader.person_id != request.user.pk else None,
        "late": row.due is not None and row.state in rules.IN_MODERATION and row.due <= clock.now(),
    }
    return render(request, "petitions/desk_one.html", context, status=422 if act else 200)


def _read(row: Petition, moderates: bool) -> bool:  # noqa: FBT001 - the only fact about the reader.
    return moderates and row.state in rules.IN_MODERATION


def _usual_office(row: Petition) -> str:
    kind = queries.kind(row.kind_code)
    return row.office or (kind.office if kind else "")


def _done(form: ActForm, row: Petition, person: Person) -> bool:
    """Do it. A refusal is told at the field that it is about."""
    try:
        _do(form, row, person)
    except services.Refused as error:
        for one in error.refusals:
            form.add_error(one.field if one.field in form.fields else None, said(one))
        return False
    return True


def _do(form: ActForm, row: Petition, person: Person) -> None:
    data, number, office = form.cleaned_data, row.number, row.office
    match form.act:
        case "open":
            services.open_petition(number=number, office=data["office"], topics=data["topics"])
        case "reject":
            services.reject(number=number, code=data["code"], words=data["words"])
        case "flag":
            services.flag(number=number)
        case "park":
            services.park(number=number)
        case "return":
            services.give_back(number=number)
        case "stop":
            services.stop(number=number)
        case "reopen":
            services.reopen(number=number, actor=services.MODERATORS)
        case "take_down":
            services.take_down(number=number, reason=data["reason"], words=data["words"])
        case "answer":
            services.answer(number=number, office=office, **data)
        case "schedule":
            services.schedule_debate(number=number, office=office, step=data["step"], on_day=data["on"])
        case "debate":
            given = {key: value for key, value in data.items() if key not in {"on", "held"}}
            services.tell_debate(
                number=number, office=office, on_day=data["on"], held=data["held"] == "yes", **given
            )
        case "follow":
            given = {key: value for key, value in data.items() if key != "on"}
            services.follow_up(number=number, office=office, on_day=data["on"], **given)
        case "public_note":
            services.add_note(number=number, office=office, words=data["words"])
        case _:
            services.note(number=number, words=data["words"], person=person)
