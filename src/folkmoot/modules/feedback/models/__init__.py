"""Tables of surveys: projected ones follow from the record, private ones hold what must never enter it."""

from folkmoot.modules.feedback.models.answers import Answer, Breakdown, MonthTally, Remark
from folkmoot.modules.feedback.models.private import GroupTally, Handled, Invitation, LastAsked, Taker
from folkmoot.modules.feedback.models.surveys import Edition, Quiet, Survey

__all__ = [
    "Answer",
    "Breakdown",
    "Edition",
    "GroupTally",
    "Handled",
    "Invitation",
    "LastAsked",
    "MonthTally",
    "Quiet",
    "Remark",
    "Survey",
    "Taker",
]
