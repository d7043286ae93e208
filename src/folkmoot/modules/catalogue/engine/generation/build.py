"""Build one generation: the immutable table of a file, named after what it holds."""

import dataclasses
import hashlib
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from folkmoot.modules.catalogue.engine.dialect import Choices
from folkmoot.modules.catalogue.engine.faults import refuse
from folkmoot.modules.catalogue.engine.generation import load, rows
from folkmoot.modules.catalogue.engine.generation.database import database
from folkmoot.modules.catalogue.engine.generation.folder import PART, Steps, alone, finished, kept, synced
from folkmoot.modules.catalogue.engine.generation.manifest import manifest_of
from folkmoot.modules.catalogue.engine.generation.statistics import last_row, rejects_by_column, statistics_of
from folkmoot.modules.catalogue.engine.limits import LIMITS, Limits
from folkmoot.modules.catalogue.engine.reading import Scan, scan
from folkmoot.modules.catalogue.engine.reading.names import names_of
from folkmoot.modules.catalogue.engine.typing import Decided, Dictionary, entry_for, sql

ENGINE = "1"
"""Changes when the same file gives another table."""
TABLE, PARQUET, MANIFEST = "table.duckdb", "table.parquet", "table.json"
BUILDING = ".building"
SHARES = {"scan": 0.05, "rows": 0.1, "types": 0.35, "table": 0.75, "parquet": 0.95, "manifest": 1.0}
"""How far a build is when a step is done."""


@dataclasses.dataclass(frozen=True, slots=True)
class Generation:
    """An immutable table on disk. ``id`` is the SHA-256 of its table.json in hex, which holds that of table.parquet."""

    id: str
    folder: Path
    manifest: Mapping[str, Any]


Progress = Callable[[str, float], None]


def build(
    path: Path | Sequence[Path],
    root: Path,
    *,
    choices: Choices | None = None,
    dictionary: Dictionary | None = None,
    name: str | Sequence[str] = "",
    progress: Progress | None = None,
    limits: Limits = LIMITS,
) -> Generation:
    """Read a file, or several as one table, into ``root/<id>``; Unreadable says why it cannot be.

    ``name`` is what the file is called to people. ``progress`` hears the step and how much is done, 0 to 1. A build
    that was killed goes on after its last finished step when the same is asked again.
    """
    paths = [path] if isinstance(path, Path) else list(path)
    names = [name] if isinstance(name, str) else list(name)
    names = [
        given or one.name
        for given, one in zip(names if len(names) == len(paths) else [""] * len(paths), paths, strict=True)
    ]
    for one in paths:
        if not one.is_file():
            refuse("file", "there is no file %(name)s", name=one.name)
    job = _Build(
        list(zip(names, paths, strict=True)),
        root,
        choices or Choices(),
        dictionary or {},
        progress or (lambda _step, _done: None),
        limits,
    )
    return job.run()


