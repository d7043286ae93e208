"""Learned weights as a readable JSON document: what they were learned from, how good they are, and every one of them.

The document holds no time and no number of its own, so that the same comments give the same bytes. Layout
(``folkmoot-spam/1``): ``signs`` and ``words`` map to what each adds to the logarithm of the odds.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

FORMAT = "folkmoot-spam/1"


class RefusedModel(ValueError):
    """A document that holds no weights; the message says what would be right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Everything that a score needs, and what the public should know about it."""

    signs: Mapping[str, float]
    words: Mapping[str, float]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    figures: Mapping[str, Any] = field(default_factory=dict)


def write(model: Model) -> bytes:
    """The document as UTF-8 JSON, words in order."""
    value = {
        "format": FORMAT,
        "task": "Say how much a comment looks like spam. It lets a comment wait for a moderator and does nothing else.",
        "parameters": model.parameters,
        "data": model.data,
        "figures": model.figures,
        "signs": dict(model.signs),
        "words": dict(sorted(model.words.items())),
    }
    return (json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()


def read(data: bytes) -> Model:
    """The weights in a document. Raises RefusedModel."""
    try:
        given = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise RefusedModel(f"it is not JSON: {error}") from error
    if not isinstance(given, dict) or given.get("format") != FORMAT:
        raise RefusedModel(f"format must be {FORMAT!r}")
    for part in ("signs", "words"):
        rows = given.get(part)
        if not isinstance(rows, dict) or not all(isinstance(one, int | float) for one in rows.values()):
            raise RefusedModel(f"{part!r} must map each name to a number")
    names = ("signs", "words", "parameters", "data", "figures")
    return Model(**{name: given[name] for name in names if name in given})
