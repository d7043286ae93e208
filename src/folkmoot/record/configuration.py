"""An installation's set-up as one file: each part exports and loads its share; people are never in it.

The document is JSON: ``{"format": "folkmoot-configuration/1", "parts": {"<slug>": …}}``. ``schema()`` says what each part
understands. Loading is all or nothing, and loading what was exported changes nothing.
"""

import json
from typing import Any

from django.db import transaction
from django.utils.module_loading import import_string
from pydantic import BaseModel, ConfigDict, ValidationError

from folkmoot.record import registry
from folkmoot.record.manifest import Configuration, ConfigurationError

FORMAT = "folkmoot-configuration/1"
MOST_BYTES = 64 * 1024 * 1024


class Strict(BaseModel):
    """Base of the models of all parts: what it does not know is an error, never passed over."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class _Undo(Exception):
    pass


def parts() -> list[tuple[str, Configuration]]:
    """The parts with something to set up, in the order in which they are loaded."""
    found = [(one.slug, one.configuration) for one in registry.manifests() if one.configuration]
    return sorted(found, key=lambda one: (one[1].order, one[0]))


def export() -> bytes:
    """The whole set-up in one canonical way: the same set-up gives the same bytes."""
    with transaction.atomic():
        found = {slug: import_string(one.export)().model_dump(mode="json") for slug, one in parts()}
    return _written({"format": FORMAT, "parts": found})


def schema() -> bytes:
    """The document as a JSON Schema (2020-12)."""
    models = {slug: import_string(one.model).model_json_schema() for slug, one in parts()}
    definitions = {name: one for model in models.values() for name, one in model.pop("$defs", {}).items()}
    return _written(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$defs": definitions,
            "type": "object",
            "required": ["format", "parts"],
            "additionalProperties": False,
            "properties": {
                "format": {"const": FORMAT},
                "parts": {"type": "object", "properties": models, "additionalProperties": False},
            },
        }
    )


def load(data: bytes, *, dry_run: bool = False) -> list[str]:
    """Bring the installation to what a document says; every change as a sentence, in order.

    With ``dry_run`` everything is tried and undone. Raises ConfigurationError with every problem of the first part
    that has any, each with its path in the document (JSON Pointer, RFC 6901); nothing is changed then.
    """
    wanted = read(data)
    changes: list[str] = []
    try:
        with transaction.atomic():
            for slug, one in parts():
                if slug in wanted:
                    changes += import_string(one.load)(wanted[slug], f"/parts/{slug}")
            if dry_run:
                raise _Undo
    except _Undo:
        pass
    return changes


def read(data: bytes) -> dict[str, BaseModel]:
    """Each part's model in a document. Raises ConfigurationError with every problem."""
    document = _document(data)
    if document.get("format") != FORMAT:
        stated = json.dumps(document.get("format"))[:60]
        raise ConfigurationError([("/format", f"it is {stated}: this program reads {json.dumps(FORMAT)}")])
    if extra := sorted(document.keys() - {"format", "parts"}):
        raise ConfigurationError(
            [(f"/{_escaped(extra[0])}", "there is no such member: only format and parts")]
        )
    given = document.get("parts")
    if not isinstance(given, dict):
        raise ConfigurationError([("/parts", "it is not an object: give one member for each part")])
    known = dict(parts())
    problems = [
        (f"/parts/{_escaped(slug)}", f"this installation has no such part: it has {', '.join(known)}")
        for slug in given
        if slug not in known
    ]
    found: dict[str, BaseModel] = {}
    for slug, value in given.items():
        if slug not in known:
            continue
        try:
            found[slug] = import_string(known[slug].model).model_validate(value)
        except ValidationError as error:
            problems += [
                (_pointer(f"/parts/{slug}", one["loc"]), one["msg"])
                for one in error.errors(include_url=False, include_input=False)
            ]
    if problems:
        raise ConfigurationError(problems)
    return found


def _document(data: bytes) -> dict[str, Any]:
    if len(data) > MOST_BYTES:
        raise ConfigurationError(
            [("/", f"the file has {len(data):,} bytes: at most {MOST_BYTES:,} are read")]
        )
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ConfigurationError(
            [("/", f"byte {error.start:,} is not UTF-8: save the file as UTF-8")]
        ) from error
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise ConfigurationError([("/", f"this is not JSON at {place}: {error.msg}")]) from error
    except (RecursionError, ValueError) as error:
        raise ConfigurationError(
            [("/", "this JSON is nested too deeply or holds a number that is too long")]
        ) from error
    if not isinstance(found, dict):
        raise ConfigurationError([("/", "the file does not hold an object: give what the export writes")])
    return found


def _pointer(at: str, where: tuple[int | str, ...]) -> str:
    return "/".join([at, *(_escaped(str(one)) for one in where)])


def _escaped(name: str) -> str:
    return name[:80].replace("~", "~0").replace("/", "~1")


def _written(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