class _Build:
    """The steps of one build."""

    def __init__(
        self,
        files: Sequence[tuple[str, Path]],
        root: Path,
        choices: Choices,
        dictionary: Dictionary,
        progress: Progress,
        limits: Limits,
    ) -> None:
        self.files, self.root, self.choices, self.dictionary = files, root, choices, dictionary
        self.progress, self.limits = progress, limits
        self.work = root / BUILDING / self._job()

    def _job(self) -> str:
        """The same for the same files with the same choices, so that a restart finds what was begun."""
        stats = [
            (str(path.resolve()), path.stat().st_size, path.stat().st_mtime_ns) for _, path in self.files
        ]
        laid_down = {name: one.stored() for name, one in self.dictionary.items()}
        asked = [ENGINE, stats, [name for name, _ in self.files], self.choices.stored(), laid_down]
        return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:32]

    def run(self) -> Generation:
        """Do what is not done yet."""
        with alone(self.work):
            self.steps = Steps(self.work)
            try:
                seen = self._scan()
                left = self._rows(seen)
                left, types = self._types(left)
                table = self._table(seen, left, types)
                parquet = self._parquet()
                return self._manifest(seen, left, types, table, parquet)
            except ValueError:
                # What was refused leaves nothing behind, so that it is read afresh when it comes again.
                shutil.rmtree(self.work, ignore_errors=True)
                raise

    def _done(self, step: str, left: Any) -> Any:
        self.progress(step, SHARES[step])
        return self.steps.done(step, left)

    def _scan(self) -> list[dict[str, Any]]:
        if (seen := self.steps.get("scan")) is not None:
            return list(seen)
        found = [dataclasses.asdict(scan(path, limits=self.limits)) for _, path in self.files]
        return list(self._done("scan", found))

    def _rows(self, seen: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        if (left := self.steps.get("rows")) is not None:
            return dict(left)
        source = rows.source_of(
            self.files, self.work, self.choices, self.limits, Scan(**seen[0]) if len(seen) == 1 else None
        )
        if source.plain or source.parquet:
            return dict(self._done("rows", rows.laid(source, plain=True)))
        count = rows.write_canonical(source, self.work, self.progress)
        return dict(self._done("rows", rows.laid(source, plain=False, rows=count)))

    def _read_each(self) -> dict[str, Any]:
        """The rows one by one, where the file as it lies turned out not to be in order."""
        self.steps.forget("rows")
        source = rows.source_of(self.files, self.work, self.choices, self.limits, None)
        count = rows.write_canonical(source, self.work, self.progress)
        return dict(self._done("rows", rows.laid(source, plain=False, rows=count)))

    def _types(self, left: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        if (types := self.steps.get("types")) is not None:
            return left, dict(types)
        if left["parquet"]:
            return left, dict(self._done("types", {}))
        import duckdb

        with database(Path(":memory:"), self.work / "spill", self.limits) as connection:
            try:
                found, count = load.decided(
                    connection, self._relation(left), self.work, self.choices, self.dictionary
                )
            except (duckdb.Error, load.HeaderAgain):
                if not left["plain"]:
                    raise
                left = self._read_each()
                found, count = load.decided(
                    connection, self._relation(left), self.work, self.choices, self.dictionary
                )
        return left, dict(
            self._done("types", {"columns": [dataclasses.asdict(one) for one in found], "rows": count})
        )

    def _relation(self, left: dict[str, Any]) -> load.Relation:
        return load.relation_of(left, self.work, [name for name, _ in self.files])

    def _table(
        self, seen: Sequence[Mapping[str, Any]], left: dict[str, Any], types: dict[str, Any]
    ) -> dict[str, Any]:
        if (table := self.steps.get("table")) is not None:
            return dict(table)
        part = self.work / (TABLE + PART)
        with database(part, self.work / "spill", self.limits) as connection:
            if left["parquet"]:
                titles, found, count = load.load_parquet(connection, Path(left["parquet"]), self.dictionary)
                rejects = 0
            else:
                titles, found, count = (
                    left["titles"],
                    [_decided(one) for one in types["columns"]],
                    types["rows"],
                )
                relation = self._relation(left)
                rejects = load.loaded(connection, relation, found)
                if rejects:
                    counted = rejects_by_column(connection)
                    found = [
                        dataclasses.replace(one, rejected=counted.get(name, 0))
                        for name, one in zip(relation.names, found, strict=True)
                    ]
            names = names_of(titles)
            told = {
                "titles": titles,
                "columns": [dataclasses.asdict(one) for one in found],
                "rows": count,
                "rejects": rejects,
                "statistics": statistics_of(
                    connection,
                    names,
                    found,
                    plain=all(one["ascii"] for one in seen) and left["dialect"]["kind"] == "csv",
                ),
                "last": last_row(connection),
                "duplicates": self._duplicates(connection, titles, names),
            }
            connection.execute("CHECKPOINT")
        finished(self.work / TABLE)
        return dict(self._done("table", told))

    def _duplicates(self, connection: Any, titles: Sequence[str], names: Sequence[str]) -> int | None:
        """How many records share a key that was laid down, or None without one."""
        key = [
            sql.name(name)
            for title, name in zip(titles, names, strict=True)
            if entry_for(self.dictionary, title, name).key
        ]
        if not key:
            return None
        groups = f"SELECT count(*) AS n FROM rows GROUP BY {', '.join(key)} HAVING count(*) > 1"
        return int(connection.execute(f"SELECT coalesce(sum(n), 0) FROM ({groups})").fetchone()[0])

    def _parquet(self) -> dict[str, Any]:
        if (parquet := self.steps.get("parquet")) is not None:
            return dict(parquet)
        part = self.work / (PARQUET + PART)
        with database(self.work / TABLE, self.work / "spill", self.limits) as connection:
            connection.execute(
                f"COPY (SELECT * FROM rows) TO {sql.text(str(part))} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3)"
            )
        finished(self.work / PARQUET)
        with (self.work / PARQUET).open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return dict(self._done("parquet", {"sha256": digest, "bytes": (self.work / PARQUET).stat().st_size}))

    def _manifest(
        self,
        seen: Sequence[Mapping[str, Any]],
        left: Mapping[str, Any],
        types: Mapping[str, Any],
        table: Mapping[str, Any],
        parquet: Mapping[str, Any],
    ) -> Generation:
        del types
        originals = [
            {"name": name, "sha256": one["sha256"], "bytes": one["size"]}
            for (name, _), one in zip(self.files, seen, strict=True)
        ]
        manifest = manifest_of(
            engine=ENGINE,
            originals=originals,
            left=left,
            table=table,
            decisions=[_decided(one) for one in table["columns"]],
            parquet=parquet,
            choices=self.choices,
            dictionary=self.dictionary,
        )
        data = json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1).encode()
        kept(self.work / MANIFEST, data)
        found = hashlib.sha256(data).hexdigest()
        target = self.root / found
        if not target.exists():
            ready = self.work / "ready"
            ready.mkdir(exist_ok=True)
            for one in (TABLE, PARQUET, MANIFEST):
                if (self.work / one).exists():
                    (self.work / one).replace(ready / one)
            synced(ready)
            ready.rename(target)
            synced(self.root)
        shutil.rmtree(self.work, ignore_errors=True)
        self.progress("manifest", 1.0)
        return Generation(found, target, manifest)


def _decided(stored: Mapping[str, Any]) -> Decided:
    return Decided(**{**stored, "marks": tuple(stored["marks"])})


__all__ = ["ENGINE", "Generation", "build"]
