"""Forms of petitions: what arrives is read here and decided in the rules."""

from folkmoot.modules.petitions.forms.desk import ACTS, ActForm, PaperForm, ReasonForm, StrikeForm, offices
from folkmoot.modules.petitions.forms.residents import IdeaForm, OneClickForm, SignForm

__all__ = [
    "ACTS",
    "ActForm",
    "IdeaForm",
    "OneClickForm",
    "PaperForm",
    "ReasonForm",
    "SignForm",
    "StrikeForm",
    "offices",
]
