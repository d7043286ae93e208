"""The engine and the sandbox of this process, over the generations below the settings' folder."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from folkmoot.modules.catalogue.counting import SQL, count
from folkmoot.modules.catalogue.engine.running.choosing import NoEngine, backend
from folkmoot.modules.catalogue.engine.running.duck import Duck
from folkmoot.modules.catalogue.engine.running.engine import Backend, Engine
from folkmoot.modules.catalogue.engine.running.generations import Gone
from folkmoot.modules.catalogue.engine.sandbox.running import Sandbox
from folkmoot.record.keys import secret

__all__ = ["NoEngine", "engine", "generations", "local", "manifest", "sandbox"]
OTHER_SECONDS = 60.0
"""Seconds for a question to an engine that is elsewhere: it may have to start first."""


def generations() -> Path:
    """The folder of all generations."""
    return Path(settings.FOLKMOOT_TABLES) / "generations"


def engine() -> Engine:
    """Answers questions about generations, computed by the engine of the settings. Raises NoEngine."""
    return _engine(generations(), settings.ANALYTICS_ENGINE)


def local() -> Backend:
    """DuckDB over the same generations, for what is in its files alone: cells that did not fit, and spreads of columns."""
    made = engine().backend
    return made if isinstance(made, Duck) else _engine(generations(), "duckdb").backend


def sandbox() -> Sandbox:
    """Runs SQL of the public."""
    return _sandbox(generations())


def manifest(generation: str) -> dict[str, Any]:
    """What is written down about a generation (table.json). Raises Gone where it is not there."""
    return _manifest(generations(), generation)


@lru_cache(maxsize=8)
def _engine(root: Path, chosen: str) -> Engine:
    root.mkdir(parents=True, exist_ok=True)
    seconds = 10.0 if chosen == "duckdb" else OTHER_SECONDS
    return Engine(backend(chosen, root), seconds=seconds, key=secret("catalogue-cursors"))


@lru_cache(maxsize=8)
def _sandbox(root: Path) -> Sandbox:
    root.mkdir(parents=True, exist_ok=True)
    return Sandbox(root, tell=lambda outcome: count(SQL, outcome))


@lru_cache(maxsize=256)
def _manifest(root: Path, generation: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((root / generation / "table.json").read_bytes())
    except FileNotFoundError:
        raise Gone(f"there is no generation {generation}") from None
    return found
