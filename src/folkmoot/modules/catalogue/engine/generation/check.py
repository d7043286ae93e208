"""Whether a generation on disk is what its name promises, and making its table again from the durable copy."""

import hashlib
import json
from pathlib import Path

from folkmoot.modules.catalogue.engine.faults import Damaged
from folkmoot.modules.catalogue.engine.generation.build import MANIFEST, PARQUET, TABLE
from folkmoot.modules.catalogue.engine.generation.database import database
from folkmoot.modules.catalogue.engine.generation.folder import PART, finished
from folkmoot.modules.catalogue.engine.limits import LIMITS, Limits
from folkmoot.modules.catalogue.engine.typing import sql


def verify(folder: Path) -> None:
    """Raise Damaged unless the folder is named after its table.json and that holds the hash of table.parquet."""
    data = (folder / MANIFEST).read_bytes()
    if hashlib.sha256(data).hexdigest() != folder.name:
        raise Damaged(f"{folder / MANIFEST} is not the one that the folder is named after")
    with (folder / PARQUET).open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != json.loads(data)["parquet"]["sha256"]:
        raise Damaged(f"{folder / PARQUET} is not the one that table.json names")


def rebuild(folder: Path, *, limits: Limits = LIMITS) -> None:
    """Make table.duckdb again from table.parquet, for another version of the database or after a loss.

    The list of rejected cells is not in the Parquet file; it is gone when the database file is.
    """
    verify(folder)
    part = folder / (TABLE + PART)
    part.unlink(missing_ok=True)
    with database(part, folder / "spill", limits) as connection:
        connection.execute(
            f"CREATE TABLE rows AS SELECT * FROM read_parquet({sql.path(folder / PARQUET)}) ORDER BY _id"
        )
        connection.execute("CHECKPOINT")
    finished(folder / TABLE)
