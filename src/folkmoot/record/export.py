"""Writing the sealed log as a directory of static files that any web server or verifier can use."""

from collections.abc import Callable
from pathlib import Path

from folkmoot.record import keys, queries, seen
from folkmoot.record.tiles import format_path, tiles_of


def export(directory: Path, *, progress: Callable[[str], None] | None = None) -> int:
    """Write every tile, bundle, the key and, last, the checkpoint. Returns the size; 0 when nothing is sealed.

    Files that are there already are kept: tiles never change. The checkpoint comes last, so that an interrupted
    export leaves the older, valid log.
    """
    newest = seen.newest()
    if newest is None:
        return 0
    for tile in tiles_of(newest.row.size):
        path = directory / format_path(tile)
        if path.exists():
            continue
        data = queries.tile(tile)
        if data is None:
            raise LookupError(f"{format_path(tile)} is missing from the database")
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.draft")
        draft.write_bytes(data)
        draft.replace(path)
        if progress:
            progress(str(path))
    (directory / "key").write_text(keys.signer().verifier.vkey + "\n")
    confirmed = seen.confirmed()
    # One that was cosigned after the export began is larger than what was written.
    if confirmed and confirmed.row.size <= newest.row.size:
        _put(directory, "witnessed", confirmed.note)
    _put(directory, "checkpoint", newest.note)
    return newest.row.size


def _put(directory: Path, name: str, text: str) -> None:
    draft = directory / f".{name}.draft"
    draft.write_text(text)
    draft.replace(directory / name)
