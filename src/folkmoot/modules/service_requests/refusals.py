"""Refusals of this module's rules in the language of whoever reads them (record/saying.py), with states by their names."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from folkmoot.modules.service_requests import rules
from folkmoot.modules.service_requests.words import STATES
from folkmoot.record import saying

_STATES: Mapping[str, Any] = {
    **STATES,
    "released": gettext_lazy("Read and published"),
    "refused": gettext_lazy("Not published"),
}


def said(refusal: rules.Refusal) -> str:
    """What is wrong and what would be right, as a sentence of the reader's language."""
    return saying.said(refusal, _shown)


def _shown(name: str, value: Any) -> str:
    return str(_STATES.get(value, value)) if name == "state" else saying.plainly(name, value)
