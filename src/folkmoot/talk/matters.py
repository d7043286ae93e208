"""Matters of the queue as lines of a page: everything that a moderator sees, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from folkmoot.people.models import Person
from folkmoot.talk import names, queries, rules, words
from folkmoot.talk.models import Comment, Looking
from folkmoot.talk.queries.cards import thread_url

_EXCERPT = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One matter. ``signs`` are (sign, what it adds) of the spam score; ``flags`` are (reason, words, whether without an account)."""

    url: str
    thread: str
    number: int
    voice: str
    fact_id: str
    title: str
    about_url: str
    comment_url: str
    words: str
    excerpt: str
    language: str
    sort: str
    sort_name: str
    kind: str
    why: list[str]
    flags: list[tuple[str, str, bool]]
    signs: list[tuple[str, str]]
    score: float | None
    model: int
    appeal: str
    statement: str
    reason: str
    opened: datetime
    due: datetime
    overdue: bool
    can_release: bool
    can_remove: bool
    can_decide: bool
    can_limit: bool
    can_tick: bool = False
    """Whether it can be decided with others: it waits, nobody has it open, and the list shows all of its words."""
    looked: datetime | None = None
    """Since when a colleague has it open."""
    mine: datetime | None = None
    """Since when the reader has it open."""


def items(found: Sequence[queries.Looked], now: datetime, person: Person) -> list[Item]:
    """Matters for a list, with who has them open."""
    held = queries.looking([one.case for one in found], now)
    return [item(one, now, looking=held.get(one.case.pk), person=person) for one in found]


def item(
    one: queries.Looked, now: datetime, *, looking: Looking | None = None, person: Person | None = None
) -> Item:
    """A matter; ``looking`` is who has it open, ``person`` who reads."""
    case, row, limit = one.case, one.row, one.limit
    away = looking is not None and looking.person_id != getattr(person, "pk", None)
    excerpt = _short(one.words or one.appeal)
    state = row.state if row else ""
    waits = bool(case.open)
    about = names.about_of(case.thread)
    return Item(
        url=case.pk,
        thread=case.thread,
        number=case.number,
        voice=case.voice,
        fact_id=row.pk if row else "",
        title=str(one.card.title) if one.card else _("Limit of what somebody may write"),
        about_url=one.card.url if one.card else "",
        comment_url=f"{thread_url(about)}/{case.number}" if row else "",
        words=one.words,
        excerpt=excerpt,
        language=row.language if row else "",
        sort=case.sort,
        sort_name=str(words.SORTS[case.sort]),
        kind=words.SORT_KINDS.get(case.sort, "reported"),
        why=_why(one),
        flags=[(str(words.reason_name(reason)), said, guest) for reason, said, guest in one.flags],
        signs=_signs(one.words, row) if row and row.score is not None else [],
        score=row.score if row else None,
        model=row.model if row else 0,
        appeal=one.appeal,
        statement=one.statement,
        reason=str(words.reason_name(row.reason if row and row.reason else limit.limit if limit else "")),
        opened=case.opened,
        due=case.due,
        overdue=waits and case.due < now,
        can_release=waits and case.sort in {"held", "flagged"},
        can_remove=state in rules.READABLE,
        can_decide=waits and case.sort in {"appeal", "limit"},
        can_limit=bool(row) and not (row.author.startswith("office:") if row else True),
        can_tick=waits
        and case.sort in {"held", "flagged"}
        and not away
        and excerpt == " ".join((one.words or one.appeal).split()),
        looked=looking.since if looking and away else None,
        mine=looking.since if looking and not away else None,
    )


def _why(one: queries.Looked) -> list[str]:
    """Why it is in the queue."""
    if one.case.sort == "held" and one.row:
        return [str(words.HOLDS[reason]) for reason in one.row.holds if reason in words.HOLDS]
    return []


def _signs(said: str, row: Comment) -> list[tuple[str, str]]:
    """What counted in the score, strongest first: by the weights that gave it, with where every text begins."""
    by = queries.weights_of(row.model)
    told = rules.explain(said, newcomer=row.newcomer, by=by)
    found = [
        (str(words.SIGNS[one.sign]) if one.sign else _("The word “%(word)s”") % {"word": one.word}, one.adds)
        for one in told
    ]
    found.append((str(words.SIGNS["start"]), by.signs["start"]))
    return [(name, f"{adds:+.1f}") for name, adds in found]


def _short(said: str) -> str:
    line = " ".join(said.split())
    return line if len(line) <= _EXCERPT else f"{line[:_EXCERPT].rpartition(' ')[0] or line[:_EXCERPT]} …"
