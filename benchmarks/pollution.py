"""The Pollock simple score of reading 229 polluted CSV files without being told anything, against the target of 9.5 of 10.

Usage: ./run bench pollution. The files are found beside the project or where FOLKMOOT_REAL_DATA says.
"""

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT / "src")
sys.path.insert(0, str(ROOT))

TARGET = 9.5
PEERS = "others, on all files of the benchmark: DuckDB by itself 9.075, PostgreSQL 0.136"


def main() -> int:
    """Print score and shares; 1 when the target is missed."""
    from benchmarks._pollution import measured

    data = (
        Path(os.environ.get("FOLKMOOT_REAL_DATA") or ROOT.parent / "shared" / "data")
        / "tables"
        / "polluted-csv"
    )
    if not data.is_dir():
        print(f"The polluted files are not at {data}; set FOLKMOOT_REAL_DATA.")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        found = measured(data, Path(folder))
    print(
        f"{found.files} files: {found.score:.4f} of 10, {found.score / TARGET:.2f} of the target of {TARGET} ({PEERS})"
    )
    for name, value in found.points.items():
        print(f"  {name:<18} {value:.4f}")
    print(f"  right cell for cell {found.right:.1%}")
    for name in found.wrong[:20]:
        print(f"    not: {name}")
    return int(found.score < TARGET)


if __name__ == "__main__":
    sys.exit(main())
