"""``folkmoot docs``: the pages of the documentation that list things: ``docs/modules.md`` and ``docs/commands.md``."""

import argparse
import dataclasses
import importlib
import typing
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from folkmoot.record.manifest import Manifest

_HEAD = """# Modules and what they declare

Made by `./run docs` from the manifests; a test fails when it is stale. A part's README says what it is for. The same list of
facts, as this installation has it, is at `/record/kinds`.
"""

_COMMANDS = """# Commands

Made by `./run docs` from the command line itself; a test fails when it is stale. `folkmoot COMMAND --help` tells more. From a
working copy it is `./run folkmoot COMMAND`; what else `./run` does stands in [CONTRIBUTING.md](../CONTRIBUTING.md).
"""


def register(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``docs``."""
    docs = verbs.add_parser(
        "docs", help="write the pages that list what modules declare and what commands there are"
    )
    docs.add_argument(
        "-o", "--output", type=Path, metavar="DIR", default=Path("docs"), help="where (default: docs)"
    )
    docs.set_defaults(run=run, alone=False)


def run(options: argparse.Namespace) -> int:
    """Write the pages."""
    for name, text in pages().items():
        (options.output / name).write_text(text, encoding="utf-8")
    return 0


def pages() -> dict[str, str]:
    """Every page by its file name."""
    return {"modules.md": modules_page(), "commands.md": commands_page()}


def commands_page() -> str:
    """Every verb of the command line with what it does, those of the parts of this house included."""
    from folkmoot.site.cli.entry import whole_parser

    rows = [(f"`folkmoot {name}`", about) for name, about in commands(whole_parser())]
    return "\n".join([_COMMANDS, _table(("command", "what it does"), rows)])


def commands(parser: argparse.ArgumentParser, before: str = "") -> Iterator[tuple[str, str]]:
    """Each command that ends a line of verbs, as ``record verify``, with its help."""
    for action in parser._actions:
        if not isinstance(action, argparse._SubParsersAction):
            continue
        told = {one.dest: one.help or "" for one in action._choices_actions}
        for name, inner in action.choices.items():
            deeper = list(commands(inner, f"{before}{name} "))
            yield from deeper or [(f"{before}{name}", told.get(name, ""))]


def modules_page() -> str:
    """Every part of the house as Markdown, in the words of the source language."""
    from django.utils import translation

    from folkmoot.site.parts import parts

    with translation.override(None):
        found = [_part(importlib.import_module(f"{one}.module").MANIFEST) for one in parts()]
    return "\n".join([_HEAD, *found])


def _table(names: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    return "\n".join([f"| {' | '.join(names)} |", f"|{'---|' * len(names)}", *lines, ""])


def _part(manifest: Manifest) -> str:
    links = [f"- subject `{prefix}/…`" for prefix in manifest.subjects]
    if manifest.api:
        links.append(f"- API `/api/{manifest.slug}/…`")
    if manifest.events:
        links.append(f"- feeds `/feeds/module/{manifest.slug}.atom` and `/feeds/module/{manifest.slug}.json`")
    blocks = [f"## {manifest.name} (`{manifest.slug}`)\n", "\n".join(links) + "\n" if links else ""]
    if manifest.events:
        blocks.append(_table(("fact", "version", "what it means", "fields"), map(_fact, manifest.events)))
    shapes = sorted(
        {one for event in manifest.events for one in _inner(event)}, key=lambda one: str(one.__name__)
    )
    if shapes:
        blocks.append(
            _table(
                ("shape", "what it is", "fields"),
                [(f"`{one.__name__}`", _says(one), _fields(one)) for one in shapes],
            )
        )
    if manifest.permissions:
        rows = [
            (f"`{one.codename}`", one.name, ", ".join(one.roles) or "nobody at first")
            for one in manifest.permissions
        ]
        blocks.append(_table(("permission", "what it allows", "roles that have it at first"), rows))
    if manifest.metrics:
        metrics = [(f"`{one.name}`", one.label, one.unit, one.definition) for one in manifest.metrics]
        blocks.append(_table(("metric", "name", "unit", "definition"), metrics))
    blocks += [_dataset(path) for path in manifest.datasets]
    if manifest.interfaces:
        apis = [
            (f"`{one.key}`", one.title, f"`{one.endpoint}`", ", ".join(f"`{it}`" for it in one.serves))
            for one in manifest.interfaces
        ]
        blocks.append(_table(("interface", "name", "asked at", "gives the datasets"), apis))
    if not manifest.events:
        blocks.append("It records no facts.\n")
    return "\n".join(block for block in blocks if block)


def _dataset(path: str) -> str:
    """What a part keeps open, with every column."""
    # It is declared with models, which can be imported when Django is set up, and no sooner.
    given = importlib.import_module(path.rpartition(".")[0]).__dict__[path.rpartition(".")[2]]
    head = f"Dataset `{given.key}`, kept current from the record at `/data/{given.key}`:\n"
    tables = [
        (
            f"`{one.name}`",
            f"`{one.of.__name__}`",
            ", ".join(f"`{it.name}` {it.type}" for it in one.columns),
            one.every,
        )
        for one in given.tables
    ]
    return f"{head}\n{_table(('open table', 'of', 'columns', 'hours'), tables)}"


def _says(shape: type[Any]) -> str:
    """The first paragraph of a docstring."""
    return " ".join((shape.__doc__ or "").strip().partition("\n\n")[0].split()).replace("``", "`")


def _fact(event: type[Any]) -> tuple[str, int, str, str]:
    return f"`{event.kind}`", event.version, _says(event), _fields(event)


def _fields(shape: type[Any]) -> str:
    hints = typing.get_type_hints(shape)
    return ", ".join(f"`{one.name}`: {_type(hints[one.name])}" for one in dataclasses.fields(shape)) or "none"


def _type(kind: Any) -> str:
    """A type as people read it: ``str``, ``tuple of Photo``, ``float or nothing``."""
    if kind is type(None):
        return "nothing"
    origin, inner = typing.get_origin(kind), [one for one in typing.get_args(kind) if one is not Ellipsis]
    if origin is None:
        return str(getattr(kind, "__name__", kind))
    if origin in {tuple, list, frozenset, set}:
        return f"{origin.__name__} of {', '.join(map(_type, inner))}"
    if origin is dict:
        return f"dict of {_type(inner[0])} to {_type(inner[1])}"
    if origin is typing.Literal:
        return " or ".join(map(repr, inner))
    if origin is typing.Annotated:
        return _type(inner[0])
    return " or ".join(map(_type, inner))


def _inner(shape: type[Any]) -> Iterator[type[Any]]:
    """Every dataclass that the fields of another hold, however deep."""
    for kind in typing.get_type_hints(shape).values():
        waiting = [kind]
        while waiting:
            one = waiting.pop()
            if dataclasses.is_dataclass(one):
                yield typing.cast("type[Any]", one)
                yield from _inner(typing.cast("type[Any]", one))
            waiting += typing.get_args(one)
