"""Writing an idea: alone or together, with a place and pictures; what is like it is shown while one types."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from folkmoot.files import services as files
from folkmoot.files.services import RefusedFile
from folkmoot.modules.budgeting import links, page, queries, services, words
from folkmoot.modules.budgeting.forms import IdeaForm
from folkmoot.modules.budgeting.models import Project, Round
from folkmoot.modules.budgeting.rules import ideas
from folkmoot.modules.budgeting.views.pages import account, found_project, found_round, trail
from folkmoot.people.limits import Limit, TooMany, client_key, demand, too_many
from folkmoot.people.links import LinkError
from folkmoot.people.models import Person
from folkmoot.record import clock
from folkmoot.record.saying import said
from folkmoot.web.maps import chooser, read_choice

ACTS = Limit("budgeting.acts", 120, 3600)
"""Forms that one network address may send in an hour."""
LIKE = 5


def _like(number: int, idea: str, *, but: int = 0) -> list[tuple[queries.Shown, str, str]]:
    found = queries.similar(number, idea, limit=LIKE + 1) if idea else []
    return [
        (one, words.state(one.row.state, one.row.outcome), words.kind(one.row.state, one.row.outcome))
        for one in found
        if one.row.number != but
    ][:LIKE]


@require_safe
def similar(request: HttpRequest, number: int) -> HttpResponse:
    """The part of the form that changes while one types."""
    idea = request.GET.get("action", "").replace("\x00", "").strip()[: ideas.TITLE]
    context = {"like": _like(found_round(number).number, idea), "looked": bool(idea)}
    return render(request, "budgeting/_similar.html", context)


def _to_login(request: HttpRequest) -> HttpResponse:
    return redirect(f"/account/login/?next={request.path}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, number: int) -> HttpResponse:
    """Write an idea. Without a script the map and the look at similar ideas are buttons of the same form."""
    around = found_round(number)
    person = account(request)
    if person is None:
        return _to_login(request)
    if not queries.is_on(around, "ideas", clock.now()):
        return render(request, "budgeting/no_ideas.html", {"row": around, "trail": trail(around)})
    return _form(request, person, around, None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, number: int) -> HttpResponse:
    """Write an idea anew, while nobody has sorted it."""
    row = found_project(number)
    person = account(request)
    if person is None:
        return _to_login(request)
    if not queries.is_author(person, number):
        raise Http404(_("You are not an author of this idea."))
    return _form(request, person, found_round(row.round), row)


def _form(request: HttpRequest, person: Person, around: Round, row: Project | None) -> HttpResponse:
    data: Mapping[str, str] = request.POST if request.method == "POST" else request.GET
    start = _start(row)
    choice = read_choice(data if request.method == "POST" else {**start, **data.dict()}, default=page.town())  # type: ignore[attr-defined]
    looks = request.method == "POST" and (choice.map_only or "look" in data)
    if request.method != "POST" or looks:
        initial = {name: data.get(name, start.get(name, "")) for name in ("title", "text", "category")}
        form = IdeaForm(initial=initial, around=around)
    else:
        form = IdeaForm(request.POST, request.FILES, around=around)
        try:
            if form.is_valid() and (done := _send(request, form, person, around, row, choice)):
                return done
        except TooMany as error:
            return too_many(request, error.verdict)
    title = data.get("title", start.get("title", "")) if row else data.get("title", "")
    context = {
        "form": form,
        "row": around,
        "one": row,
        "like": _like(around.number, title.replace("\x00", "")[: ideas.TITLE], but=row.number if row else 0),
        "looked": bool(title),
        "once": _once(data.get("once", "")),
        "pictures": queries.pictures(row) if row else [],
        "map": chooser(
            choice,
            label=_("Press the place on the map"),
            words=_("A place is chosen") if choice.lat is not None else "",
            says="area",
        ),
        "placed": choice.lat is not None,
        "trail": trail(around),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "budgeting/idea.html", context, status=status)


def _start(row: Project | None) -> dict[str, str]:
    """What an idea says now, as its form has it."""
    if row is None:
        return {}
    [shown] = queries.shown([row])
    found = {"title": shown.title, "text": shown.text, "category": row.category}
    if row.lat is not None and row.lon is not None:
        found |= {"lat": f"{row.lat:.6f}", "lon": f"{row.lon:.6f}"}
    return found


def _once(given: str) -> str:
    try:
        return UUID(given).hex
    except ValueError:
        return uuid4().hex


def _send(
    request: HttpRequest, form: IdeaForm, person: Person, around: Round, row: Project | None, choice: Any
) -> HttpResponse | None:
    """Submit what was written; None when something is wrong, which the form tells then. Raises TooMany."""
    demand(ACTS, client_key(request))
    kept: list[str] = []
    before = [one.pk for one in queries.pictures(row)] if row and not request.POST.get("drop") else []
    try:
        for one in form.cleaned_data["pictures"][: ideas.PICTURES + 1]:
            kept.append(files.keep_photo(one, subject=services.DRAFTS, public=False).pk)
        idea = services.Idea(
            title=form.cleaned_data["title"],
            text=form.cleaned_data["text"],
            category=form.cleaned_data.get("category", ""),
            lat=None if request.POST.get("no_place") else choice.lat,
            lon=None if request.POST.get("no_place") else choice.lon,
            pictures=[*before, *kept],
        )
        if row is None:
            number = services.submit_idea(
                round_number=around.number, idea=idea, person=person, once=_once(request.POST.get("once", ""))
            )
            messages.success(request, _("Your idea is public. It is on the record."))
        else:
            number = row.number
            services.edit_idea(number=number, idea=idea, person=person)
            messages.success(request, _("Your changes are public. They are on the record."))
    except RefusedFile as error:
        files.erase(kept)
        form.add_error("pictures", str(error))
        return None
    except services.Refused as error:
        files.erase(kept)
        for one in error.refusals:
            form.add_error(one.field if one.field in form.fields else None, said(one))
        return None
    return redirect("budgeting:project", number)


@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take an idea back."""
    person = account(request)
    if person is None:
        return _to_login(request)
    return _done(
        request, number, lambda: services.withdraw_idea(number=number, person=person), _("It is taken back.")
    )


