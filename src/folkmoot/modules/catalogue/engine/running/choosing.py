"""Which engine computes, by one word or address of the settings (`ANALYTICS_ENGINE`)."""

import importlib.util
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from folkmoot.modules.catalogue.engine.running.duck import Duck
from folkmoot.modules.catalogue.engine.running.engine import Backend
from folkmoot.modules.catalogue.engine.running.others import Dialled, Spark

NEEDED = {
    "duckdb": (),
    "spark": ("pyspark",),
    "clickhouse": ("clickhouse_connect",),
    "chdb": ("chdb",),
    "trino": ("trino",),
}
"""The modules that each engine needs; none but DuckDB's is installed with the program."""
EXAMPLES = "duckdb, spark, spark://host:7077, clickhouse://user:password@host:8123/database, chdb, trino://user@host:8080/catalogue/schema"
_VIEW = "CREATE VIEW IF NOT EXISTS {table} AS SELECT * FROM "


class NoEngine(RuntimeError):
    """The engine that was chosen cannot be had here; the message says why, and what would be right."""


def problem(chosen: str) -> str:
    """Why an engine cannot compute here; empty when it can as far as can be told without asking it."""
    kind, parts = _read(chosen)
    if kind not in NEEDED:
        return f"ANALYTICS_ENGINE is {_shown(chosen)!r}, which names no engine: give one of {EXAMPLES}"
    if missing := [one for one in NEEDED[kind] if importlib.util.find_spec(one) is None]:
        return (
            f"ANALYTICS_ENGINE is {_shown(chosen)!r} and {missing[0]} is not installed: "
            f"`pip install {missing[0].replace('_', '-')}` into the environment of the program, or take the setting away"
        )
    if kind == "spark" and not parts.netloc and shutil.which("java") is None:
        return f"ANALYTICS_ENGINE is {_shown(chosen)!r} and there is no java on the path: Spark needs Java 17"
    if kind in {"clickhouse", "trino"} and not parts.hostname:
        return f"ANALYTICS_ENGINE is {_shown(chosen)!r} without a host: give {EXAMPLES}"
    if kind == "trino" and len(_steps(parts)) != 2:  # noqa: PLR2004 - catalogue and schema.
        return f"ANALYTICS_ENGINE is {_shown(chosen)!r}: name catalogue and schema, trino://user@host:8080/catalogue/schema"
    return ""


def backend(chosen: str, root: Path, *, scratch: Path | None = None) -> Backend:
    """The engine over the generations below ``root``. Raises NoEngine."""
    if why := problem(chosen):
        raise NoEngine(why)
    kind, parts = _read(chosen)
    if kind == "duckdb":
        return Duck(root, scratch=scratch)
    if kind == "spark":
        return Spark(root, master=f"spark://{parts.netloc}") if parts.netloc else Spark(root)
    if kind == "chdb":
        return Dialled(root, "clickhouse", _chdb(), _VIEW + "file('{path}', Parquet)")
    if kind == "clickhouse":
        files = parse_qs(parts.query).get("files", [str(root)])[0].rstrip("/")
        return Dialled(
            root,
            "clickhouse",
            _clickhouse(parts),
            _VIEW + f"file('{files}/{{generation}}/table.parquet', Parquet)",
        )
    return Dialled(root, "trino", _trino(parts), above=_steps(parts))


def _read(chosen: str) -> tuple[str, SplitResult]:
    parts = urlsplit(chosen if "://" in chosen else f"{chosen}://")
    return parts.scheme, parts


def _shown(chosen: str) -> str:
    """The setting without its password, for logs."""
    _kind, parts = _read(chosen)
    return chosen.replace(f":{parts.password}@", ":…@") if parts.password else chosen


def _steps(parts: SplitResult) -> tuple[str, ...]:
    return tuple(unquote(one) for one in parts.path.split("/") if one)


def _chdb() -> Callable[[], Any]:
    """ClickHouse inside this process: one connection, since closing it would lose the views."""
    kept: list[Any] = []

    class Kept:
        def __init__(self, connection: Any) -> None:
            self.cursor = connection.cursor

        def close(self) -> None:
            """It stays open."""

    def connect() -> Kept:
        from chdb import dbapi

        if not kept:
            kept.append(dbapi.connect(":memory:"))
        return Kept(kept[0])

    return connect


def _clickhouse(parts: SplitResult) -> Callable[[], Any]:
    def connect() -> Any:
        from clickhouse_connect import dbapi

        database = "/".join(_steps(parts)) or "default"
        return dbapi.connect(
            host=parts.hostname,
            port=parts.port or 8123,
            username=unquote(parts.username or "default"),
            password=unquote(parts.password or ""),
            database=database,
        )

    return connect


def _trino(parts: SplitResult) -> Callable[[], Any]:
    def connect() -> Any:
        from trino import dbapi

        catalogue, schema = _steps(parts)
        return dbapi.connect(
            host=parts.hostname,
            port=parts.port or 8080,
            user=unquote(parts.username or "folkmoot"),
            catalog=catalogue,
            schema=schema,
        )

    return connect
