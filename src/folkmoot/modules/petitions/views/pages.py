"""Reading petitions: the list, one petition, the standards."""

import csv
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from folkmoot.modules.petitions import page, queries, rules, services, words
from folkmoot.modules.petitions.forms import OneClickForm
from folkmoot.modules.petitions.models import Petition
from folkmoot.modules.petitions.views.who import account, known
from folkmoot.places import queries as places
from folkmoot.record import clock, text
from folkmoot.record.queries import indexes_of
from folkmoot.talk.section import Section, section

FACETS = {
    "open": gettext_lazy("Open, most signed first"),
    "recent": gettext_lazy("Open, newest first"),
    "closed": gettext_lazy("Closed"),
    "awaiting_response": gettext_lazy("Waiting for an answer, longest first"),
    "with_response": gettext_lazy("Answered"),
    "awaiting_debate": gettext_lazy("Waiting for a debate, longest first"),
    "with_debate_outcome": gettext_lazy("Debated, or decided against"),
    "rejected": gettext_lazy("Not accepted"),
    "archived": gettext_lazy("In the archive of a term"),
    "all": gettext_lazy("All"),
}


def asked(request: HttpRequest) -> tuple[dict[str, str], queries.Filter]:
    """What a list was asked for: as an address has it, and as a filter."""
    given = {name: request.GET.get(name, "").replace("\x00", "")[:100] for name in ("state", "topic", "q")}
    given["state"] = given["state"] if given["state"] in FACETS else "open"
    archived = given["state"] == "archived"
    wanted = queries.Filter(
        state="all" if archived else given["state"],
        topic=given["topic"],
        words=given["q"].strip(),
        archived=archived,
    )
    return given, wanted


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Petitions by state, with words and topics."""
    given, wanted = asked(request)
    matching = queries.matching(wanted)
    place = request.GET.get("after", "")
    found = list((queries.after(matching, place) if place else matching)[: queries.PAGE + 1])
    rows = found[: queries.PAGE]
    more = len(found) > queries.PAGE and queries.can_continue(matching)
    now = clock.now()
    owed = {one.petition: one for one in queries.owed().filter(petition__in=[row.pk for row in rows])}
    context = {
        "items": [
            (one, words.state_now(one.row), words.KINDS[one.row.state], _owes(owed.get(one.row.pk), now))
            for one in queries.shown(rows, titles_only=True)
        ],
        "given": given,
        "facets": FACETS.items(),
        "topics": queries.topics().items(),
        "next": f"?{urlencode({**given, 'after': queries.place(rows[-1])})}" if more else "",
        "first": f"?{urlencode(given)}" if place else "",
        "can_start": queries.any_kind(),
        "feed": urlencode({key: value for key, value in given.items() if value}),
        "feed_title": _("Petitions: %(which)s") % {"which": FACETS[given["state"]]},
    }
    return render(request, "petitions/list.html", context)


@require_safe
def archive(_request: HttpRequest) -> HttpResponse:
    """Where the UK service has its archive; here it is a part of the list."""
    return redirect(f"{reverse('petitions:list')}?state=archived")


@require_safe
def archived(_request: HttpRequest, number: int) -> HttpResponse:
    """A petition of the archive has the page that it always had."""
    return redirect("petitions:petition", found(number).number)


def _owes(one: Any, now: Any) -> str:
    return words.duty(one, now) if one else ""


def found(number: int) -> Petition:
    """The petition with this number. Raises Http404."""
    row = queries.petition(number) if number < 2**31 else None
    if row is None:
        raise Http404(_("There is no petition with this number."))
    return row


@require_safe
def petition(request: HttpRequest, number: int) -> HttpResponse:
    """One petition with its count, its words, what the institution owes and did, and its proof."""
    row = found(number)
    [shown] = queries.shown([row])
    if row.state not in rules.LISTED:
        return _not_public(request, shown)
    owed = queries.obligations(number)
    responses = page.told(queries.responses(number), owed, _office(row.office))
    answers = [one for one in responses if one.row.sort == "answer"]
    entries = indexes_of([row.fact_id, row.newest_fact, *(one.row.fact_id for one in responses)])
    person = account(request)
    mine = queries.signed_by(person, number) if person else None
    kind = queries.kind(row.kind_code)
    context = {
        "one": shown,
        "state": words.state_now(row),
        "kind": words.KINDS[row.state],
        "trail": [(_("Petitions"), reverse("petitions:list"))],
        "people": words.people(row.count),
        "to_go": page.to_go(row, owed),
        "steps": page.steps(row, owed),
        "steps_label": page.steps_label(row, owed),
        "who": kind.who if kind else "",
        "can_sign": services.may_sign(row, signed_in=bool(person)) is None,
        "needs_account": row.state == "open" and row.accounts and not person,
        "mine": mine,
        "mine_state": words.SIGNATURES[mine.state] if mine else "",
        "one_click": OneClickForm() if person and person.name and known(request) else None,
        "answer": (answers[-1], entries.get(answers[-1].row.fact_id)) if answers else None,
        "outcomes": [(one, entries.get(one.row.fact_id)) for one in responses if one.row.sort != "answer"],
        "reason": words.REJECTIONS.get(row.code),
        "term": queries.term(row.term) if row.term else None,
        "ending": queries.ending(row.kind_code) if row.state == "open" else None,
        "areas": page.areas(row) if row.state in rules.PUBLISHED else None,
        "trend": page.trend(row, answers[-1].row.at.date() if answers else None),
        "ahead": page.ahead(row, owed),
        "struck": _struck(number),
        "started": entries.get(row.fact_id),
        "counted_to": entries.get(row.newest_fact),
        "share": request.build_absolute_uri(shown.url),
        "card": request.build_absolute_uri(reverse("petitions:card", args=[number])),
        "talk": _talk(request, shown),
    }
    return render(request, "petitions/petition.html", context)


def _talk(request: HttpRequest, shown: queries.Shown) -> Section | None:
    """What people say about the petition, where it has a discussion."""
    matter = queries.matter_of(shown.row)
    return section(request, shown.row.subject, card=queries.card_of(shown), matter=matter) if matter else None


def _struck(number: int) -> list[tuple[Any, Any, str, str]]:
    rows = queries.invalidations(number)
    said = text.words_of(one.words for one in rows)
    return [
        (
            one,
            words.INVALIDATIONS[one.reason],
            ", ".join(str(words.CONDITIONS[name]) for name in one.conditions),
            said.get(one.words, ""),
        )
        for one in rows
    ]


def _office(slug: str) -> str:
    return next((one.name for one in places.departments(closed=True) if one.slug == slug), slug)


def _not_public(request: HttpRequest, shown: queries.Shown) -> HttpResponse:
    """The page of a petition that nobody can read yet, or any more: where it stands and why."""
    row = shown.row
    context = {
        "one": shown,
        "state": words.state_now(row),
        "kind": words.KINDS[row.state],
        "reason": words.REJECTIONS.get(row.code, (words.REMOVALS.get(row.code, ""), ""))[0],
        "collecting": row.state == "started",
        "missing": max(row.needed - row.sponsors, 0),
        "due": row.due if row.state in rules.IN_MODERATION else None,
        "index": indexes_of([row.fact_id]).get(row.fact_id),
    }
    return render(request, "petitions/not_public.html", context)


@require_safe
def standards(request: HttpRequest) -> HttpResponse:
    """What kinds of petitions there are, what they lead to, and why one is not accepted."""
    counts = queries.guard_counts()
    context = {
        "kinds": [(one, _office(one.office)) for one in queries.kinds()],
        "reasons": [words.REJECTIONS[code] for code in rules.REJECTIONS],
        "limits": queries.limits(),
        "never": sum(n for (_sort, allow), n in counts.items() if not allow),
        "always": sum(n for (_sort, allow), n in counts.items() if allow),
    }
    return render(request, "petitions/standards.html", context)


def _table(name: str, rows: Callable[[Petition], list[list[Any]]]) -> Callable[..., HttpResponse]:
    @require_safe
    def download(_request: HttpRequest, number: int) -> HttpResponse:
        row = found(number)
        if row.state not in rules.PUBLISHED:
            raise Http404(_("There is no petition with this number."))
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="petition-{number}-{name}.csv"'
        csv.writer(response).writerows(rows(row))
        return response

    return download


def _areas(row: Petition) -> list[list[Any]]:
    counts = queries.by_area(row.number)
    shown = rules.shown_counts(counts)
    names = {one.slug: one.name for one in places.areas()}
    lines = [[slug, names.get(slug, slug), shown.get(slug, "")] for slug in counts]
    return [["area", "name", "signatures"], *lines]


def _days(row: Petition) -> list[list[Any]]:
    return [["day", "signatures"], *([one.isoformat(), count] for one, count in queries.by_day(row.number))]


areas_csv = _table("areas", _areas)
days_csv = _table("days", _days)
