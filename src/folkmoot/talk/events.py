"""What people say about things, and what moderators decide about what was said. ``words`` are always commitments.

Facts about a thread have the subject ``threads/<sort>~<name>``; ``comment`` is the comment's number within it. ``by`` is
the moderator who decided, under a name that holds for this one matter only: it shows that two decisions were made by two
people, and nothing else.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseRule:
    """The institution's own words of the rule that stands behind a reason for removing comments."""

    reason: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscussionsDescribed:
    """What may be talked about, and the house rules. Each description replaces the one before.

    `open` and `read_first` name sorts of subjects (requests) or parts of one (requests/lamp). `house_rules` hold
    where the institution has words of its own.
    """

    kind: ClassVar[str] = "talk.discussions_described"
    version: ClassVar[int] = 2

    open: tuple[str, ...] = ()
    read_first: tuple[str, ...] = ()
    house_rules: tuple[HouseRule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadClosed:
    """An office ended a discussion; it can be read still. `words` say why."""

    kind: ClassVar[str] = "talk.thread_closed"
    version: ClassVar[int] = 1

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadReopened:
    """An office let a discussion go on."""

    kind: ClassVar[str] = "talk.thread_reopened"
    version: ClassVar[int] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Commented:
    """Somebody wrote a comment or, as an office, an answer. `parent` is the number it replies to, 0 when to none."""

    kind: ClassVar[str] = "talk.commented"
    version: ClassVar[int] = 1

    words: str
    language: str = ""
    stance: str = ""
    parent: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised:
    """Whoever wrote a comment changed it soon after; the earlier words can be read still."""

    kind: ClassVar[str] = "talk.revised"
    version: ClassVar[int] = 1

    comment: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """Whoever wrote a comment took it back; its words are destroyed."""

    kind: ClassVar[str] = "talk.withdrawn"
    version: ClassVar[int] = 1

    comment: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Supported:
    """Somebody finds a comment helpful (`direction` up) or not (down); each person counts once, with the latest."""

    kind: ClassVar[str] = "talk.supported"
    version: ClassVar[int] = 1

    comment: int
    direction: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportWithdrawn:
    """Somebody took back what they thought of a comment."""

    kind: ClassVar[str] = "talk.support_withdrawn"
    version: ClassVar[int] = 1

    comment: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Flagged:
    """Somebody reported a comment to the moderators; each person counts once. A `guest` has no account."""

    kind: ClassVar[str] = "talk.flagged"
    version: ClassVar[int] = 2

    comment: int
    reason: str
    words: str = ""
    guest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A comment waits for a moderator for published reasons; until then its author alone sees it.

    `score` is the likelihood of spam by the published weights, from 0 to 1, where it was a reason; `model` is the number
    of the weights, 0 for those by hand. `newcomer` says whether the account counted as new, which is a sign.
    """

    kind: ClassVar[str] = "talk.held"
    version: ClassVar[int] = 2

    comment: int
    reasons: tuple[str, ...]
    score: float | None = None
    model: int = 0
    newcomer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """A moderator read a comment that was held or reported and found nothing against it."""

    kind: ClassVar[str] = "talk.released"
    version: ClassVar[int] = 1

    comment: int
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """A moderator took a comment off the pages for a published reason. `words` tell its author why.

    `noticed` is report when somebody reported it, machine when a rule held it, own otherwise.
    """

    kind: ClassVar[str] = "talk.removed"
    version: ClassVar[int] = 1

    comment: int
    reason: str
    words: str
    noticed: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Appealed:
    """The author of a removed comment asks for another moderator's decision."""

    kind: ClassVar[str] = "talk.appealed"
    version: ClassVar[int] = 1

    comment: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealDecided:
    """Another moderator decided an appeal: the comment is `restored` or stays off. `words` tell its author why."""

    kind: ClassVar[str] = "talk.appeal_decided"
    version: ClassVar[int] = 1

    comment: int
    restored: bool
    words: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Destroyed:
    """The words of a removed comment were destroyed when the time for appeals was over; an inert hash remains."""

    kind: ClassVar[str] = "talk.destroyed"
    version: ClassVar[int] = 1

    comment: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SpamModelTrained:
    """New weights for what looks like spam were learned from moderators' decisions; they hold from now on.

    `model` and `data` are the SHA-256 of segments: the weights, and what was learned from (a JSON line for each comment
    with its fact, the decision and the commitment to its words). The figures are from 0 to 1, over five folds that never
    share an author; `by_hand_…` are those of the weights by hand on the same comments.
    """

    kind: ClassVar[str] = "talk.spam_model_trained"
    version: ClassVar[int] = 1

    number: int
    model: str
    data: str
    comments: int
    spam: int
    since: datetime
    until: datetime
    precision: float
    recall: float
    auc: float
    log_loss: float
    by_hand_precision: float
    by_hand_recall: float
    by_hand_auc: float
    by_hand_log_loss: float


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueCounted:
    """So much waited for moderators when a day began, `overdue` of it longer than it should."""

    kind: ClassVar[str] = "talk.queue_counted"
    version: ClassVar[int] = 1

    day: date
    waiting: int
    overdue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Limited:
    """A moderator limited what one person may write until a day: `limit` is slow or silent. The person is told.

    The subject is the person under a name for limits alone, `voices/<32 hex>`, which leads to no comment.
    """

    kind: ClassVar[str] = "talk.limited"
    version: ClassVar[int] = 1

    limit: str
    until: datetime
    words: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitAppealed:
    """The person who was limited asks for another moderator's decision."""

    kind: ClassVar[str] = "talk.limit_appealed"
    version: ClassVar[int] = 1

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitDecided:
    """Another moderator decided whether a limit is `lifted` or stays. `words` tell the person why."""

    kind: ClassVar[str] = "talk.limit_decided"
    version: ClassVar[int] = 1

    lifted: bool
    words: str
    by: str
