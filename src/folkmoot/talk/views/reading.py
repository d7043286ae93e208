"""Reading a thread, and one comment with what it answers, its earlier words and its proof."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from folkmoot.talk import declared, names, queries, rules, words
from folkmoot.talk.forms import CommentForm
from folkmoot.talk.lines import lines
from folkmoot.talk.reader import reader_of
from folkmoot.talk.section import comment_form, whole
from folkmoot.talk.views.frame import about_of, whole_number


def asked_for(request: HttpRequest, about: declared.About) -> queries.Asked:
    """The order, the side and the place that an address names; what makes no sense is left out."""
    order, side = request.GET.get("order", ""), request.GET.get("side", "")
    rank, _comma, number = request.GET.get("after", "").partition(",")
    place = whole_number(number)
    return queries.Asked(
        order=order if order in rules.ORDERS else about.talk.order,
        side=side if about.talk.stances and side in rules.STANCES else "",
        after=(whole_number(rank), place) if place else None,
    )


@require_safe
def thread(request: HttpRequest, sort: str, name: str) -> HttpResponse:
    """A page of the whole discussion."""
    about = about_of(sort, name)
    return thread_page(request, about, asked_for(request, about))


def thread_page(
    request: HttpRequest,
    about: declared.About,
    asked: queries.Asked,
    *,
    form: CommentForm | None = None,
) -> HttpResponse:
    """The page of a discussion; 400 with a form that has errors."""
    found = whole(request, about, asked, form=form)
    kept = {"order": asked.order, "side": asked.side}
    context: dict[str, Any] = {
        "talk": found,
        "form": form,
        "title": about.card.title,
        "trail": [(about.card.title, about.card.url)],
        "asked": asked,
        "orders": words.ORDERS.items(),
        "sides": _sides(found.thread) if about.talk.stances else [],
        "first": f"?{urlencode(kept)}" if asked.after else "",
        "next": f"?{urlencode({**kept, 'after': f'{found.after[0]},{found.after[1]}'})}"
        if found.after
        else "",
    }
    return render(request, "talk/thread.html", context, status=400 if form and form.errors else 200)


def _sides(thread: Any) -> list[tuple[str, str]]:
    """Both sides and everything, with how many comments each has."""
    return [
        ("", _("All: %(n)s") % {"n": thread.visible}),
        ("for", _("For: %(n)s") % {"n": thread.side_for}),
        ("against", _("Against: %(n)s") % {"n": thread.side_against}),
    ]


@require_safe
def one(request: HttpRequest, sort: str, name: str, number: int) -> HttpResponse:
    """One comment by itself."""
    about = about_of(sort, name)
    return comment_page(request, about, number)


def comment_page(
    request: HttpRequest, about: declared.About, number: int, *, form: CommentForm | None = None
) -> HttpResponse:
    """The page of one comment; 400 with a reply that has errors."""
    reader, key = reader_of(request.user, about), names.thread_of(about.subject)
    place = whole_number(request.GET.get("after", ""))
    person = reader.person.pk if reader.person else None
    opened = queries.opened(key, number, person=person, after=place)
    if opened is None:
        raise Http404(_("There is no such comment, or a moderator has to read it first."))
    thread = queries.thread(key)
    open_ = about.matter.open and (thread is None or thread.closed is None)
    [line] = lines([opened.said], about=about.subject, reader=reader, open_=open_, alone=True)
    if form is None and line.can_reply and reader.person:
        form = comment_form(request, about, parent=number)
    context = {
        "about": about,
        "line": line,
        "key": key,
        "reader": reader,
        "above": lines(opened.above, about=about.subject, reader=reader, open_=open_, alone=True),
        "replies": lines(opened.replies, about=about.subject, reader=reader, open_=open_, alone=True),
        "versions": opened.versions,
        "row": opened.said.row,
        "form": form,
        "thread_url": line.url.rpartition("/")[0],
        "rules_url": reverse("talk:rules"),
        "trail": [(about.card.title, about.card.url), (_("Discussion"), line.url.rpartition("/")[0])],
        "next": f"?after={opened.after}" if opened.after else "",
        "first": "?" if place else "",
    }
    return render(request, "talk/comment.html", context, status=400 if form and form.errors else 200)
