"""Decisions about following, telling and digests. Pure: no clock, no database."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

AT_ONCE, DAILY, WEEKLY, INBOX = "at_once", "daily", "weekly", ""
"""How somebody is told by mail; INBOX is not at all, only on the pages of their account."""
CADENCES = (AT_ONCE, DAILY, WEEKLY, INBOX)
DIGESTS = (DAILY, WEEKLY)

MOST_FOLLOWED = 1_000
"""Things that one account or address may follow."""
TOLD_WITHIN = timedelta(days=14)
"""Acts older than this when a follower reads them are not told any more. Sent mails are remembered longer than this,
so that reading the record again from its start can never tell anybody anything twice."""
KEEP_SENT = timedelta(days=30)
KEEP_NOTICES = timedelta(days=180)
CONFIRM_WITHIN = timedelta(days=3)
STOP_WITHIN = timedelta(days=400)
"""How long the links in a mail to stop it work."""

ATTEMPTS = 12
"""Tries of a mail before it is parked: with the waits below about a day."""
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
_SEND_AT = timedelta(hours=6)
"""When a day begins and ends for digests, on the institution's clock; they are sent then."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something may not be followed: which input, what is wrong and what would be right."""

    field: str
    why: str


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time that a digest is about: its name, which mail, and from when until when in local time."""

    name: str
    mail: str
    began: datetime
    until: datetime


def wait_after(attempts: int) -> timedelta:
    """How long a mail that failed for the ``attempts``-th time (from 1) waits: doubling, six hours at most."""
    doublings: int = 2 ** min(max(attempts, 1) - 1, 16)
    return min(_FIRST_WAIT * doublings, _LONGEST_WAIT)


def may_follow(*, following: int, mail: str, has_account: bool) -> Refusal | None:
    """Whether one more thing may be followed in this way."""
    if mail not in CADENCES:
        return Refusal("mail", "choose at_once, daily, weekly or nothing")
    if mail == INBOX and not has_account:
        return Refusal("mail", "without an account there is only mail: choose how often")
    if following >= MOST_FOLLOWED:
        return Refusal(
            "target", f"you follow {following} things, and {MOST_FOLLOWED} is the most: stop one first"
        )
    return None


def is_prompt(*, mail: str, has_account: bool) -> bool:
    """Whether acts are told one by one as they happen: always in an account, by mail when it is at once."""
    return has_account or mail == AT_ONCE


def periods(now: datetime) -> list[Period]:
    """The newest day and the newest week that are over at ``now``, a local time. Both begin and end at 6 o'clock."""
    today = (now - _SEND_AT).date()
    yesterday = today - timedelta(days=1)
    monday = today - timedelta(days=today.weekday())
    before = monday - timedelta(days=7)
    year, week, _day = before.isocalendar()
    return [
        Period(f"{DAILY}:{yesterday.isoformat()}", DAILY, _six(yesterday, now), _six(today, now)),
        Period(f"{WEEKLY}:{year}-W{week:02}", WEEKLY, _six(before, now), _six(monday, now)),
    ]


def _six(day: date, now: datetime) -> datetime:
    return datetime.combine(day, time(), tzinfo=now.tzinfo) + _SEND_AT
