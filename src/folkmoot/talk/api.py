"""Our own API of discussions. Everything in it is public; mounted at ``/api/talk``."""

from datetime import date, datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Router, Schema, Status

from folkmoot.record import clock
from folkmoot.talk import declared, names, queries, rules
from folkmoot.talk.queries.cards import thread_url

router = Router(tags=["talk"])
MOST = 50
_DIGITS = 8


class Problem(Schema):
    """What was wrong with a request."""

    detail: str


class CommentOut(Schema):
    """A comment. ``words`` is empty where they were taken off or back; ``commitment`` stays either way.

    ``state`` is visible, hidden (by a moderator, for ``reason``) or withdrawn (by its author). ``author`` is an office, or
    a pseudonym that holds in this discussion alone and goes by ``speaker``. ``root`` is the comment below which a reply
    stands, ``parent`` the one it answers; both are 0 for none. ``entry`` is its public number on the record, null until
    it is sealed.
    """

    number: int
    root: int
    parent: int
    at: datetime
    author: str
    speaker: int
    official: bool
    stance: str
    language: str
    words: str
    commitment: str
    versions: int
    state: str
    reason: str
    up: int
    down: int
    replies: int
    entry: int | None
    fact_id: str
    url: str


class ThreadOut(Schema):
    """A page of a discussion; ``next`` goes into ``after`` for the next page. Below each comment stand its first replies."""

    about: str
    title: str
    comments: int
    official: int
    side_for: int
    side_against: int
    closed: datetime | None
    items: list[CommentOut]
    next: str | None


class AllowanceOut(Schema):
    """What accounts of a level may do."""

    comments_hour: int
    comments_day: int
    votes_hour: int
    flags_hour: int


class HoldOut(Schema):
    """What became of comments that waited for a reason, in the last 90 days."""

    published: int | None
    removed: int | None


class SpamModelOut(Schema):
    """The learned weights that hold; ``model`` and ``data`` are addresses of documents with every one, and its sources.

    The figures are from 0 to 1, over five folds that share no author, beside those of the weights by hand.
    """

    number: int
    trained: datetime
    comments: int
    spam: int
    precision: float
    recall: float
    auc: float
    log_loss: float
    by_hand_precision: float
    by_hand_recall: float
    by_hand_auc: float
    by_hand_log_loss: float
    model: str
    data: str


class ModerationOut(Schema):
    """The rules by which comments wait, are ordered and removed, and what moderators decided in the last 90 days.

    Counts below five, and those from which one could be worked out, are null. ``half_within_minutes`` is the upper end of
    a class of times; ``in_time`` (within a day) and ``reversed`` (on appeal) are shares from 0 to 1.
    """

    reasons: list[str]
    appeal_days: int
    enough_flags: int
    hour_counts: int
    spam_threshold: float
    spam_weights: dict[str, float]
    spam_model: SpamModelOut | None
    allowances: dict[str, AllowanceOut]
    decided: int | None
    outcomes: dict[str, int | None]
    removed: dict[str, int | None]
    holds: dict[str, HoldOut]
    half_within_minutes: int | None
    in_time: float | None
    reversed: float | None
    waiting: int
    url: str


def _out(said: queries.Said, url: str) -> CommentOut:
    row = said.row
    return CommentOut(
        number=row.number,
        root=row.root,
        parent=row.parent,
        at=row.at,
        author=row.author,
        speaker=row.speaker,
        official=row.author.startswith("office:"),
        stance=row.stance,
        language=row.language,
        words=said.words,
        commitment=row.words,
        versions=row.versions,
        state=row.state,
        reason=row.reason if row.state == rules.HIDDEN else "",
        up=row.up,
        down=row.down,
        replies=row.replies,
        entry=said.entry,
        fact_id=row.pk,
        url=f"{url}/{row.number}",
    )


def _about(sort: str, name: str) -> declared.About | None:
    return declared.about(f"{sort}/{name}".replace("\x00", ""))


_GONE = Problem(detail="there is no discussion of this name, or the institution has none of this sort")


