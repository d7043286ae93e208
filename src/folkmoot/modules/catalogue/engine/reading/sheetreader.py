"""Run as a program of its own: one sheet of a workbook into a CSV file, within limits of memory and time.

A workbook with one cell far away makes a library fill all the room between; here that ends this program alone.
Usage: sheetreader WORKBOOK SHEET OUT MEMORY CELLS, where SHEET may be empty. Prints one JSON object.
"""

import csv
import datetime as dt
import json
import resource
import sys
from pathlib import Path
from typing import Any

SECONDS = 900


def main(words: list[str]) -> int:
    """Read, write and say what was found."""
    workbook, wanted, out, memory, most = words[0], words[1], Path(words[2]), int(words[3]), int(words[4])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    import python_calamine

    try:
        told = _read(python_calamine.CalamineWorkbook.from_path(workbook), wanted, out, most)
    except python_calamine.PasswordError:
        told = {"refused": "password"}
    except python_calamine.CalamineError as error:
        told = {"refused": "broken", "reason": str(error)}
    sys.stdout.write(json.dumps(told))
    return 0


def _read(book: Any, wanted: str, out: Path, most: int) -> dict[str, Any]:
    names = [one.name for one in book.sheets_metadata if "WorkSheet" in str(one.typ)]
    visible = {one.name for one in book.sheets_metadata if str(one.visible).endswith("Visible")}
    if wanted and wanted not in names:
        return {"refused": "sheet", "names": names}
    order = (
        [wanted]
        if wanted
        else [one for one in names if one in visible] + [one for one in names if one not in visible]
    )
    chosen, best, why = None, None, ""
    for name in order:
        sheet = book.get_sheet_by_name(name)
        if sheet.start is None:
            continue
        if best is None:
            chosen, best, why = name, sheet, "it is the first sheet that is not empty"
        if sheet.height > 1:
            chosen, best, why = name, sheet, "it is the first sheet that holds more than one row"
            break
    if best is None:
        return {"refused": "empty", "names": names}
    if best.total_height * best.total_width > most:
        return {"refused": "large", "rows": best.total_height, "columns": best.total_width}
    rows = best.to_python(skip_empty_area=False)
    _merged(rows, best)
    with out.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows([said(cell) for cell in row] for row in rows)
    others = [one for one in names if one != chosen]
    return {
        "sheet": chosen,
        "why": "the publisher chose it" if wanted else why,
        "others": others,
        "hidden": [one for one in others if one not in visible],
    }


def _merged(rows: list[list[Any]], sheet: Any) -> None:
    """A cell that was merged downwards holds for every row that it covers; merged to the right it is a heading."""
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        if left != right or bottom == top or bottom >= len(rows):
            continue
        for at in range(top + 1, bottom + 1):
            if left < len(rows[at]):
                rows[at][left] = rows[top][left]


def said(cell: Any) -> str:
    """A cell as text: whole numbers without a point, dates and times as ISO 8601 writes them."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)  # noqa: PLR2004 - beyond, floats skip integers.
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, dt.timedelta):
        seconds = int(cell.total_seconds())
        return f"{'-' if seconds < 0 else ''}{abs(seconds) // 3600}:{abs(seconds) // 60 % 60:02}:{abs(seconds) % 60:02}"
    return "" if cell is None else cell.isoformat() if hasattr(cell, "isoformat") else str(cell)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
