"""Forms of participatory budgeting: what arrives is read here and decided in the rules."""

from folkmoot.modules.budgeting.forms.desk import ACTS, ActForm
from folkmoot.modules.budgeting.forms.residents import IdeaForm

__all__ = ["ACTS", "ActForm", "IdeaForm"]
