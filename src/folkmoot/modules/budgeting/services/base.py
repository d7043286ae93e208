"""What every command shares: refusals, and a round or project locked for one act."""

from collections.abc import Iterator
from contextlib import contextmanager

from folkmoot.modules.budgeting.models import Project, Round
from folkmoot.record.api import Recorder, about
from folkmoot.record.refusal import NotFound, Refused, demand

__all__ = ["SYSTEM", "NotFound", "Refused", "demand", "on_project", "on_round"]

SYSTEM = "system:budgeting"


@contextmanager
def on_round(number: int, actor: str, *, projects: tuple[int, ...] = ()) -> Iterator[tuple[Recorder, Round]]:
    """The locked round with its recorder, and with it the projects that are named. Raises NotFound."""
    subjects = [f"budget_projects/{one}" for one in projects]
    with about(f"budget_rounds/{number}", *subjects, actor=actor) as fact:
        row = Round.objects.filter(pk=number).first()
        if row is None:
            raise NotFound("there is no round %(number)s", number=number)
        yield fact, row


@contextmanager
def on_project(
    number: int, actor: str, *, others: tuple[int, ...] = (), round_too: bool = True
) -> Iterator[tuple[Recorder, Project, Round]]:
    """The locked project with its recorder and its round, which is locked as well unless said otherwise.

    What decides about a ballot locks the round, so that nothing changes while it is frozen. Raises NotFound.
    """
    # A project stays in its round, so that the round may be read before anything is locked.
    where = Project.objects.filter(pk=number).values_list("round", flat=True).first()
    if where is None:
        raise NotFound("there is no project %(number)s", number=number)
    subjects = [f"budget_projects/{one}" for one in (number, *others)]
    with about(*subjects, *([f"budget_rounds/{where}"] if round_too else []), actor=actor) as fact:
        yield fact, Project.objects.get(pk=number), Round.objects.get(pk=where)
