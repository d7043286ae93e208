"""What changed between two generations of a table."""

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from folkmoot.modules.catalogue.engine.generation.database import database
from folkmoot.modules.catalogue.engine.limits import LIMITS, Limits
from folkmoot.modules.catalogue.engine.typing import sql


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """Columns by name, and how many rows.

    With a key, ``changed`` rows have the same key and other values, and rows with the same key are compared in the
    order of the file; without one a row that changed is one removed and one added, and ``changed`` is None. Only the
    columns that both tables have are compared.
    """

    columns_added: tuple[str, ...]
    columns_removed: tuple[str, ...]
    columns_retyped: tuple[tuple[str, str, str], ...]
    rows_added: int
    rows_removed: int
    rows_changed: int | None
    key: tuple[str, ...] = ()

    def stored(self) -> dict[str, Any]:
        """As JSON."""
        return json.loads(json.dumps(dataclasses.asdict(self)))  # type: ignore[no-any-return] # A mapping it is.


def diff(
    old: Path, new: Path, spill: Path, *, key: Sequence[str] = (), limits: Limits = LIMITS
) -> Difference:
    """Compare the generations in two folders; ``key`` names the columns that tell rows apart, else the new table's own.

    ``spill`` is a folder for what does not fit into memory.
    """
    before, after = (json.loads((one / "table.json").read_bytes()) for one in (old, new))
    types = [{field["name"]: field["type"] for field in one["fields"]} for one in (before, after)]
    shared = [name for name in types[1] if name in types[0]]
    wanted = tuple(key or after.get("key") or ())
    if any(name not in shared for name in wanted):
        wanted = ()
    with database(Path(":memory:"), spill, limits) as connection:
        for alias, folder in (("old", old), ("new", new)):
            connection.execute(
                f"CREATE VIEW {alias} AS SELECT * FROM read_parquet({sql.path(folder / 'table.parquet')})"
            )
        added, removed, changed = (
            _by_key(connection, shared, wanted) if wanted else _by_row(connection, shared)
        )
    return Difference(
        tuple(name for name in types[1] if name not in types[0]),
        tuple(name for name in types[0] if name not in types[1]),
        tuple((name, types[0][name], types[1][name]) for name in shared if types[0][name] != types[1][name]),
        added,
        removed,
        changed,
        wanted,
    )


def _row(names: Sequence[str]) -> str:
    """SQL of a hash of the values of columns as text, so that a column that got another type still compares."""
    return "hash(" + ", ".join(f"{sql.name(one)}::VARCHAR" for one in names) + ")" if names else "0"


def _by_row(connection: Any, names: Sequence[str]) -> tuple[int, int, None]:
    """Rows as a multiset: (added, removed, None)."""
    sides = " UNION ALL ".join(
        f"SELECT {_row(names)} AS h, {old} AS o, {1 - old} AS n FROM {side}"
        for side, old in (("old", 1), ("new", 0))
    )
    added, removed = connection.execute(
        f"SELECT coalesce(sum(greatest(n - o, 0)), 0), coalesce(sum(greatest(o - n, 0)), 0) FROM (SELECT sum(o) AS o, sum(n) AS n FROM ({sides}) GROUP BY h)"
    ).fetchone()
    return int(added), int(removed), None


def _by_key(connection: Any, names: Sequence[str], key: Sequence[str]) -> tuple[int, int, int]:
    rest = [one for one in names if one not in key]
    keys = ", ".join(f"{sql.name(one)}::VARCHAR" for one in key)
    side = f"SELECT hash({keys}) AS k, {_row(rest)} AS h, row_number() OVER (PARTITION BY {keys} ORDER BY _id) AS n FROM "
    added, removed, changed = connection.execute(
        f"SELECT count(*) FILTER (o.k IS NULL), count(*) FILTER (n.k IS NULL), count(*) FILTER (o.h <> n.h) "
        f"FROM ({side} old) AS o FULL JOIN ({side} new) AS n ON o.k = n.k AND o.n = n.n"
    ).fetchone()
    return int(added), int(removed), int(changed)
