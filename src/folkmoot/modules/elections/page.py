"""Parts of a poll's page, ready to be shown."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from folkmoot.modules.elections import queries, words
from folkmoot.modules.elections.models import Poll, PollBallot
from folkmoot.web.charts import Bar, bars
from folkmoot.web.words import number, per_cent


@dataclass(frozen=True, slots=True)
class Choice:
    """An option on the ballot."""

    number: int
    words: str
    on: bool


@dataclass(frozen=True, slots=True)
class Share:
    """An option in the table of counts."""

    words: str
    count: int
    per_cent: str
    leads: bool


def ballot(row: Poll, mine: PollBallot | None, chosen: list[int] | None) -> list[Choice]:
    """The options with what is marked: what was just sent, or how the person votes now."""
    marked = chosen if chosen is not None else mine.choices if mine else []
    return [Choice(place, one, place in marked) for place, one in enumerate(row.options, 1)]


def mine(row: Poll, vote: PollBallot) -> str:
    """How the person votes now, in words."""
    return ", ".join(row.options[one - 1] for one in vote.choices)


def shares(row: Poll) -> list[Share]:
    """The table of counts, in the order of the ballot."""
    best = max(row.counts, default=0)
    return [
        Share(text, count, per_cent(share, 1), count == best > 0)
        for _number, text, count, share in queries.shares(row)
    ]


def picture(row: Poll) -> SafeString | None:
    """The counts as bars; none before the first vote."""
    if not row.voters:
        return None
    rows = [
        Bar(name=text, value=count, shown=f"{number(count)} ({per_cent(share)})")
        for _number, text, count, share in queries.shares(row)
    ]
    return bars(rows, label=words.finding(row))
