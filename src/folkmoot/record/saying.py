"""Refusals of rules in the language of whoever reads them. Rules know no translation: they keep pattern and parameters."""

from collections.abc import Callable
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext

from folkmoot.record.refusal import Refusal


def plainly(_name: str, value: Any) -> str:
    """A parameter as it stands; a whole number as the language writes it."""
    return number_format(value, use_l10n=True, force_grouping=True) if isinstance(value, int) else str(value)


def said(refusal: Refusal, shown: Callable[[str, Any], str] = plainly) -> str:
    """What is wrong and what would be right, as a sentence of the reader's language.

    ``shown`` puts a parameter, known by its name, in words.
    """
    if not refusal.pattern:
        told = gettext(refusal.why) if refusal.why else ""
    else:
        told = gettext(refusal.pattern) % {name: shown(name, one) for name, one in refusal.params.items()}
    return told[:1].upper() + told[1:]
