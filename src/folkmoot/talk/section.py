"""The part of a page that holds what people say about its subject. A module's view makes one, its template includes it.

context["talk"] = section(request, "requests/MH-26-7K3QF2", card=…, matter=…)
{% include "talk/section.html" %}
"""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from folkmoot.record import text
from folkmoot.record.manifest import Card, Matter
from folkmoot.talk import declared, names, queries
from folkmoot.talk.drafts import draft_of
from folkmoot.talk.forms import CommentForm
from folkmoot.talk.lines import Line, lines
from folkmoot.talk.models import Thread
from folkmoot.talk.queries.cards import thread_url
from folkmoot.talk.reader import Reader, reader_of

SHORT = 5
"""Comments shown on the page of the subject itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A thread, or the beginning of one, ready for a template."""

    about: declared.About
    thread: Thread
    key: str
    url: str
    reader: Reader
    open: bool
    closed_words: str
    count: str
    lines: list[Line]
    after: tuple[int, int] | None
    form: CommentForm | None
    subject: str
    rules_url: str


def section(
    request: HttpRequest, subject: str, *, card: Card | None = None, matter: Matter | None = None
) -> Section | None:
    """The beginning of the thread about a subject; None where nothing is talked about."""
    about = declared.about(subject, card=card, matter=matter)
    return whole(request, about, queries.Asked(order=about.talk.order), limit=SHORT) if about else None


def whole(
    request: HttpRequest,
    about: declared.About,
    asked: queries.Asked,
    *,
    limit: int = queries.PAGE,
    form: CommentForm | None = None,
) -> Section:
    """A page of a thread. ``form`` is one that was sent and has errors."""
    reader = reader_of(request.user, about)
    key = names.thread_of(about.subject)
    page = queries.page(key, asked, person=reader.person.pk if reader.person else None, limit=limit)
    open_ = about.matter.open and page.thread.closed is None
    return Section(
        about=about,
        thread=page.thread,
        key=key,
        url=thread_url(about.subject),
        reader=reader,
        open=open_,
        closed_words=text.words_of([page.thread.closed_words]).get(page.thread.closed_words, "")
        if page.thread.closed
        else "",
        count=counted(page.thread),
        lines=lines(page.items, about=about.subject, reader=reader, open_=open_),
        after=page.after,
        form=form or (comment_form(request, about) if open_ and reader.person else None),
        subject=names.subject_of(key),
        rules_url=reverse("talk:rules"),
    )


def comment_form(request: HttpRequest, about: declared.About, *, parent: int = 0) -> CommentForm:
    """An empty form, or one with what was written before its author had to sign in."""
    initial = {"parent": parent or None, "words": draft_of(request, about.subject, parent)}
    return CommentForm(stances=about.talk.stances, initial=initial, auto_id="say-%s")


def counted(thread: Thread) -> str:
    """How many comments there are, and how many of them are official answers."""
    said = ngettext("%(n)s comment", "%(n)s comments", thread.visible) % {"n": thread.visible}
    if not thread.official:
        return said
    answers = ngettext("%(n)s official answer", "%(n)s official answers", thread.official) % {
        "n": thread.official
    }
    return _("%(comments)s, with %(answers)s") % {"comments": said, "answers": answers}
