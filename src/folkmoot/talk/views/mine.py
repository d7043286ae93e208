"""What one wrote and what was decided about it, with the way to appeal."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from folkmoot.people.models import Person
from folkmoot.record import clock
from folkmoot.talk import names, queries, rules, services, words
from folkmoot.talk.declared import reasons
from folkmoot.talk.forms import AppealForm
from folkmoot.talk.queries.cards import thread_url
from folkmoot.talk.views.frame import acting, person_of, show, whole_number

_STATE_KINDS = {"visible": "fixed", "held": "waiting", "hidden": "late", "withdrawn": "closed"}


@never_cache
@acting
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """One's comments, the newest first, and a limit if there is one."""
    person = person_of(request)
    found, after = queries.my_comments(person, after=whole_number(request.GET.get("after", "")))
    context = {
        "items": [_item(one) for one in found],
        "next": f"?after={after}" if after else "",
        "limit": _limit(person),
        "may": _may(person),
    }
    return render(request, "talk/mine.html", context)


def _item(one: queries.Mine) -> dict[str, object]:
    """A comment as its author sees it: the statement of reasons is whole, with every field of the decision."""
    row, url = one.row, thread_url(names.about_of(one.row.thread))
    states = {
        rules.VISIBLE: _("Published"),
        rules.HELD: _("Waits for a moderator"),
        rules.HIDDEN: _("Taken off"),
        rules.WITHDRAWN: _("Taken back"),
    }
    return {
        "one": one,
        "row": row,
        "title": one.card.title if one.card else "",
        "url": f"{url}/{row.number}" if row.state in rules.READABLE else url,
        "appeal_url": f"{url}/{row.number}/appeal" if one.appeal_until else "",
        "state": states[row.state],
        "kind": _STATE_KINDS[row.state],
        "holds": [words.HOLDS[key] for key in row.holds if key in words.HOLDS]
        if row.state == rules.HELD
        else [],
        "reason": reasons().get(row.reason),
        "noticed": words.NOTICED.get(row.noticed, ""),
        "restored": row.appeal_decided is not None and row.state == rules.VISIBLE,
        "kept": row.appeal_decided is not None and row.state == rules.HIDDEN,
    }


def _may(person: Person) -> dict[str, object]:
    """What somebody may do now, what of it is left, and what changes it."""
    standing = queries.standing(person)
    level = rules.level(standing)
    next_level, steps = rules.ahead(standing)
    return {
        "level": words.LEVEL_NAMES[level],
        "waits": words.WAITS[level],
        "rows": [
            (words.MAY[name], one.count, one.limit.count, one.until if not one.count else None)
            for name, one in services.allowed(person, standing).items()
        ],
        "next": words.LEVEL_NAMES.get(next_level, ""),
        "steps": [(one, words.step_words(one)) for one in steps],
    }


def _limit(person: Person) -> dict[str, object] | None:
    now = clock.now()
    found = queries.my_limit(person, now)
    if found is None:
        return None
    row, said = found
    return {
        "row": row,
        "name": words.LIMITS[row.limit],
        "words": said.get(row.words, ""),
        "answer": said.get(row.answer, ""),
        "holds": row.until > now and not row.lifted,
        "can_appeal": row.until > now and not row.lifted and row.appealed is None,
    }


@never_cache
@acting
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, sort: str, name: str, number: int) -> HttpResponse:
    """Ask for another moderator's decision about a comment."""
    person, thread = person_of(request), names.thread_of(f"{sort}/{name}")
    row = queries.comment(thread, number) if "\x00" not in thread else None
    if row is None or row.author != names.speaking(person.pk, thread):
        raise services.NotFound(f"there is no comment {number}")
    form = AppealForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.appeal(thread=thread, number=number, person=person, words=form.cleaned_data["words"])
        except services.Refused as error:
            show(form, error)
        else:
            messages.success(request, _("Your appeal is on the record. Somebody else than before decides."))
            return redirect("talk:mine")
    return _appeal_page(request, form)


@never_cache
@acting
@require_http_methods(["GET", "HEAD", "POST"])
def appeal_limit(request: HttpRequest) -> HttpResponse:
    """Ask for another moderator's decision about a limit."""
    form = AppealForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.appeal_limit(person=person_of(request), words=form.cleaned_data["words"])
        except services.Refused as error:
            show(form, error)
        else:
            messages.success(request, _("Your appeal is on the record. Somebody else than before decides."))
            return redirect("talk:mine")
    return _appeal_page(request, form)


def _appeal_page(request: HttpRequest, form: AppealForm) -> HttpResponse:
    context = {"form": form, "trail": [(_("My comments"), reverse("talk:mine"))]}
    return render(request, "talk/appeal.html", context, status=400 if form.errors else 200)
