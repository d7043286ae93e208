"""What participatory budgeting puts on a person's own page: what waits for them, and their ideas."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from folkmoot.modules.budgeting import queries, words
from folkmoot.modules.budgeting.models import Author, Merge, MergeAgreement, Project
from folkmoot.modules.budgeting.permits import ADMINISTER, COST, SORT
from folkmoot.modules.budgeting.queries import desk
from folkmoot.people import access
from folkmoot.people.models import Person
from folkmoot.people.you import Asked, Own, Thing, Waits

IDEAS = "budget_ideas"
_LOOKED_AT = 50


def waits(person: Person) -> Sequence[Waits]:
    """Merges that one is asked about, ideas to sort, sheets to write, ballots to freeze."""
    return [*_merges(person), *_officers(person)] if desk.any_round() else []


def _merges(person: Person) -> list[Waits]:
    mine = dict(
        Author.objects.filter(person=person).order_by("-pk").values_list("project", "pseudonym")[:_LOOKED_AT]
    )
    rows = list(
        Merge.objects.filter(state="open", source__in=mine)
        | Merge.objects.filter(state="open", into__in=mine)
    )
    keys = {
        f"{one.pk}/{number}/{mine[number].partition(':')[2]}": one
        for one in rows
        for number in (one.source, one.into)
        if number in mine
    }
    agreed = set(MergeAgreement.objects.filter(pk__in=list(keys)).values_list("key", flat=True))
    waiting = {one.pk: (one, int(key.split("/")[1])) for key, one in keys.items() if key not in agreed}
    shown = {
        one.row.number: one
        for one in queries.shown(
            queries.projects_of(number for _one, number in waiting.values()), titles_only=True
        )
    }
    return [
        Waits(
            title=_("May two ideas become one? %(title)s") % {"title": " ".join(shown[number].title.split())},
            text=_("Every author of both is asked."),
            url=shown[number].url,
            action=_("Look and decide"),
            since=one.proposed,
        )
        for one, number in waiting.values()
        if number in shown
    ]


def _officers(person: Person) -> list[Waits]:
    found = []
    if access.can(person, SORT) and (rows := desk.to_sort()):
        found.append(
            Waits(
                title=ngettext("%(n)s idea waits to be sorted", "%(n)s ideas wait to be sorted", len(rows))
                % {"n": len(rows)},
                url=reverse("budgeting:desk"),
                action=_("Open the desk"),
                since=rows[0].submitted,
            )
        )
    mine = access.offices_with(person, COST)
    if mine and (rows := desk.to_cost(None if access.EVERYWHERE in mine else mine)):
        found.append(
            Waits(
                title=ngettext(
                    "%(n)s project waits for its costing sheet",
                    "%(n)s projects wait for their costing sheets",
                    len(rows),
                )
                % {"n": len(rows)},
                url=reverse("budgeting:desk"),
                action=_("Open the desk"),
                since=rows[0].changed,
            )
        )
    if access.can(person, ADMINISTER):
        found += [
            Waits(
                title=_("The vote of %(title)s waits for its frozen ballot") % {"title": one.title},
                url=reverse("budgeting:freeze", args=[one.number]),
                action=_("Freeze the ballot"),
                since=one.next_due,
            )
            for one in desk.waits_for_freezing()
        ]
    return found


def own(person: Person, asked: Asked) -> Sequence[Own]:
    """One's ideas, the newest first."""
    if not asked.wants(IDEAS) or not desk.any_round():
        return []
    rows = Author.objects.filter(person=person)
    if asked.only and asked.below is not None:
        rows = rows.filter(pk__lt=asked.below)
    page = list(rows.order_by("-pk")[: asked.limit + 1])
    found = {
        one.number: one for one in Project.objects.filter(pk__in=[row.project for row in page[: asked.limit]])
    }
    shown = {one.row.number: one for one in queries.shown(list(found.values()), titles_only=True)}
    return [
        Own(
            key=IDEAS,
            title=_("My ideas for the budget"),
            things=[
                Thing(
                    title=" ".join(shown[row.project].title.split()),
                    url=shown[row.project].url,
                    at=found[row.project].submitted,
                    state=words.state(found[row.project].state, found[row.project].outcome),
                    kind=words.kind(found[row.project].state, found[row.project].outcome),
                )
                for row in page[: asked.limit]
                if row.project in shown
            ],
            after=str(page[asked.limit - 1].pk) if len(page) > asked.limit else "",
        )
    ]
