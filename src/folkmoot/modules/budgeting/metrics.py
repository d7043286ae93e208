"""Numbers about participatory budgeting that other parts may ask for."""

from datetime import timedelta

from django.db.models import F

from folkmoot.modules.budgeting.models import Milestone, Project
from folkmoot.modules.budgeting.rules import ideas
from folkmoot.places import queries as places

YEAR = timedelta(days=365)


def ideas_open() -> float:
    """How many ideas wait for a decision."""
    return float(Project.objects.filter(state__in=sorted(ideas.OPEN)).count())


def built() -> float | None:
    """Per cent of the projects that won and are handed over; None while none won."""
    won = Project.objects.filter(outcome="won")
    count = won.count()
    return 100 * won.filter(state="delivered").count() / count if count else None


def in_time() -> float | None:
    """Per cent of the steps first promised for the last year that were done by then; None while there are none."""
    today = places.today()
    due = Milestone.objects.filter(first_due__gt=today - YEAR, first_due__lte=today)
    count = due.count()
    return 100 * due.filter(reached__lte=F("first_due")).count() / count if count else None
