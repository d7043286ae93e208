"""Forms of surveys: what arrives is read here and decided in the rules."""

from folkmoot.modules.feedback.forms.answering import AnswerForm, RemoveForm
from folkmoot.modules.feedback.forms.writing import PlanForm, QuestionForm, QuietForm

__all__ = ["AnswerForm", "PlanForm", "QuestionForm", "QuietForm", "RemoveForm"]