def _done(request: HttpRequest, number: int, act: Any, words_: str) -> HttpResponse:
    try:
        act()
    except services.NotFound as error:
        raise Http404(_("There is no project with this number.")) from error
    except services.Refused as error:
        for one in error.refusals:
            messages.error(request, said(one))
    else:
        messages.success(request, words_)
    return redirect("budgeting:project", number)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Become an author by an invitation. Signing in comes first; a press on the button is what counts."""
    key = request.POST.get("key", "") or request.GET.get("key", "")
    try:
        number = links.invited(key)
    except LinkError as error:
        return render(request, "budgeting/join.html", {"problem": str(error)}, status=400)
    row = found_project(number)
    person = account(request)
    if person is None:
        return redirect(f"/account/login/?next={request.get_full_path()}")
    if request.method == "POST":
        return _done(
            request,
            number,
            lambda: services.join_idea(number=number, person=person),
            _("You are an author of this idea now."),
        )
    [shown] = queries.shown([row])
    return render(request, "budgeting/join.html", {"one": shown, "key": key})


@require_POST
def merge(request: HttpRequest, number: int, proposal: str) -> HttpResponse:
    """Agree to a merge, or not, as an author."""
    person = account(request)
    if person is None:
        return _to_login(request)
    if request.POST.get("act") == "agree":
        return _done(
            request,
            number,
            lambda: services.agree_merge(proposal=proposal, person=person),
            _("You agreed. It is on the record."),
        )
    return _done(
        request,
        number,
        lambda: services.decline_merge(proposal=proposal, person=person),
        _("You did not agree. It is on the record."),
    )
