"""What one person wrote, and what was decided about it; for that person alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from folkmoot.people.models import Person
from folkmoot.record import registry, text
from folkmoot.record.manifest import Card
from folkmoot.talk import names, rules
from folkmoot.talk.models import Author, Comment, Limit

PAGE = 20


@dataclass(frozen=True, slots=True)
class Mine:
    """One's own comment with its words while they exist, what was decided and told, and until when one can appeal."""

    row: Comment
    words: str
    statement: str
    appeal: str
    answer: str
    card: Card | None
    appeal_until: datetime | None


def my_comments(person: Person, *, after: int | None = None) -> tuple[list[Mine], int | None]:
    """One's comments, the newest first, and the place after which the next page begins; five statements."""
    rows = Author.objects.filter(person=person).order_by("-created", "-comment")
    start = max(after or 0, 0)
    authors = list(rows[start : start + PAGE + 1])
    found = Comment.objects.in_bulk([one.comment for one in authors[:PAGE]])
    comments = [found[one.comment] for one in authors[:PAGE] if one.comment in found]
    words = text.private_words_of(
        part for one in comments for part in (one.words, one.statement, one.appeal, one.answer)
    )
    cards = registry.cards({names.about_of(one.thread) for one in comments})
    told = [_mine(one, words, cards.get(names.about_of(one.thread))) for one in comments]
    return told, start + PAGE if len(authors) > PAGE else None


def _mine(row: Comment, words: Mapping[str, str], card: Card | None) -> Mine:
    can_appeal = row.state == rules.HIDDEN and row.decided is not None and row.appealed is None
    return Mine(
        row=row,
        words=words.get(row.words, ""),
        statement=words.get(row.statement, ""),
        appeal=words.get(row.appeal, ""),
        answer=words.get(row.answer, ""),
        card=card,
        appeal_until=row.decided + rules.APPEAL_WITHIN if can_appeal and row.decided else None,
    )


def my_limit(person: Person, now: datetime) -> tuple[Limit, Mapping[str, str]] | None:
    """The limit that holds for somebody, or ended less than 30 days ago, with its words by commitment."""
    since = now - rules.APPEAL_WITHIN
    row = Limit.objects.filter(pk=names.voice(person.pk), until__gt=since).first()
    return (row, text.private_words_of([row.words, row.appeal, row.answer])) if row else None
