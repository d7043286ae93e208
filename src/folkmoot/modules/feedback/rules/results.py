"""What was answered, as it may be published: counts, shares, how sure they are, and how many answered of those asked. Pure.

Margins are Wilson's (1927) 95% intervals. They stand only where those who were asked were drawn by chance; they say what the
chance of the draw may have done, and nothing about those who did not answer.

Response rates are those of AAPOR, Standard Definitions (10th edition, 2023), for named people invited on the internet: RR1 is
complete answers, RR2 complete and partial ones, each of everybody who was invited, reached or not.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from folkmoot.modules.feedback.events import Question
from folkmoot.modules.feedback.rules.groups import Table
from folkmoot.modules.feedback.rules.plans import choices_of
from folkmoot.record.counted import FEWEST, Share, hidden, wilson

Months = Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Line:
    """How many chose an answer, of those who answered the question; with an interval from 0 to 1 where there is one."""

    choice: str
    count: int
    share: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """A question's answers. ``answered`` is None where too few answered; then there are no lines. ``mean`` is of a scale."""

    answered: int | None
    lines: tuple[Line, ...] = ()
    mean: float | None = None

    def share(self, *choices: str) -> Share | None:
        """The share that chose one of these, where each person chose one."""
        if not self.answered:
            return None
        return Share(sum(one.count for one in self.lines if one.choice in choices), self.answered)


def result(question: Question, counts: Mapping[str, int], *, drawn: bool) -> Result:
    """What may be shown of one question; ``drawn`` says whether those who were asked are a random sample."""
    answered = counts.get("", 0)
    if 0 < answered < FEWEST:
        return Result(None)
    choices = choices_of(question)
    if not answered or not choices:
        return Result(answered)
    lines = []
    for key in choices:
        share = Share(counts.get(key, 0), answered)
        low, high = wilson(share) if drawn else (None, None)
        lines.append(Line(key, share.k, share.k / answered, low, high))
    mean = sum(int(one.choice) * one.count for one in lines) / answered if question.sort == "scale" else None
    return Result(answered, tuple(lines), mean)


@dataclass(frozen=True, slots=True)
class Response:
    """How many were invited, opened their invitation, and answered: partly, or all of it (``whole``)."""

    invited: int
    reached: int
    answered: int
    whole: int

    @property
    def rr1(self) -> float | None:
        """AAPOR response rate 1; None of nobody."""
        return self.whole / self.invited if self.invited else None

    @property
    def rr2(self) -> float | None:
        """AAPOR response rate 2; None of nobody."""
        return self.answered / self.invited if self.invited else None

    @property
    def silent(self) -> int:
        """How many were invited and did not answer."""
        return max(self.invited - self.answered, 0)


def by_month(months: Months) -> list[tuple[str, int | None]]:
    """Answers of each month; small ones are hidden, and so many more that none can be worked out from the total."""
    gone = hidden([count for _month, count in months])
    return [
        (month, None if gone is None or at in gone else count) for at, (month, count) in enumerate(months)
    ]


def by_group(question: Question, table: Table, *, drawn: bool) -> list[tuple[str, Result]]:
    """What may be shown of one question in each group that is published at all."""
    groups = sorted(table)
    counts = [table[one].get(question.code, {}) for one in groups]
    gone = hidden([one.get("", 0) for one in counts])
    return [
        (group, Result(None) if gone is None or at in gone else result(question, counts[at], drawn=drawn))
        for at, group in enumerate(groups)
    ]


def merged(many: Sequence[Mapping[str, Mapping[str, int]]]) -> dict[str, dict[str, int]]:
    """Counts of several months together."""
    found: dict[str, dict[str, int]] = {}
    for counts in many:
        for question, choices in counts.items():
            of = found.setdefault(question, {})
            for choice, count in choices.items():
                of[choice] = of.get(choice, 0) + count
    return found


def enough(count: int) -> int | None:
    """A count of people that may be shown."""
    return None if 0 < count < FEWEST else count


def counted_rows(
    tallies: Iterator[tuple[str, str, Mapping[str, Mapping[str, int]]]],
) -> Iterator[tuple[str, int, str, str, str, int | None]]:
    """Answers (edition, way, counts of a month), given by edition and way, as (survey, edition, way, question, choice, count).

    As on the page, nothing is shown of a question that too few have answered.
    """
    for (key, way), some in groupby(tallies, key=itemgetter(0, 1)):
        survey, _slash, edition = key.rpartition("/")
        for question, counts in sorted(merged([counts for _key, _way, counts in some]).items()):
            told = enough(counts.get("", 0)) is not None
            for choice, count in sorted(counts.items()):
                if told or not choice:
                    yield survey, int(edition), way, question, choice, count if told else None
