"""What every command shares: a survey locked for one act, and who acts where nobody does."""

from collections.abc import Iterator
from contextlib import contextmanager

from folkmoot.modules.feedback.models import Survey
from folkmoot.record.api import Recorder, about
from folkmoot.record.refusal import NotFound, Refused, demand

__all__ = ["MODERATION", "SYSTEM", "NotFound", "Refused", "demand", "on"]

SYSTEM = "system:feedback"
MODERATION = "office:moderation"


@contextmanager
def on(key: str, actor: str) -> Iterator[tuple[Recorder, Survey]]:
    """The locked survey with its recorder. Raises NotFound."""
    with about(f"surveys/{key}", actor=actor) as fact:
        row = Survey.objects.filter(pk=key).first()
        if row is None:
            raise NotFound("there is no survey “%(key)s”", key=key)
        yield fact, row
