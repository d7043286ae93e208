"""Writing a survey: its frame, and one question at a time. Each step is a draft on the record."""

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from folkmoot.modules.feedback import events, queries, services
from folkmoot.modules.feedback.forms import PlanForm, QuestionForm
from folkmoot.modules.feedback.permits import WRITE
from folkmoot.modules.feedback.views.desk import found, offices_of
from folkmoot.people import access
from folkmoot.record.saying import said

INVALID = 422


def _kept(
    forms: Sequence[Form], key: str, plan: events.Plan, *, new: bool = False, at: int | None = None
) -> bool:
    """Keep a draft. What is wrong is told at the field that it is about; ``at`` is the place of the question in the last form."""
    try:
        services.draft(key=key, plan=plan, actor=f"office:{plan.office}", new=new)
    except services.Refused as error:
        for one in error.refusals:
            names = [one.field, *(f"{one.field}_{code}" for code in queries.known().languages)]
            if at is not None and one.field == f"question_{at}":
                forms[-1].add_error(None, said(one))
                continue
            for form in forms:
                name = next((it for it in names if it in form.fields), None)
                if name is not None:
                    form.add_error(name, said(one))
                    break
            else:
                forms[-1].add_error(None, said(one))
        return False
    return True


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.required(WRITE)
def new(request: HttpRequest) -> HttpResponse:
    """A survey with its first question."""
    data = request.POST if request.method == "POST" else None
    frame, question = PlanForm(data, offices=offices_of(request)), QuestionForm(data)
    if data is not None and frame.is_valid() & question.is_valid():
        plan, key = frame.plan((question.made(()),)), frame.cleaned_data["key"]
        if _kept((frame, question), key, plan, new=True, at=0):
            messages.success(request, _("The draft is kept. Add questions, look at it, and open it."))
            return redirect("feedback:desk_one", key)
    context = {"frame": frame, "question": question, "form": question if question.errors else frame}
    return render(
        request, "feedback/new.html", context, status=INVALID if frame.errors or question.errors else 200
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.required(WRITE)
def change(request: HttpRequest, key: str) -> HttpResponse:
    """The survey without its questions."""
    row = found(request, key)
    plan = queries.plan_of(row)
    form = PlanForm(
        request.POST if request.method == "POST" else None, offices=offices_of(request), plan=plan
    )
    if form.is_bound and form.is_valid() and _kept((form,), key, form.plan(plan.questions)):
        messages.success(request, _("The draft is kept."))
        return redirect("feedback:desk_one", key)
    title = queries.in_words(plan.title)
    return _form(request, form, key, _("Change the survey"), title)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.required(WRITE)
def add(request: HttpRequest, key: str) -> HttpResponse:
    """One more question."""
    row = found(request, key)
    plan = queries.plan_of(row)
    form = QuestionForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        wanted = _with(plan, (*plan.questions, form.made(plan.questions)))
        if _kept((form,), key, wanted, at=len(plan.questions)):
            messages.success(request, _("The question is in the draft."))
            return redirect("feedback:desk_one", key)
    return _form(request, form, key, _("Add a question"), queries.in_words(plan.title))


Questions = tuple[events.Question, ...]


def _earlier(questions: Questions, at: int) -> Questions:
    if not at:
        return questions
    return (*questions[: at - 1], questions[at], questions[at - 1], *questions[at + 1 :])


def _without(questions: Questions, at: int) -> Questions:
    return questions[:at] + questions[at + 1 :]


MOVES: dict[str, Callable[[Questions, int], Questions]] = {"earlier": _earlier, "remove": _without}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.required(WRITE)
def question(request: HttpRequest, key: str, code: str) -> HttpResponse:
    """A question: write it anew, ask it earlier, or leave it out."""
    row = found(request, key)
    plan = queries.plan_of(row)
    at = next((at for at, one in enumerate(plan.questions) if one.code == code), None)
    if at is None:
        raise Http404(_("There is no such question."))
    move = MOVES.get(request.POST.get("act", ""))
    form = QuestionForm(
        request.POST if request.method == "POST" and not move else None, question=plan.questions[at]
    )
    if move is not None:
        try:
            services.draft(key=key, plan=_with(plan, move(plan.questions, at)), actor=f"office:{row.office}")
            messages.success(request, _("The draft is kept."))
        except services.Refused as error:
            messages.error(request, said(error.refusals[0]))
        return redirect("feedback:desk_one", key)
    if form.is_bound and form.is_valid():
        others = _without(plan.questions, at)
        made = form.made(others)
        if _kept((form,), key, _with(plan, (*plan.questions[:at], made, *plan.questions[at + 1 :])), at=at):
            messages.success(request, _("The draft is kept."))
            return redirect("feedback:desk_one", key)
    return _form(request, form, key, _("Change the question"), queries.in_words(plan.title))


def _with(plan: events.Plan, questions: Questions) -> events.Plan:
    return events.Plan(**{name: getattr(plan, name) for name in plan.__slots__} | {"questions": questions})


def _form(request: HttpRequest, form: Form, key: str, heading: str, title: str) -> HttpResponse:
    context = {"form": form, "key": key, "heading": heading, "title": title}
    return render(request, "feedback/write.html", context, status=INVALID if form.errors else 200)
