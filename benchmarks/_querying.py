"""The query part of `./run bench catalogue`: one table asked by ours, by Datasette and by PostgreSQL, with equal answers."""

import asyncio
import json
import os
import sqlite3
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks._measure import percentile

NAME = "b" * 64
COLUMNS = [
    ("district", "text"),
    ("kind", "text"),
    ("state", "text"),
    ("height", "number"),
    ("amount", "int"),
    ("day", "date"),
]
MAKE = """
    SELECT i AS _id,
           'District ' || (hash(i) % 40)::VARCHAR AS district,
           'Kind ' || (hash(i * 3) % 12)::VARCHAR AS kind,
           ['open', 'closed', 'waiting', NULL][1 + (hash(i * 5) % 4)::INT] AS state,
           (hash(i * 7) % 100000) / 16.0 AS height,
           (hash(i * 11) % 1000000)::BIGINT AS amount,
           DATE '2015-01-01' + (hash(i * 13) % 4000)::INT AS day
    FROM range(1, {rows} + 1) t(i)
"""
Timed = dict[str, list[float]]


def generation(root: Path, rows: int) -> Path:
    """A generation of that many rows, made by DuckDB alone: reading files is the other part."""
    import duckdb

    folder = root / NAME
    folder.mkdir(parents=True)
    with duckdb.connect(str(folder / "table.duckdb")) as base:
        base.execute(f"CREATE TABLE rows AS {MAKE.format(rows=rows)}")
        base.execute(f"COPY rows TO '{folder / 'rows.csv'}' (HEADER)")
        base.execute(f"COPY rows TO '{folder / 'table.parquet'}' (FORMAT parquet)")
    fields = [{"name": "_id", "type": "int"}, *({"name": name, "type": kind} for name, kind in COLUMNS)]
    (folder / "table.json").write_text(json.dumps({"fields": fields, "counts": {"rows": rows}}))
    return folder


def timed(work: Callable[[], Any], rounds: int) -> tuple[list[float], Any]:
    """Milliseconds of each round, and the last answer."""
    found, took = None, []
    for _ in range(rounds):
        began = time.perf_counter()
        found = work()
        took.append((time.perf_counter() - began) * 1_000)
    return took, found


def ours(root: Path, rounds: int) -> tuple[Timed, dict[str, Any]]:
    """Every question `rounds` times, each time a little different, so that no answer is a kept one."""
    from folkmoot.modules.catalogue.engine.export.text import csv_of
    from folkmoot.modules.catalogue.engine.query.tree import (
        AllOf,
        Compare,
        Facets,
        HasText,
        Key,
        Measure,
        Query,
        Sort,
    )
    from folkmoot.modules.catalogue.engine.running.duck import Duck
    from folkmoot.modules.catalogue.engine.running.engine import Engine

    engine = Engine(Duck(root, memory=2_048), seconds=120, keep=0)
    facets = Facets((Key("district"), Key("kind"), Key("state")), limit=30)
    groups = Query(
        group=(Key("district"),),
        measures=(Measure("count"), Measure("mean", "height")),
        sort=(Sort("district"),),
    )
    by_amount = Query(sort=(Sort("amount", descending=True),))
    near = AllOf((Compare("amount", "ge", 500_000), Compare("district", "eq", "District 7")))
    second = Query(sort=by_amount.sort, after=engine.ask(NAME, by_amount).next)
    questions: dict[str, Callable[[], Any]] = {
        "preview": lambda: engine.ask(NAME, Query()),
        "filter": lambda: engine.ask(NAME, Query(near)),
        "filter, counted": lambda: engine.count(NAME, Query(near)),
        "text": lambda: engine.count(NAME, Query(HasText("kind", "contains", "ND 1"))),
        "sort": lambda: engine.ask(NAME, by_amount),
        "sort, next page": lambda: engine.ask(NAME, second),
        "group": lambda: engine.ask(NAME, groups),
        "months": lambda: engine.ask(
            NAME, Query(near, group=(Key("day", "month"),), measures=(Measure("sum", "amount"),))
        ),
        "three facets": lambda: engine.facets(NAME, facets),
    }
    times: Timed = {}
    found: dict[str, Any] = {}
    for name, work in questions.items():
        work()
        times[name], found[name] = timed(work, rounds)
    times["export"], found["export"] = timed(lambda: sum(map(len, csv_of(*engine.stream(NAME, Query())))), 1)
    return times, {
        "group": [(row[0], row[1], round(row[2], 6)) for row in found["group"].rows],
        "three facets": {one.name: sorted(one.values) for one in found["three facets"].facets},
        "filter, counted": found["filter, counted"],
    }


