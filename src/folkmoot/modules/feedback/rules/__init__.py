"""Decisions about surveys: pure, with a reason for every no. No Django, no clock, no database."""

from folkmoot.modules.feedback.rules.answering import Reply, add, is_whole, may_answer, may_remove, problems
from folkmoot.modules.feedback.rules.drawing import is_drawn
from folkmoot.modules.feedback.rules.groups import Counts, answers, next_table
from folkmoot.modules.feedback.rules.plans import (
    SCALE,
    SORTS,
    YES_NO,
    Known,
    choices_of,
    may_be_quiet,
    may_name,
    may_plan,
)

__all__ = [
    "SCALE",
    "SORTS",
    "YES_NO",
    "Counts",
    "Known",
    "Reply",
    "add",
    "answers",
    "choices_of",
    "is_drawn",
    "is_whole",
    "may_answer",
    "may_be_quiet",
    "may_name",
    "may_plan",
    "may_remove",
    "next_table",
    "problems",
]
