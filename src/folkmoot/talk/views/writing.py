"""Writing, changing, taking back, voting and reporting."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from folkmoot.people.limits import client_key
from folkmoot.talk import names, queries, rules, services, words
from folkmoot.talk.drafts import forget_draft, keep_draft
from folkmoot.talk.forms import CloseForm, CommentForm, FlagForm, ReviseForm
from folkmoot.talk.lines import lines
from folkmoot.talk.reader import reader_of
from folkmoot.talk.views.frame import about_of, acting, answering, person_of, show, tell, whole_number
from folkmoot.talk.views.reading import comment_page, thread_page


@never_cache
@require_POST
def write(request: HttpRequest, sort: str, name: str) -> HttpResponse:
    """Write a comment, or answer in the name of the office. Without an account the words wait for their author."""
    if not request.user.is_authenticated:
        return _ask_to_sign_in(request, sort, name)
    return _write(request, sort, name)


def _ask_to_sign_in(request: HttpRequest, sort: str, name: str) -> HttpResponse:
    about = about_of(sort, name)
    number = whole_number(request.POST.get("parent", ""))
    keep_draft(request, about.subject, number, request.POST.get("words", "")[: rules.MAX_WORDS])
    back = (
        reverse("talk:comment", args=[sort, name, number])
        if number
        else reverse("talk:thread", args=[sort, name])
    )
    messages.info(request, _("Sign in to publish your comment. What you wrote is kept."))
    return redirect(f"{reverse('account_login')}?{urlencode({'next': f'{back}#say'})}")


@acting
def _write(request: HttpRequest, sort: str, name: str) -> HttpResponse:
    about = about_of(sort, name)
    reader = reader_of(request.user, about)
    form = CommentForm(request.POST, stances=about.talk.stances, auto_id="say-%s")
    parent = 0
    if form.is_valid():
        given = form.cleaned_data
        parent = given["parent"] or 0
        said = {
            "about": about.subject,
            "words": given["words"],
            "parent": parent,
            "language": get_language() or "",
        }
        try:
            if "official" in request.POST and reader.office:
                written = services.answer(**said, office=reader.office)
            else:
                written = services.comment(**said, person=person_of(request), stance=given.get("stance", ""))
        except services.Refused as error:
            show(form, error)
        else:
            forget_draft(request)
            _told(request, written)
            return redirect("talk:comment", sort, name, written.number)
    else:
        parent = whole_number(request.POST.get("parent", ""))
    if parent:
        return comment_page(request, about, parent, form=form)
    return thread_page(request, about, queries.Asked(order=about.talk.order), form=form)


def _told(request: HttpRequest, written: services.Written) -> None:
    if not written.held:
        messages.success(request, _("Your comment is published. Its entry is on the record."))
        return
    why = " ".join(str(words.HOLDS[one]) for one in written.held)
    messages.info(
        request,
        _("Your comment waits for a moderator, and you are told what becomes of it. %(why)s") % {"why": why},
    )


@never_cache
@acting
@require_POST
def vote(request: HttpRequest, sort: str, name: str, number: int) -> HttpResponse:
    """Find a comment helpful or not; the same again takes it back."""
    thread = names.thread_of(about_of(sort, name).subject)
    direction, before = request.POST.get("direction", ""), request.POST.get("before", "")
    act: dict[str, Any] = {"thread": thread, "number": number, "person": person_of(request)}
    try:
        if direction == "none" or (before and before == direction):
            services.unsupport(**act)
        else:
            services.support(**act, direction=direction)
    except services.Refused as error:
        tell(request, error)
    here = request.POST.get("here", "")
    # Back to where the reader was, but only to a page of this discussion.
    page = reverse("talk:thread", args=[sort, name])
    about = about_of(sort, name)
    back = here if here.startswith((page, about.card.url)) and "//" not in here else page
    return redirect(f"{back}#c{number}")


@never_cache
@answering
@require_http_methods(["GET", "HEAD", "POST"])
def flag(request: HttpRequest, sort: str, name: str, number: int) -> HttpResponse:
    """Report a comment to the moderators, with an account or without."""
    about = about_of(sort, name)
    form = FlagForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        what: dict[str, Any] = {"thread": names.thread_of(about.subject), "number": number}
        try:
            if request.user.is_authenticated:
                services.flag(**what, person=person_of(request), **form.cleaned_data)
            else:
                services.flag_as_guest(**what, client=client_key(request), **form.cleaned_data)
        except services.Refused as error:
            show(form, error)
        else:
            messages.success(request, _("Thank you. A moderator looks at it within a day."))
            return redirect("talk:thread", sort, name)
    return _act_page(request, sort, name, number, form, title=_("Report a comment"), submit=_("Send report"))


@never_cache
@acting
@require_http_methods(["GET", "HEAD", "POST"])
def revise(request: HttpRequest, sort: str, name: str, number: int) -> HttpResponse:
    """Change what one wrote within the hour."""
    about = about_of(sort, name)
    thread, person = names.thread_of(about.subject), person_of(request)
    opened = queries.opened(thread, number, person=person.pk)
    initial = {"words": opened.said.words} if opened and opened.said.mine else {}
    form = ReviseForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.revise(thread=thread, number=number, person=person, words=form.cleaned_data["words"])
        except services.Refused as error:
            show(form, error)
        else:
            messages.success(request, _("Your comment is changed. What you wrote before can be read still."))
            return redirect("talk:comment", sort, name, number)
    return _act_page(request, sort, name, number, form, title=_("Change your comment"), submit=_("Save"))


@never_cache
@acting
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, sort: str, name: str, number: int) -> HttpResponse:
    """Take back what one wrote: first what that means, then the act."""
    about = about_of(sort, name)
    if request.method == "POST":
        try:
            services.withdraw(thread=names.thread_of(about.subject), number=number, person=person_of(request))
        except services.Refused as error:
            tell(request, error)
        else:
            messages.success(request, _("Your comment is taken back. Its words are destroyed."))
        return redirect("talk:thread", sort, name)
    lead = _(
        "The words are destroyed and cannot be brought back. Its place in the discussion says that you took it back."
    )
    return _act_page(
        request,
        sort,
        name,
        number,
        None,
        title=_("Take your comment back"),
        submit=_("Take it back"),
        lead=lead,
    )


def _act_page(
    request: HttpRequest,
    sort: str,
    name: str,
    number: int,
    form: object,
    *,
    title: str,
    submit: str,
    lead: str = "",
) -> HttpResponse:
    """A page that shows one comment and asks about it."""
    about = about_of(sort, name)
    reader = reader_of(request.user, about)
    opened = queries.opened(
        names.thread_of(about.subject), number, person=reader.person.pk if reader.person else None
    )
    if opened is None:
        raise services.NotFound("there is no comment %(number)s here", number=number)
    [line] = lines([opened.said], about=about.subject, reader=reader, open_=False)
    context = {
        "form": form,
        "line": line,
        "title": title,
        "lead": lead,
        "submit": submit,
        "trail": [(about.card.title, about.card.url), (_("Discussion"), line.url.rpartition("/")[0])],
    }
    return render(request, "talk/act.html", context, status=400 if getattr(form, "errors", None) else 200)


@never_cache
@acting
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, sort: str, name: str) -> HttpResponse:
    """End a discussion in the name of its office, or let it go on."""
    about = about_of(sort, name)
    reader, thread = reader_of(request.user, about), names.thread_of(about.subject)
    if not reader.office:
        raise services.NotFound("this office has no discussion here")
    row = queries.thread(thread)
    form = CloseForm(request.POST if request.method == "POST" and "reopen" not in request.POST else None)
    try:
        if request.method == "POST" and "reopen" in request.POST:
            services.reopen_thread(thread=thread, office=reader.office)
            return redirect("talk:thread", sort, name)
        if request.method == "POST" and form.is_valid():
            services.close_thread(thread=thread, office=reader.office, words=form.cleaned_data["words"])
            return redirect("talk:thread", sort, name)
    except services.Refused as error:
        tell(request, error)
        return redirect("talk:thread", sort, name)
    context = {
        "form": form,
        "closed": row is not None and row.closed is not None,
        "trail": [
            (about.card.title, about.card.url),
            (_("Discussion"), reverse("talk:thread", args=[sort, name])),
        ],
    }
    return render(request, "talk/close.html", context, status=400 if form.errors else 200)