def datasette(folder: Path, rounds: int) -> tuple[Timed, dict[str, Any]]:
    """The same over HTTP inside this process, with its limits lifted so that it answers at all."""
    path = folder / "table.sqlite"
    _sqlite(folder, path)
    return asyncio.run(_asked(path, rounds))


def _sqlite(folder: Path, path: Path) -> None:
    import duckdb

    kinds = {"text": "TEXT", "number": "REAL", "int": "INTEGER", "date": "TEXT"}
    with sqlite3.connect(path) as base:
        inside = ", ".join(f"{name} {kinds[kind]}" for name, kind in COLUMNS)
        base.execute(f"CREATE TABLE rows (_id INTEGER PRIMARY KEY, {inside})")
        source = duckdb.connect(str(folder / "table.duckdb"), read_only=True).execute(
            "SELECT * REPLACE (day::VARCHAR AS day) FROM rows"
        )
        while piece := source.fetchmany(20_000):
            base.executemany("INSERT INTO rows VALUES (?, ?, ?, ?, ?, ?, ?)", piece)
        # Datasette's own advice: an index for each column that is a facet.
        for name in ("district", "kind", "state"):
            base.execute(f"CREATE INDEX by_{name} ON rows ({name})")
        base.execute("ANALYZE")


async def _asked(path: Path, rounds: int) -> tuple[Timed, dict[str, Any]]:
    from datasette.app import Datasette

    settings = {
        "sql_time_limit_ms": 120_000,
        "facet_time_limit_ms": 120_000,
        "max_csv_mb": 0,
        "num_sql_threads": 2,
    }
    app = Datasette([str(path)], settings=settings)
    sql = "select district, count(*), avg(height) from rows group by district order by district"
    facets = urlencode(
        [
            ("_facet", "district"),
            ("_facet", "kind"),
            ("_facet", "state"),
            ("_facet_size", "30"),
            ("_size", "1"),
        ]
    )
    addresses = {
        "preview": "/table/rows.json?_nocount=1&_nofacet=1",
        "group": f"/table.json?{urlencode({'sql': sql, '_shape': 'arrays'})}",
        "three facets": f"/table/rows.json?{facets}",
    }
    times: Timed = {}
    answers: dict[str, Any] = {}
    for name, address in addresses.items():
        took = []
        for _ in range(rounds):
            began = time.perf_counter()
            answer = await app.client.get(address, timeout=600)
            took.append((time.perf_counter() - began) * 1_000)
        answer.raise_for_status()
        times[name], answers[name] = took, answer.json()
    began = time.perf_counter()
    answer = await app.client.get("/table/rows.csv?_stream=1", timeout=3_600)
    times["export"] = [(time.perf_counter() - began) * 1_000]
    answer.raise_for_status()
    found = answers["three facets"]["facet_results"]
    found = found.get("results", found)
    return times, {
        "group": [(row[0], row[1], round(row[2], 6)) for row in answers["group"]["rows"]],
        "three facets": {
            name: sorted((one["value"], one["count"]) for one in facet["results"] if one["value"] is not None)
            for name, facet in found.items()
        },
    }


