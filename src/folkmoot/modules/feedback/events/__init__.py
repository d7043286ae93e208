"""Facts about surveys: what is asked and of whom, what was answered (without names), and what may be shown of it."""

from folkmoot.modules.feedback.events.answering import Answered, Given, Withdrawn, WordsRemoved
from folkmoot.modules.feedback.events.asking import Invited, Published, QuietDescribed, Reached
from folkmoot.modules.feedback.events.writing import Choice, Closed, Drafted, Opened, Plan, Question

__all__ = [
    "Answered",
    "Choice",
    "Closed",
    "Drafted",
    "Given",
    "Invited",
    "Opened",
    "Plan",
    "Published",
    "Question",
    "QuietDescribed",
    "Reached",
    "Withdrawn",
    "WordsRemoved",
]
