"""What polls put on a person's own page: those that wait for one's office, and those in which one votes."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from folkmoot.modules.elections import queries, words
from folkmoot.modules.elections.models import Poll, PollBallot
from folkmoot.modules.elections.permits import ASK
from folkmoot.people import access
from folkmoot.people.models import Person
from folkmoot.people.you import Asked, Own, Thing, Waits

MOST = 5
VOTES = "poll_votes"
BATCH, LOOKED_AT = 200, 1000
"""Polls that are read at once, and at most."""


def waits(person: Person) -> Sequence[Waits]:
    """Closed polls without an answer, for those who may answer them."""
    mine = access.offices_with(person, ASK)
    if not mine:
        return []
    rows = queries.unanswered(None if access.EVERYWHERE in mine else sorted(mine))[:MOST]
    return [
        Waits(
            title=_("Answer the poll: %(title)s") % {"title": row.question},
            text=words.finding(row),
            url=reverse("elections:desk_one", args=[row.pk]),
            action=_("Answer it"),
            since=row.closed,
        )
        for row in rows
    ]


def own(person: Person, asked: Asked) -> Sequence[Own]:
    """The polls in which a person votes, newest first.

    Nothing says which these are but the votes' own pseudonyms, so that every poll has to be looked at: at most LOOKED_AT.
    """
    if not asked.wants(VOTES):
        return []
    found: list[tuple[Poll, PollBallot]] = []
    below, looked = asked.below, 0
    while len(found) <= asked.limit and looked < LOOKED_AT:
        rows = list(queries.listed(below=below)[:BATCH])
        mine = queries.ballots(person.pk, [one.pk for one in rows]) if rows else {}
        found += [(one, mine[one.pk]) for one in rows if one.pk in mine]
        looked += len(rows)
        if len(rows) < BATCH:
            break
        below = rows[-1].pk
    shown = found[: asked.limit]
    return [
        Own(
            key=VOTES,
            title=_("Polls in which you vote"),
            things=[
                Thing(
                    title=row.question,
                    url=queries.url_of(row.pk),
                    at=vote.voted,
                    state=str(words.STATES[row.state]),
                    kind=words.KINDS[row.state],
                )
                for row, vote in shown
            ],
            after=str(shown[-1][0].pk) if len(found) > asked.limit else "",
        )
    ]
