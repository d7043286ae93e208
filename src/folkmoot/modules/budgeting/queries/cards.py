"""What others may show of rounds and projects, many at once."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from folkmoot.modules.budgeting import words
from folkmoot.modules.budgeting.models import Project, Round
from folkmoot.record import text
from folkmoot.record.manifest import Card


def _numbers(subjects: Iterable[str]) -> dict[int, str]:
    found = {}
    for one in subjects:
        tail = one.partition("/")[2]
        if tail.isascii() and tail.isdigit() and len(tail) <= 9:  # noqa: PLR2004 - what the tables hold.
            found[int(tail)] = one
    return found


def round_cards(subjects: Iterable[str]) -> Mapping[str, Card]:
    """Cards of rounds."""
    wanted = _numbers(subjects)
    return {
        wanted[row.number]: Card(
            subject=wanted[row.number],
            title=row.title,
            url=reverse("budgeting:round", args=[row.number]),
            state=row.phase,
            state_label=words.phase(row.phase),
            at=row.described,
        )
        for row in Round.objects.filter(pk__in=wanted)
    }


def project_cards(subjects: Iterable[str]) -> Mapping[str, Card]:
    """Cards of ideas and projects; those whose words are hidden have a title that says so."""
    wanted = _numbers(subjects)
    rows = list(Project.objects.filter(pk__in=wanted))
    titles = text.words_of(row.title for row in rows)
    return {
        wanted[row.number]: Card(
            subject=wanted[row.number],
            title=titles.get(row.title) or _("An idea that is not shown"),
            url=reverse("budgeting:project", args=[row.number]),
            state=row.state,
            state_label=words.state(row.state, row.outcome),
            area=row.area,
            lat=row.lat,
            lon=row.lon,
            at=row.submitted,
        )
        for row in rows
    }
