"""What every command shares: a thread locked for one act, and the comment that it is about."""

from collections.abc import Iterator
from contextlib import contextmanager

from folkmoot.people.models import Person
from folkmoot.record.api import Recorder, about
from folkmoot.record.refusal import NotFound
from folkmoot.talk.models import Comment, Participant, Version
from folkmoot.talk.names import subject_of

__all__ = ["CLOCK", "MODERATION", "NotFound", "every_text", "on", "took_part"]

MODERATION = "office:moderation"
CLOCK = "system:clock"


@contextmanager
def on(thread: str, number: int, actor: str) -> Iterator[tuple[Recorder, Comment, str]]:
    """The locked thread's recorder, one of its comments, and the subject. Raises NotFound."""
    subject = subject_of(thread)
    with about(subject, actor=actor) as fact:
        row = Comment.objects.filter(thread=thread, number=number).first()
        if row is None:
            raise NotFound("there is no comment %(number)s here", number=number)
        yield fact, row, subject


def took_part(person: Person, thread: str) -> None:
    """Remember, privately, that somebody acted in a thread, so that their acts can be found for them."""
    Participant.objects.get_or_create(person=person, thread=thread)


def every_text(row: Comment) -> list[str]:
    """Commitments of a comment's words, earlier ones too."""
    earlier = Version.objects.filter(comment=row.pk) if row.versions > 1 else Version.objects.none()
    return [row.words, *earlier.values_list("words", flat=True)]