def postgresql(folder: Path, server: str, rounds: int) -> tuple[Timed, dict[str, Any]]:
    """The same in SQL on PostgreSQL, without indexes: nobody knows before what people will ask."""
    import psycopg

    times: Timed = {}
    facet = (
        "SELECT {0}, count(*) FROM folkmoot_bench WHERE {0} IS NOT NULL GROUP BY {0} ORDER BY 2 DESC LIMIT 30"
    )
    with psycopg.connect(server, autocommit=True) as base:
        base.execute("DROP TABLE IF EXISTS folkmoot_bench")
        base.execute(
            "CREATE UNLOGGED TABLE folkmoot_bench (_id BIGINT, district TEXT, kind TEXT, state TEXT,"
            " height DOUBLE PRECISION, amount BIGINT, day DATE)"
        )
        with (
            (folder / "rows.csv").open("rb") as file,
            base.cursor().copy("COPY folkmoot_bench FROM STDIN (FORMAT csv, HEADER)") as copy,
        ):
            while piece := file.read(1 << 20):
                copy.write(piece)
        base.execute("ANALYZE folkmoot_bench")
        near = "amount >= 500000 AND district = 'District 7'"
        statements = {
            "preview": ["SELECT * FROM folkmoot_bench ORDER BY _id LIMIT 100"],
            "filter, counted": [f"SELECT count(*) FROM folkmoot_bench WHERE {near}"],
            "text": ["SELECT count(*) FROM folkmoot_bench WHERE kind ILIKE '%nd 1%'"],
            "sort": ["SELECT * FROM folkmoot_bench ORDER BY amount DESC, _id LIMIT 100"],
            "group": [
                'SELECT district, count(*), avg(height) FROM folkmoot_bench GROUP BY 1 ORDER BY district COLLATE "C"'
            ],
            "months": [
                f"SELECT date_trunc('month', day), sum(amount) FROM folkmoot_bench WHERE {near} GROUP BY 1 ORDER BY 1"
            ],
            "three facets": [facet.format(name) for name in ("district", "kind", "state")],
        }
        found = {}
        for name, several in statements.items():
            times[name], found[name] = timed(
                lambda several=several: [base.execute(one).fetchall() for one in several], rounds
            )
        base.execute("DROP TABLE folkmoot_bench")
    facets = dict(zip(("district", "kind", "state"), map(sorted, found["three facets"]), strict=True))
    return times, {
        "group": [(row[0], row[1], round(row[2], 6)) for row in found["group"][0]],
        "three facets": facets,
        "filter, counted": found["filter, counted"][0][0][0],
    }


def table(times: dict[str, Timed], rows: int) -> None:
    """Medians of all, the 95th percentile of ours, and how many times as long the others take."""
    mine = times["folkmoot"]
    others = [one for one in times if one != "folkmoot"]
    print(
        f"  {'milliseconds at ' + format(rows, ','):<28}{'median':>9}{'p95':>9}"
        + "".join(f"{one:>12}{'ratio':>8}" for one in others)
    )
    for name, took in mine.items():
        line = f"  {name:<28}{statistics.median(took):>9.1f}{percentile(took, 0.95):>9.1f}"
        for other in others:
            theirs = times[other].get(name)
            line += (
                f"{statistics.median(theirs):>12.1f}{statistics.median(theirs) / statistics.median(took):>8.1f}"
                if theirs
                else f"{'–':>12}{'–':>8}"
            )
        print(line)


def run(root: Path, rows: int, rounds: int, limit: float, least: float) -> int:
    """Measure all; 1 when a target is missed."""
    folder = generation(root, rows)
    times: dict[str, Timed] = {}
    found: dict[str, Any] = {}
    times["folkmoot"], found["folkmoot"] = ours(root, rounds)
    times["datasette"], found["datasette"] = datasette(folder, min(rounds, 3))
    if server := os.environ.get("DATABASE_URL"):
        times["postgresql"], found["postgresql"] = postgresql(folder, server, min(rounds, 3))
    table(times, rows)
    missed = [
        f"{other} answers {name} otherwise"
        for other, answers in found.items()
        for name, answer in answers.items()
        if answer != found["folkmoot"][name]
    ]
    for name in ("group", "three facets"):
        ratio = statistics.median(times["datasette"][name]) / statistics.median(times["folkmoot"][name])
        if ratio < least:
            missed.append(f"{name}: {ratio:.1f} times as fast as Datasette, the target is {least:.0f}")
    slow = {name: percentile(took, 0.95) for name, took in times["folkmoot"].items() if name != "export"}
    missed += [
        f"{name}: p95 {took:.0f} ms, the target is below {limit:.0f}"
        for name, took in slow.items()
        if took >= limit
    ]
    print(
        "\n".join(f"  missed: {one}" for one in missed)
        or "  every target of questions is met, and all answers are equal"
    )
    return int(bool(missed))
