"""What polls put on a person's own page: polls of one's office that wait for an answer."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from folkmoot.modules.elections import queries, words
from folkmoot.modules.elections.permits import ASK
from folkmoot.people import access
from folkmoot.people.models import Person
from folkmoot.people.you import Waits

MOST = 5


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