@router.get(
    "/threads/{sort}/{name}", response={200: ThreadOut, 400: Problem, 404: Problem}, summary="A discussion"
)
def thread(
    request: HttpRequest,
    sort: str,
    name: str,
    order: Literal["oldest", "newest", "best"] = "oldest",
    side: Literal["", "for", "against"] = "",
    after: str = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = queries.PAGE,
) -> ThreadOut | Status[Problem]:
    """Comments in an order, with the first replies to each; pages follow by key, so they never skip or repeat."""
    about = _about(sort, name)
    if about is None:
        return Status(404, _GONE)
    place = _place(after)
    if after and place is None:
        return Status(400, Problem(detail="after must be the next of an earlier answer"))
    asked = queries.Asked(order=order, side=side if about.talk.stances else "", after=place)
    page = queries.page(names.thread_of(about.subject), asked, limit=limit)
    url = thread_url(about.subject)
    return ThreadOut(
        about=about.subject,
        title=str(about.card.title),
        comments=page.thread.visible,
        official=page.thread.official,
        side_for=page.thread.side_for,
        side_against=page.thread.side_against,
        closed=page.thread.closed,
        items=[_out(one, url) for top in page.items for one in (top, *top.replies)],
        next=f"{page.after[0]},{page.after[1]}" if page.after else None,
    )


def _place(text: str) -> tuple[int, int] | None:
    rank, _comma, number = text.partition(",")
    if all(one.isascii() and one.isdecimal() and len(one) <= _DIGITS for one in (rank, number)):
        return int(rank), int(number)
    return None


@router.get(
    "/threads/{sort}/{name}/comments/{number}",
    response={200: CommentOut, 404: Problem},
    summary="One comment",
)
def comment(
    request: HttpRequest,
    sort: str,
    name: str,
    number: int,
) -> CommentOut | Status[Problem]:
    """The comment with this number; one that waits for a moderator is not there yet."""
    about = _about(sort, name)
    if about is None:
        return Status(404, _GONE)
    opened = queries.opened(names.thread_of(about.subject), number) if 0 < number < 10**_DIGITS else None
    if opened is None:
        return Status(404, Problem(detail="there is no comment with this number"))
    return _out(opened.said, thread_url(about.subject))


class MonthOut(Schema):
    """What was decided in a month (its first day) about one sort of subject; null stands for a count that is hidden."""

    month: date
    topic: str
    outcomes: dict[str, int | None]
    decided: int | None


@router.get("/moderation/months", response=list[MonthOut], summary="Decisions of moderators by month")
def months(request: HttpRequest) -> list[MonthOut]:
    """The newest month first, two years at most. An empty ``topic`` is about limits of people."""
    return [
        MonthOut(
            month=month,
            topic=topic,
            outcomes={end: table.get(topic, end) for end in table.columns},
            decided=table.get(topic),
        )
        for month, table in queries.months(clock.now())
        for topic in table.rows
    ]


@router.get("/moderation", response=ModerationOut, summary="House rules and figures")
def moderation(request: HttpRequest) -> ModerationOut:
    """Every rule and weight that is in force, and how it went."""
    figures = queries.figures(clock.now())
    return ModerationOut(
        reasons=list(rules.REASONS),
        appeal_days=rules.APPEAL_WITHIN.days,
        enough_flags=rules.ENOUGH_FLAGS,
        hour_counts=rules.HOUR_COUNTS,
        spam_threshold=rules.THRESHOLD,
        spam_weights=dict(queries.weights_now().signs),
        spam_model=_spam_model(),
        allowances={
            level: AllowanceOut(
                comments_hour=may.comments_hour,
                comments_day=may.comments_day,
                votes_hour=may.votes_hour,
                flags_hour=may.flags_hour,
            )
            for level, may in rules.ALLOWANCES.items()
        },
        decided=figures.decided,
        outcomes=dict(figures.outcomes),
        removed=dict(figures.removed),
        holds={key: HoldOut(published=one[0], removed=one[1]) for key, one in figures.holds.items()},
        half_within_minutes=figures.half_within,
        in_time=figures.in_time,
        reversed=figures.reversed,
        waiting=figures.waiting,
        url=reverse("talk:rules"),
    )


def _spam_model() -> SpamModelOut | None:
    row = next(iter(queries.spam_models()), None)
    if row is None:
        return None
    given = {name: getattr(row, name) for name in SpamModelOut.model_fields if name not in {"model", "data"}}
    return SpamModelOut(
        **given,
        model=reverse("record:segment", args=[row.model]),
        data=reverse("record:segment", args=[row.data]),
    )
