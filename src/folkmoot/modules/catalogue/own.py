"""What open data puts on a person's own page: what waits for them, their requests, supports and reuses."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from folkmoot.modules.catalogue import contributing_words as words
from folkmoot.modules.catalogue import queries
from folkmoot.modules.catalogue.models import Contribution, DataRequest, Reuse
from folkmoot.modules.catalogue.permits import REVIEW, WRITE
from folkmoot.modules.catalogue.views.own import mine_url
from folkmoot.people import access
from folkmoot.people.models import Person
from folkmoot.people.you import Asked, Own, Thing, Waits
from folkmoot.web.words import number

LISTS = {"request": "data_requests", "support": "data_supports", "reuse": "reuses"}
_OFFICER, _LOOKED_AT = 5, 20


def waits(person: Person) -> Sequence[Waits]:
    """Things to confirm, requests that one's offices owe an answer to, and what reviewers have not read."""
    mine = list(queries.of_person(person).filter(state="pending").order_by("-pk")[:_LOOKED_AT])
    titles = queries.titles_of(mine) if mine else {}
    found = [
        Waits(
            title=_("Confirm: %(title)s") % {"title": " ".join(titles[one.pk].split())},
            text=_("It does not count yet."),
            # Whoever is signed in has shown that the address is theirs, which is all that the mail asks.
            url=mine_url(one),
            action=_("Confirm"),
            since=one.created,
        )
        for one in mine
    ]
    return found + _officer(person) + _reviewer(person)


def _officer(person: Person) -> list[Waits]:
    offices = access.offices_with(person, WRITE)
    if not offices:
        return []
    rows = queries.owed(None if access.EVERYWHERE in offices else sorted(offices))
    return [
        Waits(
            title=_("Request for data: %(title)s") % {"title": " ".join(it.title.split())},
            text=words.clock_of(it.row),
            url=reverse("catalogue:request", args=[it.row.pk]),
            action=_("Answer"),
            since=it.row.opened,
            until=it.row.due,
        )
        for it in queries.worded(list(rows.filter(state="open")[:_OFFICER]))
    ]


def _reviewer(person: Person) -> list[Waits]:
    if not access.can(person, REVIEW):
        return []
    asked, made = queries.waiting()
    since = [one for one in (asked.first(), made.first()) if one is not None]
    count = asked.count() + made.count()
    if not since:
        return []
    first = min(one.asked if isinstance(one, DataRequest) else one.handed_in for one in since)
    return [
        Waits(
            title=ngettext(
                "%(n)s request or reuse waits for a reviewer",
                "%(n)s requests and reuses wait for a reviewer",
                count,
            )
            % {"n": number(count)},
            url=reverse("catalogue:waiting"),
            action=_("Read them"),
            since=first,
        )
    ]


def own(person: Person, asked: Asked) -> Sequence[Own]:
    """One's requests, supports and reuses, newest first."""
    names = {
        "request": _("My requests for data"),
        "support": _("Data that I need, too"),
        "reuse": _("What I made from data"),
    }
    found: dict[str, list[Contribution]] = {}
    for sort, key in LISTS.items():
        if asked.wants(key):
            rows = queries.of_person(person).filter(sort=sort).order_by("-pk")
            if asked.only and asked.below is not None:
                rows = rows.filter(pk__lt=asked.below)
            found[sort] = list(rows[: asked.limit + 1])
    every = [one for rows in found.values() for one in rows]
    titles = queries.titles_of(every) if every else {}
    states = _states(every)
    return [
        Own(
            key=LISTS[sort],
            title=names[sort],
            things=[_thing(one, titles, states) for one in rows[: asked.limit]],
            after=str(rows[asked.limit - 1].pk) if len(rows) > asked.limit else "",
            note=_("Only you see this list."),
        )
        for sort, rows in found.items()
    ]


def _states(rows: list[Contribution]) -> dict[int, str]:
    """Where what they are about stands, by the number of the contribution."""
    if not rows:
        return {}
    about = {one.pk: int(one.about) if one.sort == "support" else one.pk for one in rows}
    asked = dict(DataRequest.objects.filter(pk__in=set(about.values())).values_list("pk", "state"))
    made = dict(Reuse.objects.filter(pk__in=list(about)).values_list("pk", "state"))
    return {
        one.pk: (made if one.sort == "reuse" else asked).get(about[one.pk], "")
        for one in rows
        if one.state == "done"
    }


def _thing(one: Contribution, titles: Mapping[int, str], states: dict[int, str]) -> Thing:
    state = states.get(one.pk, "")
    said = _("Taken back") if one.state == "gone" else _("Not confirmed yet")
    return Thing(
        title=" ".join(titles[one.pk].split()) or _("Without words"),
        url=mine_url(one),
        at=one.created,
        state=str(words.STATES[state]) if state else said,
        kind=words.KINDS.get(state, "closed" if one.state == "gone" else "waiting"),
    )
