"""The rules of the house that no linter knows."""

import ast
import dataclasses
import re
import statistics
import typing
from pathlib import Path

import pytest

from folkmoot.record import registry

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "folkmoot"
LONGEST = 500
PERSONAL = re.compile(
    r"(^|_)(e?mail|phone|telephone|mobile|birth|birthday|surname|forename|full_?name|ip|address_line)(_|$)"
)
NAMES = re.compile(
    r"(^|_)(person|resident|author|owner|contact|member|user|first|last|given|family)_?names?$"
)
WORDS_ONLY = {"name"}
"""Field names that are a person's own when the thing they belong to is a person."""
OFFICES = re.compile(r"(Institution|Department|Office|Body|Service)")
"""Whose telephone number is the public's to know."""
PEOPLE = re.compile(r"(Person|Resident|Author|Contact|Member|Account|Signer|Voter|Citizen)")


def python_files():
    return [one for one in sorted(SOURCE.rglob("*.py")) if "migrations" not in one.parts]


def lines(path):
    return len(path.read_text().splitlines())


def test_files_are_small():
    written = [*python_files(), *SOURCE.rglob("*.ts"), *SOURCE.rglob("web/css/*.css"), ROOT / "run"]
    written += (ROOT / "tests").rglob("*.py")
    large = {str(one.relative_to(ROOT)): lines(one) for one in written if lines(one) > LONGEST}
    assert not large, f"over {LONGEST} lines: make a folder of the same name of {large}"
    sizes = [lines(one) for one in python_files() if lines(one)]
    # pytest -rP shows it.
    print(f"{len(sizes)} files, median {statistics.median(sizes):.0f} lines, largest {max(sizes)}")  # noqa: T201
    assert statistics.median(sizes) < 100


def test_no_drawer_for_everything():
    drawers = [
        one for one in SOURCE.rglob("*.py") if one.stem in {"utils", "util", "helpers", "misc", "common"}
    ]
    assert not drawers, "name a file after what it holds"


def imports(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{one.name}" for one in node.names)


SIGNALS = re.compile(r"(django\.dispatch|django\.db\.models\.signals|django\.core\.signals|\.signals)(\.|$)")


@pytest.mark.parametrize("path", python_files(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_signals_and_no_environment(path):
    if "tests" in path.relative_to(SOURCE).parts:
        return
    tree = ast.parse(path.read_text())
    assert not [one for one in imports(tree) if SIGNALS.search(one)], (
        "say it with a fact and a follower, not a signal"
    )
    room = path.relative_to(SOURCE).parts
    if room[0] == "site" or room[:2] == ("record", "verify"):
        return
    read = [
        node.lineno
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv", "environb"})
        or (
            isinstance(node, ast.ImportFrom)
            and node.module == "os"
            and {"environ", "getenv"} & {one.name for one in node.names}
        )
    ]
    assert not read, f"lines {read} read the environment: declare a setting in site/settings"


def part_events():
    return [
        pytest.param(event, id=event.kind)
        for manifest in registry.manifests()
        for event in manifest.events
        if manifest.slug != "ledger"
    ]


def inner(kind):
    """Every dataclass inside a type: of tuples, of optional values, of values of mappings."""
    if dataclasses.is_dataclass(kind):
        yield kind
    for one in typing.get_args(kind):
        yield from inner(one)


def fields_of(event, seen=frozenset()):
    """(class, name) of every field of an event and of what it holds."""
    hints = typing.get_type_hints(event)
    for field in dataclasses.fields(event):
        yield event, field.name
        for one in inner(hints[field.name]):
            if one not in seen:
                yield from fields_of(one, seen | {event})


@pytest.mark.parametrize("event", part_events())
def test_a_fact_says_what_it_means_and_holds_nobodys_details(event):
    text = (event.__doc__ or "").strip()
    assert text, "write what happened when this fact is recorded"
    assert not text.startswith(f"{event.__name__}("), "write what happened when this fact is recorded"
    assert dataclasses.is_dataclass(event)
    assert event.__dataclass_params__.frozen
    for holder, name in fields_of(event):
        where = f"{event.kind}: {holder.__name__}.{name}"
        private = PERSONAL.search(name) and not (name.endswith("phone") and OFFICES.match(holder.__name__))
        assert not private, f"{where} is private: keep it in a Private table or commit to it"
        assert not NAMES.search(name), f"{where} names a person: use the actor's pseudonym"
        if name in WORDS_ONLY:
            assert not PEOPLE.search(holder.__name__), f"{where} names a person: use the actor's pseudonym"


def test_every_act_has_words():
    for manifest in registry.manifests():
        unknown = set(manifest.acts) - set(manifest.events)
        assert not unknown, f"{manifest.slug} has words for facts that it does not declare: {unknown}"
        for event, act in manifest.acts.items():
            assert str(act.sentence), event
            assert str(act.name), event


def test_there_is_a_walk_through_nested_fields():
    @dataclasses.dataclass(frozen=True)
    class Contact:
        name: str
        phone: str

    @dataclasses.dataclass(frozen=True)
    class Outer:
        contacts: tuple[Contact, ...]

    Outer.__annotations__["contacts"] = tuple[Contact, ...]
    found = {name for _, name in fields_of(Outer)}
    assert found == {"contacts", "name", "phone"}
    assert PERSONAL.search("contact_email")
    assert NAMES.search("author_name")
    assert not PERSONAL.search("description")
    assert not NAMES.search("service_name")
