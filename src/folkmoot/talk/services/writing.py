"""What people write and think: comments, answers of offices, changes, votes."""

from collections.abc import Sequence
from dataclasses import dataclass

from folkmoot.people.models import Person
from folkmoot.record import clock, text
from folkmoot.record.api import about as locked
from folkmoot.record.receipt import Receipt
from folkmoot.record.refusal import demand
from folkmoot.talk import declared, names, queries, rules
from folkmoot.talk.events import Commented, Held, Revised, Supported, SupportWithdrawn, Withdrawn
from folkmoot.talk.models import Author, Comment, Thread, Vote
from folkmoot.talk.services.allowing import allow_comment, allow_vote
from folkmoot.talk.services.base import NotFound, every_text, on, took_part

MACHINE = "system:talk"


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a comment: its number, its receipt, and why a moderator reads it first, if one does."""

    number: int
    receipt: Receipt
    held: tuple[str, ...]


def comment(
    *, about: str, person: Person, words: str, stance: str = "", parent: int = 0, language: str = ""
) -> Written:
    """Write a comment about a subject. Raises NotFound, Refused, and TooMany when it is one too many for the hour or day."""
    matter = _matter(about)
    thread = names.thread_of(about)
    standing = queries.standing(person)
    allow_comment(person, standing)
    level = rules.level(standing)
    newcomer, by = level == rules.NEW, queries.weights_now()
    score = rules.score(words, newcomer=newcomer, by=by)
    with locked(names.subject_of(thread), actor=names.speaking(person.pk, thread)) as fact:
        now = clock.now()
        demand(
            *rules.may_comment(
                words=words,
                stance=stance,
                stances=matter.talk.stances,
                open_=_is_open(matter, thread),
                parent=_state_of(thread, parent),
                voice=queries.voice(person, now),
                now=now,
            )
        )
        draft = rules.Draft(
            level=level,
            published=standing.published,
            links=rules.links_in(words),
            burst=queries.burst(thread, since=now - rules.BURST_WITHIN),
            repeated=rules.alike(words, queries.fingerprints(person, now)),
            score=score,
            read_first=matter.read_first,
        )
        held = rules.why_held(draft)
        said = text.commit(words.strip(), subject=names.subject_of(thread), public=not held)
        receipt = fact(Commented(words=said, language=language, stance=stance, parent=parent))
        number = Comment.objects.get(pk=receipt.fact_id).number
        if held:
            fact(_held(number, held, score=score, by=by, newcomer=newcomer), actor=MACHINE)
        Author.objects.create(
            comment=receipt.fact_id,
            person=person,
            thread=thread,
            number=number,
            fingerprint=rules.fingerprint(words),
            created=receipt.accepted,
        )
        took_part(person, thread)
    return Written(number, receipt, tuple(held))


def _held(number: int, reasons: Sequence[str], *, score: float, by: rules.Weights, newcomer: bool) -> Held:
    """That a comment waits; a score is told where it was a reason, with the number of the weights that gave it."""
    spam = "spam" in reasons
    return Held(
        comment=number,
        reasons=tuple(reasons),
        score=score if spam else None,
        model=by.number if spam else 0,
        newcomer=newcomer,
    )


def answer(*, about: str, office: str, words: str, parent: int = 0, language: str = "") -> Written:
    """Answer officially, in the name of an office. It is published at once. Raises NotFound and Refused."""
    matter = _matter(about)
    thread = names.thread_of(about)
    subject = names.subject_of(thread)
    with locked(subject, actor=f"office:{office}") as fact:
        demand(
            *rules.may_comment(
                words=words,
                stance="",
                stances=matter.talk.stances,
                open_=_is_open(matter, thread),
                parent=_state_of(thread, parent),
                voice=rules.Voice(),
                now=clock.now(),
            )
        )
        said = text.commit(words.strip(), subject=subject)
        receipt = fact(Commented(words=said, language=language, parent=parent))
        return Written(Comment.objects.get(pk=receipt.fact_id).number, receipt, ())


def _matter(about: str) -> declared.About:
    found = declared.about(about)
    if found is None:
        raise NotFound("there is nothing to talk about at %(about)s", about=about)
    return found


def _is_open(matter: declared.About, thread: str) -> bool:
    return matter.matter.open and not Thread.objects.filter(pk=thread, closed__isnull=False).exists()


def _state_of(thread: str, parent: int) -> str:
    """The state of the comment that a new one replies to. Raises NotFound when there is none."""
    if not parent:
        return ""
    row = Comment.objects.filter(thread=thread, number=parent).first()
    if row is None:
        raise NotFound("there is no comment %(number)s here", number=parent)
    return row.state


def revise(*, thread: str, number: int, person: Person, words: str) -> Receipt:
    """Change what one wrote. The earlier words stay readable. What a moderator let through is looked at again when
    links came in. Raises NotFound and Refused.
    """
    standing = queries.standing(person)
    newcomer, by = rules.level(standing) == rules.NEW, queries.weights_now()
    me = names.speaking(person.pk, thread)
    matter = _matter(names.about_of(thread))
    with on(thread, number, me) as (fact, row, subject):
        now = clock.now()
        demand(
            *rules.may_revise(
                words=words,
                state=row.state,
                mine=row.author == me,
                at=row.at,
                now=now,
                open_=_is_open(matter, thread),
            )
        )
        draft = rules.Draft(
            level=rules.level(standing),
            published=max(standing.published, 1),
            links=rules.links_in(words),
            burst=0,
            repeated=False,
            score=rules.score(words, newcomer=newcomer, by=by),
            read_first=matter.read_first,
        )
        held = rules.why_held(draft) if row.state == rules.VISIBLE else []
        public = row.state == rules.VISIBLE and not held
        receipt = fact(
            Revised(comment=number, words=text.commit(words.strip(), subject=subject, public=public))
        )
        if held:
            text.hide([row.words])
            fact(_held(number, held, score=draft.score, by=by, newcomer=newcomer), actor=MACHINE)
        return receipt


def withdraw(*, thread: str, number: int, person: Person) -> Receipt:
    """Take back what one wrote: its words are destroyed. Raises NotFound and Refused."""
    me = names.speaking(person.pk, thread)
    with on(thread, number, me) as (fact, row, _subject):
        demand(rules.may_withdraw(state=row.state, mine=row.author == me))
        receipt = fact(Withdrawn(comment=number))
        text.erase(every_text(row))
        return receipt


def support(*, thread: str, number: int, person: Person, direction: str) -> Receipt | None:
    """Say that a comment is helpful (up) or not (down); None when it was said before. Raises NotFound, Refused, TooMany."""
    allow_vote(person)
    me = names.voting(person.pk, thread)
    with on(thread, number, me) as (fact, row, _subject):
        demand(
            *rules.may_support(
                direction=direction,
                state=row.state,
                mine=row.author == names.speaking(person.pk, thread),
                official=row.author.startswith("office:"),
            )
        )
        before = Vote.objects.filter(pk=f"{row.pk}/{names.bare(me)}").first()
        if before and before.direction == direction:
            return None
        took_part(person, thread)
        return fact(Supported(comment=number, direction=direction))


def unsupport(*, thread: str, number: int, person: Person) -> Receipt | None:
    """Take one's vote back; None when there is none. Raises NotFound and TooMany."""
    allow_vote(person)
    me = names.voting(person.pk, thread)
    with on(thread, number, me) as (fact, row, _subject):
        if not Vote.objects.filter(pk=f"{row.pk}/{names.bare(me)}").exists():
            return None
        return fact(SupportWithdrawn(comment=number))
