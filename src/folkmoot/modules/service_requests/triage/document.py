"""A model as a readable JSON document: what it learned from, how good it is, and every weight.

The document holds no time and no number of its own, so that the same data give the same bytes. Layout
(``folkmoot-triage/1``): ``classes`` are service codes; ``words`` and ``characters`` map a term to a list of its
inverse document frequency and one weight for each class, in the order of ``classes``.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

FORMAT = "folkmoot-triage/1"


class RefusedModel(ValueError):
    """A document that is no model; the message says what would be right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Everything that a prediction needs, and what the public should know about it."""

    classes: Sequence[str]
    intercepts: Sequence[float]
    words: Mapping[str, Sequence[float]]
    characters: Mapping[str, Sequence[float]]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    figures: Mapping[str, Any] = field(default_factory=dict)
    duplicates: Mapping[str, Any] = field(default_factory=dict)


def write(model: Model) -> bytes:
    """The document as UTF-8 JSON: a line for each term, terms in order."""
    head = {
        "format": FORMAT,
        "task": "Suggest the service of a report from its public words.",
        "parameters": model.parameters,
        "data": model.data,
        "figures": model.figures,
        "duplicates": model.duplicates,
        "classes": list(model.classes),
        "intercepts": list(model.intercepts),
    }
    lines = [f"{_text(name)}:{_text(value)}" for name, value in head.items()]
    for name, terms in (("words", model.words), ("characters", model.characters)):
        rows = ",\n".join(f"{_text(term)}:{_text(list(terms[term]))}" for term in sorted(terms))
        lines.append(f"{_text(name)}:{{\n{rows}\n}}")
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True)


def read(data: bytes) -> Model:
    """The model in a document. Raises RefusedModel."""
    try:
        given = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise RefusedModel(f"it is not JSON: {error}") from error
    if not isinstance(given, dict) or given.get("format") != FORMAT:
        raise RefusedModel(f"format must be {FORMAT!r}")
    if missing := {"classes", "intercepts", "words", "characters"} - set(given):
        raise RefusedModel(f"{sorted(missing)[0]!r} is missing")
    width = len(given["classes"])
    if len(given["intercepts"]) != width:
        raise RefusedModel(f"intercepts must hold a number for each of the {width} classes")
    for part in ("words", "characters"):
        wrong = next((term for term, row in given[part].items() if len(row) != width + 1), None)
        if wrong is not None:
            raise RefusedModel(f"{part}.{wrong!r} must hold an idf and {width} weights")
    names = ("classes", "intercepts", "words", "characters", "parameters", "data", "figures", "duplicates")
    return Model(**{name: given[name] for name in names if name in given})
