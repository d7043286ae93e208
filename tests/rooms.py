"""Which room of a module may use which: rules 3 to 5 of the house, for whatever modules there are."""

import ast
from collections.abc import Iterator
from pathlib import Path

OWN_WEB = frozenset({"views", "api", "forms", "urls"})
ALLOWED: dict[str, frozenset[str]] = {
    "events": frozenset(),
    "rules": frozenset({"events"}),
    "models": frozenset({"events", "rules"}),
    "projections": frozenset({"models", "events", "rules"}),
    "acts": frozenset({"events"}),
    "upcasts": frozenset(),
    "module": frozenset({"events", "acts", "upcasts"}),
}
"""Rooms that may use these rooms of their module and no other."""
FORBIDDEN: dict[str, frozenset[str]] = {
    "queries": OWN_WEB | {"services"},
    "services": OWN_WEB | {"demo"},
    "importers": OWN_WEB,
    "demo": OWN_WEB,
}
"""Rooms that may use every other room of their module but these."""
NOBODYS = frozenset({"projections", "module"})
"""Rooms that the record and the registry call; inside a module nobody else does."""
PURE = frozenset({"events", "rules"})


def imports(tree: ast.AST) -> Iterator[str]:
    """Dotted names that a file imports, those inside functions included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{one.name}" for one in node.names)


def _problem(room: str, used: str) -> str:
    if room == used:
        return ""
    if used in NOBODYS:
        return f"nobody in a module imports {used}"
    if room in ALLOWED and used not in ALLOWED[room]:
        return f"{room} may use {' and '.join(sorted(ALLOWED[room])) or 'nothing'} of its module, not {used}"
    if used in FORBIDDEN.get(room, ()):
        return f"{room} may not use {used}: only downwards"
    if used == "urls":
        return "urls are included by their name"
    return ""


def breaches(path: Path, source: Path) -> list[str]:
    """What a file below ``source/modules``, or of a part of the kernel, imports against the rules of its room.

    The order of rooms binds modules; the kernel's parts, which stand alone, keep their events and rules pure.
    """
    parts = path.relative_to(source).with_suffix("").parts
    civic = parts[0] == "modules"
    package = ("folkmoot", *parts[: 2 if civic else 1])
    inside = parts[len(package) - 1 :]
    if not inside or inside[0] in {"tests", "migrations"} or "tests" in inside:
        return []
    room, found = inside[0], []
    for name in imports(ast.parse(path.read_text())):
        words = tuple(name.split("."))
        if civic and words[: len(package)] == package and len(words) > len(package):
            if problem := _problem(room, words[len(package)]):
                found.append(problem)
        elif civic and words[:2] == ("folkmoot", "modules") and len(words) > 2:
            found.append(f"modules do not know each other: {name}")
        elif words[:2] == ("folkmoot", "followers"):
            found.append(f"followers come after modules: {name}")
        if words[:3] == ("folkmoot", "record", "models"):
            found.append(f"only the record touches its own tables: {name}")
        if room in PURE and words[0] == "django":
            found.append(f"{room} knows no Django: {name}")
        if room == "events" and words[0] == "folkmoot" and words[: len(package) + 1] != (*package, room):
            found.append(f"events import nothing of the house: {name}")
    return found
