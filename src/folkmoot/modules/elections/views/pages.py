"""Reading polls, and voting in them."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from folkmoot.modules.elections import page, queries, rules, services, words
from folkmoot.modules.elections.models import Poll
from folkmoot.people.limits import Limit, client_key, demand
from folkmoot.people.models import Person
from folkmoot.places import queries as places
from folkmoot.record import clock, text
from folkmoot.record.queries import indexes_of
from folkmoot.record.refusal import Refused
from folkmoot.record.saying import said
from folkmoot.talk.section import section

ACTS = Limit("elections.votes", 120, 3600)
"""Votes and changes of votes that one network address may send in an hour."""


def found(number: int) -> Poll:
    """The poll with this number. Raises Http404."""
    row = queries.poll(number)
    if row is None:
        raise Http404(_("There is no poll with this number."))
    return row


def account(request: HttpRequest) -> Person | None:
    """The signed-in account, or None."""
    return request.user if isinstance(request.user, Person) else None


@require_safe
def polls(request: HttpRequest) -> HttpResponse:
    """Polls by state and words, newest first."""
    given = {name: request.GET.get(name, "").replace("\x00", "")[:100] for name in ("state", "q")}
    given["state"] = given["state"] if given["state"] in queries.STATES else ""
    after = request.GET.get("after", "")
    below = int(after) if after.isascii() and after.isdigit() and len(after) < 10 else None  # noqa: PLR2004
    matching = queries.listed(state=given["state"], words=given["q"].strip(), below=below)
    some = list(matching[: queries.PAGE + 1])
    rows = some[: queries.PAGE]
    person = account(request)
    mine = queries.ballots(person.pk, [one.pk for one in rows]) if person else {}
    kept = {key: value for key, value in given.items() if value}
    more = len(some) > queries.PAGE
    context = {
        "items": [
            (row, words.STATES[row.state], words.KINDS[row.state], words.finding(row), row.pk in mine)
            for row in rows
        ],
        "given": given,
        "states": [("", _("All")), *words.STATES.items()],
        "next": f"?{urlencode(kept | {'after': rows[-1].pk})}" if more else "",
        "first": f"?{urlencode(kept)}" if below is not None else "",
    }
    return render(request, "elections/polls.html", context)


@require_safe
def poll(request: HttpRequest, number: int) -> HttpResponse:
    """One poll: its question, voting, the counts, what came of it, and its proof."""
    return _poll(request, found(number))


def _poll(
    request: HttpRequest, row: Poll, problem: str = "", chosen: list[int] | None = None
) -> HttpResponse:
    person, now = account(request), clock.now()
    mine = queries.ballot(person.pk, row.pk) if person else None
    said_by = (row.fact_id, row.closing_fact, row.answer_fact, row.newest_fact, mine.fact_id if mine else "")
    entries = indexes_of([one for one in said_by if one])
    spoken = text.words_of(one for one in (row.early, row.answer) if one)
    open_ = rules.may_vote(state=row.state, closes=row.closes, now=now) is None
    context = {
        "one": row,
        "state": words.STATES[row.state],
        "kind": words.KINDS[row.state],
        "trail": [(_("Polls"), reverse("elections:polls"))],
        "open": open_,
        "ballot": page.ballot(row, mine, chosen) if open_ and person else None,
        "single": row.least == row.most == 1,
        "rule": words.rule(row),
        "mine": page.mine(row, mine) if mine else None,
        "mine_entry": entries.get(mine.fact_id) if mine else None,
        "problem": problem,
        "shares": page.shares(row),
        "picture": page.picture(row),
        "finding": words.finding(row),
        "voters": words.voters(row.voters),
        "early": spoken.get(row.early, ""),
        "answer": spoken.get(row.answer, ""),
        "office": _office(row.office),
        "opened": entries.get(row.fact_id),
        "counted_to": entries.get(row.newest_fact),
        "closed": entries.get(row.closing_fact),
        "answered": entries.get(row.answer_fact),
        "talk": section(request, row.subject, card=queries.card_of(row), matter=queries.matter_of(row)),
    }
    return render(request, "elections/poll.html", context, status=400 if problem else 200)


def _office(slug: str) -> str:
    return next((one.name for one in places.departments(closed=True) if one.slug == slug), slug)


def _chosen(request: HttpRequest) -> list[int]:
    given = request.POST.getlist("choice")[: rules.OPTIONS + 1]
    return [int(one) if one.isascii() and one.isdigit() and len(one) < 4 else 0 for one in given]  # noqa: PLR2004


@require_POST
def vote(request: HttpRequest, number: int) -> HttpResponse:
    """Vote, vote anew, or take the vote back."""
    row, person = found(number), account(request)
    if person is None:
        return redirect(f"{reverse('account_login')}?{urlencode({'next': queries.url_of(number)})}")
    demand(ACTS, client_key(request))
    back = request.POST.get("act") == "withdraw"
    try:
        if back:
            done: Any = services.withdraw(number=number, person_id=person.pk)
            told = _("Your vote was taken back. Until the poll closes you can vote again.")
        else:
            done = services.vote(number=number, person_id=person.pk, choices=_chosen(request))
            told = _("Your vote is counted. You can change it until the poll closes.")
    except Refused as error:
        return _poll(request, row, " ".join(said(one) + "." for one in error.refusals), _chosen(request))
    messages.success(request, told if done or not back else _("You have no vote in this poll."))
    return redirect(f"{queries.url_of(number)}#vote")
