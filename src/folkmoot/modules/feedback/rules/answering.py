"""What an answer may be."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from folkmoot.modules.feedback.events import Plan, Question
from folkmoot.modules.feedback.rules.plans import choices_of
from folkmoot.record.refusal import Refusal, too_long

TEXT = 500
WAYS = ("invited", "page")
REASONS = ("personal", "abuse", "unlawful", "spam")
"""Why words can be taken off."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What somebody gave to one question: the keys of what they chose, or words."""

    choices: tuple[str, ...] = ()
    words: str = ""

    @property
    def empty(self) -> bool:
        """Whether it is no answer."""
        return not self.choices and not self.words.strip()


def may_answer(*, open_edition: int, edition: int, closes: datetime | None, now: datetime) -> Refusal | None:
    """Whether an edition takes answers now; ``open_edition`` is 0 when none does."""
    if edition == open_edition and closes is not None and now < closes:
        return None
    return Refusal("state", "this survey is over; answers cannot be given or changed any more")


def problems(plan: Plan, replies: Mapping[str, Reply]) -> list[Refusal]:
    """Everything that is wrong with some replies, by the code of their question."""
    known = {one.code: one for one in plan.questions}
    found = [
        Refusal.of("", "there is no question %(code)s", code=code[:30])
        for code in replies
        if code not in known
    ]
    for code, question in known.items():
        found += _wrong(question, replies.get(code, Reply()))
    if not found and all(one.empty for one in replies.values()):
        found.append(Refusal(plan.questions[0].code, "answer at least one question"))
    return found


def _wrong(question: Question, reply: Reply) -> list[Refusal]:
    code = question.code
    if reply.empty:
        return [Refusal(code, "this question needs an answer")] if question.required else []
    if question.sort == "text":
        if reply.choices:
            return [Refusal(code, "answer this question in words")]
        return [too_long(code, TEXT, reply.words)] if len(reply.words.strip()) > TEXT else []
    if reply.words.strip():
        return [Refusal(code, "choose an answer; this question takes no words")]
    if not set(reply.choices) <= set(choices_of(question)) or len(set(reply.choices)) < len(reply.choices):
        return [Refusal(code, "choose from the answers that are given")]
    if question.sort != "several" and len(reply.choices) > 1:
        return [Refusal(code, "choose one answer")]
    return []


def is_whole(plan: Plan, given: Sequence[str]) -> bool:
    """Whether so many questions were answered that it is a complete answer: all but those for words."""
    return {one.code for one in plan.questions if one.sort != "text"} <= set(given) and bool(given)


def may_remove(*, reason: str, found: bool) -> Refusal | None:
    """Whether words can be taken off."""
    if reason not in REASONS:
        return Refusal("reason", "choose why the words are taken off")
    return None if found else Refusal("", "these words are not shown any more")


def add(counts: dict[str, dict[str, int]], given: Iterable[Mapping[str, Any]], by: int) -> None:
    """Count an answer in ``{question: {choice: count}}``, up or down; the empty choice counts who answered the question."""
    for one in given:
        of = counts.setdefault(one["question"], {})
        for key in ("", *one["choices"]):
            of[key] = of.get(key, 0) + by
