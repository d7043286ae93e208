"""How two versions of a table differ, computed over their Parquet files."""

from pathlib import Path
from typing import Any

from folkmoot.modules.catalogue import engines, events
from folkmoot.modules.catalogue.engine.generation.database import database
from folkmoot.modules.catalogue.engine.limits import LIMITS
from folkmoot.modules.catalogue.engine.typing import sql

MOST_ROWS = 20_000_000
"""Rows of both versions together up to which they are compared one by one."""
PARQUET = "table.parquet"


def between(old: str, new: str) -> events.Difference:
    """What is new, gone and changed between two generations; everything is new where there is no old one."""
    after = engines.manifest(new)
    if not old:
        return events.Difference(added=after["rows"], removed=0, changed=0)
    before = engines.manifest(old)
    was = {one["name"]: one["type"] for one in before["fields"]}
    now = {one["name"]: one["type"] for one in after["fields"]}
    same = [name for name in now if was.get(name) == now[name]]
    key = [name for name in after["key"] if name in same]
    keyed = bool(key) and key == after["key"]
    known: dict[str, Any] = {
        "columns_added": tuple(name for name in now if name not in was),
        "columns_removed": tuple(name for name in was if name not in now),
        "columns_retyped": tuple(name for name in now if name in was and was[name] != now[name]),
        "keyed": keyed,
    }
    if not same or before["rows"] + after["rows"] > MOST_ROWS:
        return events.Difference(**known)
    return events.Difference(**known, **_counted(old, new, same, key if keyed else []))


def _counted(old: str, new: str, same: list[str], key: list[str]) -> dict[str, Any]:
    root = engines.generations()
    columns = ", ".join(sql.name(one) for one in same)
    sides = {
        name: f"(SELECT {columns} FROM read_parquet({sql.text(str(root / one / PARQUET))}))"
        for name, one in (("old", old), ("new", new))
    }
    spill = root.parent / "spill"
    with database(Path(":memory:"), spill, LIMITS) as connection:
        if key:
            return _by_key(connection, sides, same, key)
        found = {}
        for name, first, second in (("added", "new", "old"), ("removed", "old", "new")):
            statement = f"SELECT count(*) FROM (SELECT * FROM {sides[first]} EXCEPT ALL SELECT * FROM {sides[second]})"
            found[name] = int((connection.execute(statement).fetchone() or (0,))[0])
        return found | {"changed": 0}


def _by_key(connection: Any, sides: dict[str, str], same: list[str], key: list[str]) -> dict[str, int]:
    on = " AND ".join(f"o.{sql.name(one)} IS NOT DISTINCT FROM n.{sql.name(one)}" for one in key)
    values = [one for one in same if one not in key]
    other = " OR ".join(f"o.{sql.name(one)} IS DISTINCT FROM n.{sql.name(one)}" for one in values)
    counts = {
        "added": f"SELECT count(*) FROM {sides['new']} n ANTI JOIN {sides['old']} o ON {on}",
        "removed": f"SELECT count(*) FROM {sides['old']} o ANTI JOIN {sides['new']} n ON {on}",
        "changed": f"SELECT count(*) FROM {sides['new']} n JOIN {sides['old']} o ON {on} WHERE {other or 'false'}",
    }
    return {name: int((connection.execute(one).fetchone() or (0,))[0]) for name, one in counts.items()}
