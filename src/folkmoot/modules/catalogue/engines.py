"""The engine and the sandbox of this process, over the generations below the settings' folder."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from folkmoot.modules.catalogue.engine.running.duck import Duck
from folkmoot.modules.catalogue.engine.running.engine import Engine
from folkmoot.modules.catalogue.engine.running.generations import Gone
from folkmoot.modules.catalogue.engine.sandbox.running import Sandbox
from folkmoot.record.keys import secret


def generations() -> Path:
    """The folder of all generations."""
    return Path(settings.FOLKMOOT_TABLES) / "generations"


def engine() -> Engine:
    """Answers questions about generations."""
    return _engine(generations())


def sandbox() -> Sandbox:
    """Runs SQL of the public."""
    return _sandbox(generations())


def manifest(generation: str) -> dict[str, Any]:
    """What is written down about a generation (table.json). Raises Gone where it is not there."""
    return _manifest(generations(), generation)


@lru_cache(maxsize=8)
def _engine(root: Path) -> Engine:
    root.mkdir(parents=True, exist_ok=True)
    return Engine(Duck(root), key=secret("catalogue-cursors"))


@lru_cache(maxsize=8)
def _sandbox(root: Path) -> Sandbox:
    root.mkdir(parents=True, exist_ok=True)
    return Sandbox(root)


@lru_cache(maxsize=256)
def _manifest(root: Path, generation: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((root / generation / "table.json").read_bytes())
    except FileNotFoundError:
        raise Gone(f"there is no generation {generation}") from None
    return found
