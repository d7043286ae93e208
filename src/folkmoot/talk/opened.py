"""What discussions keep open: how much is said about what, and how moderators decide. No word and nobody’s name."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from folkmoot.record import clock
from folkmoot.record.opening import Column, Field, Fold, OpenDataset, OpenTable
from folkmoot.talk import events, rules
from folkmoot.talk.models import Tally, Thread


def _of(name: str) -> Field:
    return Field(Thread, name)


def _tally(name: str) -> Field:
    return Field(Tally, name)


def read() -> Q:
    """Discussions in which something can be read."""
    return Q(visible__gt=0)


def whole_months() -> Q:
    """Decisions of months that are over: in one that is not, two versions would tell of single decisions."""
    return Q(day__lt=clock.now().date().replace(day=1))


THREADS = OpenTable(
    name="discussions",
    title=_("Discussions"),
    of=Thread,
    order=("key",),
    where=read,
    changes=(
        events.Commented,
        events.Withdrawn,
        events.Held,
        events.Released,
        events.Removed,
        events.AppealDecided,
        events.ThreadClosed,
        events.ThreadReopened,
    ),
    columns=(
        Column(name="about", meaning=_("Sort and name of what is talked about"), key=True, source=_of("key")),
        Column(name="comments", type="int", meaning=_("Comments that can be read"), source=_of("visible")),
        Column(name="answers", type="int", meaning=_("Of them, answers of offices"), source=_of("official")),
        Column(name="side_for", type="int", meaning=_("Comments for it"), source=_of("side_for")),
        Column(name="side_against", type="int", meaning=_("Comments against it"), source=_of("side_against")),
        Column(
            name="closed",
            type="timestamp",
            unit="UTC",
            meaning=_("When an office ended it"),
            source=_of("closed"),
        ),
    ),
)
MODERATION = OpenTable(
    name="moderation",
    title=_("Decisions of moderators"),
    of=Tally,
    order=("day", "key"),
    where=whole_months,
    changes=(events.Released, events.Removed, events.AppealDecided, events.LimitDecided, events.Withdrawn),
    fold=Fold(rules.by_month, (_tally("day"), _tally("reason"), _tally("outcome"), _tally("count"))),
    columns=(
        Column(name="month", meaning=_("Month in which it was decided (UTC)"), key=True),
        Column(name="reason", meaning=_("What spoke against the comment"), key=True),
        Column(name="outcome", meaning=_("How it was decided"), key=True),
        Column(
            name="decisions",
            type="int",
            meaning=_(
                "How many such decisions there were; empty for 1 to 4, and where such a count could be worked out"
            ),
        ),
    ),
)
OPENED = OpenDataset(
    key="discussions",
    title=_("Discussions and their moderation"),
    summary=_(
        "How much is talked about what, how often offices answer, and how moderators decide, month by month. What was said "
        "is in the discussions themselves."
    ),
    themes=("GOVE", "SOCI"),
    keywords=("discussions", "moderation"),
    tables=(THREADS, MODERATION),
)
