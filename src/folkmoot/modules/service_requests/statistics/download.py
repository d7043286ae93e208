"""Statistics as CSV (RFC 4180, UTF-8), one figure of one group in a line."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from folkmoot.modules.service_requests.statistics.publishing import DAYS, Published, Value
from folkmoot.record.counted import FEWEST

HEADER = (
    "figure", "unit", "by", "key", "name", "value", "low_95", "high_95", "counted", "of", "note", "computed",
)  # fmt: skip


def safe(words: str) -> str:
    """Words that no spreadsheet takes for a formula: those that begin like one get an apostrophe."""
    return f"'{words}" if words[:1] in {"=", "+", "-", "@", "\t", "\r", "\n"} else words


def as_csv(
    rows: Sequence[Published],
    *,
    by: str,
    names: Mapping[str, str],
    figures: Iterable[str],
    computed: datetime,
) -> str:
    """The file. A value that is not known is empty; one that is hidden is empty and its note says why.

    Figures in days have the unit ``days``, shares the unit ``1`` (0 to 1), counts of reports the unit ``reports``.
    """
    out = io.StringIO(newline="")
    write = csv.writer(out)
    write.writerow(HEADER)
    at = computed.isoformat()
    for row in rows:
        place = (by, safe(row.key), safe(names.get(row.key, row.key)))
        hidden = "" if row.reports is not None else f"fewer than {FEWEST}, or hidden with such a count"
        write.writerow(["reports", "reports", *place, "" if row.reports is None else row.reports, "", "", "", "", hidden, at])  # fmt: skip
        for figure in figures:
            write.writerow(
                [figure, "days" if figure in DAYS else "1", *place, *_cells(row.values[figure]), at]
            )
    return out.getvalue()


def _cells(value: Value | None) -> list[str | int]:
    if value is None:
        return ["", "", "", "", "", f"fewer than {FEWEST}, or hidden with such a count"]
    numbers = ["" if one is None else f"{one:.6f}" for one in (value.value, value.low, value.high)]
    return [*numbers, value.k, value.n, "" if value.value is not None else "not known"]
