"""How much of everything is taken. A file beyond a limit is refused with the limit in the sentence."""

import dataclasses


@dataclasses.dataclass(frozen=True, slots=True)
class Limits:
    """Bytes, cells and shares that bound the work on one file; the defaults fit one machine of a town."""

    file: int = 8 << 30
    """Bytes of the file as it was handed in."""
    line: int = 16 << 20
    """Bytes of one line of text."""
    cell: int = 4 << 20
    """Characters of one cell."""
    columns: int = 2_000
    """Columns of a table."""
    unpacked: int = 8 << 30
    """Bytes of what an archive holds, and of the parts of a workbook together."""
    ratio: int = 200
    """How many times larger something may be than it is packed, once it is larger than ``small``."""
    small: int = 64 << 20
    """Bytes up to which any ratio is taken: long runs of equal cells pack very well."""
    members: int = 10_000
    """Files in one archive."""
    cells: int = 60_000_000
    """Cells of one sheet, which is held in memory."""
    sheet: int = 1 << 30
    """Bytes of the parts of a workbook together, since its cells are held in memory."""
    depth: int = 64
    """Levels of nesting in JSON."""
    notes: int = 1_000
    """Notes that are kept word for word; beyond that they are only counted."""
    memory: str = "1500MB"
    """What the database may hold in memory before it writes to disk."""
    threads: int = 2


LIMITS = Limits()
