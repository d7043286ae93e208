"""The questions of a service as fields of a form; their names begin with ``q_``."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from folkmoot.modules.service_requests import rules
from folkmoot.modules.service_requests.models import Service

PREFIX = "q_"


def question_fields(service: Service) -> dict[str, forms.Field]:
    """A field for each question that wants an answer, in their order."""
    return {
        f"{PREFIX}{one['code']}": _question(one)
        for one in sorted(service.questions, key=lambda one: one["order"])
        if one["variable"]
    }


def answers_in(cleaned_data: Mapping[str, Any]) -> dict[str, Sequence[str]]:
    """Answers by question code, as lists of texts."""
    found: dict[str, Sequence[str]] = {}
    for name, value in cleaned_data.items():
        if name.startswith(PREFIX) and value:
            texts = [str(one) for one in value] if isinstance(value, list) else [str(value)]
            found[name.removeprefix(PREFIX)] = texts
    return found


def _question(question: Mapping[str, Any]) -> forms.Field:
    words: dict[str, Any] = {
        "label": question["description"],
        "help_text": question["datatype_description"],
        "required": question["required"],
    }
    choices = [(key, name) for key, name in question["values"]]
    match question["datatype"]:
        case "singlevaluelist":
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **words)
        case "multivaluelist":
            return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **words)
        case "text":
            return forms.CharField(
                widget=forms.Textarea(attrs={"rows": 3}), max_length=rules.MAX_WORDS, **words
            )
        case "number":
            return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **words)
        case _:
            return forms.CharField(max_length=400, **words)
