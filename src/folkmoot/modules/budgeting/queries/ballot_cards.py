"""What others may show of ballots: that one was cast in a round, and nothing else."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from folkmoot.modules.budgeting.models import Ballot, Round
from folkmoot.record.manifest import Card


def cards(subjects: Iterable[str]) -> Mapping[str, Card]:
    """Cards of ballots: the round they are cast in."""
    wanted = {one.partition("/")[2]: one for one in subjects}
    rows = Ballot.objects.filter(pk__in=wanted)
    titles = dict(Round.objects.filter(pk__in={row.round for row in rows}).values_list("pk", "title"))
    return {
        wanted[row.key]: Card(
            subject=wanted[row.key],
            title=titles.get(row.round, ""),
            url=reverse("budgeting:vote", args=[row.round]),
            state=row.state,
            state_label=_("Ballot cast") if row.state == "cast" else _("Ballot taken back"),
            at=row.changed,
        )
        for row in rows
    }
