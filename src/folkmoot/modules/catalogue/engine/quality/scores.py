"""How good the data of a table is: scores with reasons, and what its publisher can do about it."""

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

TOTALS = re.compile(r"\s*(?:sub)?(?:total|totaal|totale|summe|gesamt|insgesamt|sum|all)\b.*", re.IGNORECASE)
EMPTY, SPARSE, MAILS = 1.0, 0.5, 0.5
WEIGHTS = {"completeness": 0.25, "validity": 0.35, "dictionary": 0.2, "format": 0.2}
OPEN = {
    "csv": 1.0,
    "parquet": 1.0,
    "json": 1.0,
    "jsonl": 1.0,
    "geojson": 1.0,
    "ods": 0.9,
    "xlsx": 0.8,
    "xlsb": 0.5,
    "xls": 0.4,
}
"""How openly the formats are described and how many programs read them."""
PENALTIES = {"encoding": 0.1, "preamble": 0.1, "footer": 0.1, "header": 0.3, "sheets": 0.1, "table": 0.2}


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """One thing to do: a code, the column or "" for the table, and a sentence whose pattern can be translated."""

    code: str
    column: str
    pattern: str
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def stored(self) -> dict[str, Any]:
        """As JSON, with the sentence ready in English."""
        shown = {name: f"{one:,}" if isinstance(one, int) else one for name, one in self.params.items()}
        return {
            "code": self.code,
            "column": self.column,
            "words": self.pattern % shown,
            "pattern": self.pattern,
            "params": dict(self.params),
        }


def quality_of(
    manifest: Mapping[str, Any], last: Sequence[str] = (), duplicates: int | None = None
) -> dict[str, Any]:
    """Scores from 0 to 1, why they are not 1, and a list of what to do, the gravest first."""
    scores = {
        "completeness": _completeness(manifest),
        "validity": _validity(manifest, duplicates),
        "dictionary": _dictionary(manifest),
        "format": _format(manifest),
    }
    overall = sum(WEIGHTS[name] * score for name, (score, _) in scores.items())
    found = [
        *_table_findings(manifest, last, duplicates),
        *(one for field in manifest["fields"] for one in _findings(field, manifest)),
    ]
    return {
        "overall": round(overall, 4),
        "scores": {
            name: {"score": round(score, 4), "reasons": reasons} for name, (score, reasons) in scores.items()
        },
        "todo": [one.stored() for one in found],
    }


def _completeness(manifest: Mapping[str, Any]) -> tuple[float, list[str]]:
    fields = manifest["fields"]
    if not fields or not manifest["rows"]:
        return 0.0, ["the table has no rows"]
    shares = [1 - one.get("null_share", 0) for one in fields]
    reasons = [
        f"{one['name']}: {one['null_share']:.0%} of the cells are empty"
        for one in fields
        if one.get("null_share", 0) > SPARSE
    ]
    return sum(shares) / len(shares), reasons[:10]


def _validity(manifest: Mapping[str, Any], duplicates: int | None) -> tuple[float, list[str]]:
    cells = sum(one.get("cells", 0) for one in manifest["fields"]) or 1
    rejected = manifest["rejects"]
    counts = manifest["notes"]["counts"]
    uneven = sum(counts.get(one, 0) for one in ("short", "long", "repaired", "quotes"))
    reasons = []
    if rejected:
        reasons.append(f"{rejected:,} of {cells:,} cells do not fit the type of their column")
    if uneven:
        reasons.append(f"{uneven:,} of {manifest['rows']:,} records had not the width of the table")
    if duplicates:
        reasons.append(f"{duplicates:,} records have a key that another record has too")
    # A bad cell weighs a hundredfold, since one in a hundred makes every sum over its column doubtful.
    lost = min(1.0, 100 * rejected / cells) * 0.6 + min(1.0, 10 * uneven / max(manifest["rows"], 1)) * 0.3
    lost += 0.1 if duplicates else 0.0
    return max(0.0, 1 - lost), reasons


def _dictionary(manifest: Mapping[str, Any]) -> tuple[float, list[str]]:
    fields = manifest["fields"]
    if not fields:
        return 0.0, []
    points, lacking, unitless = 0.0, [], []
    for one in fields:
        described = bool(one.get("description") or one.get("label"))
        numeric = one["type"] == "number"
        points += (0.7 if described else 0.0) + (0.3 if not numeric or one.get("unit") else 0.0)
        if not described:
            lacking.append(one["name"])
        if numeric and not one.get("unit"):
            unitless.append(one["name"])
    reasons = []
    if lacking:
        reasons.append(f"{len(lacking)} of {len(fields)} columns are not described: {', '.join(lacking[:5])}")
    if unitless:
        reasons.append(f"{len(unitless)} columns of numbers have no unit: {', '.join(unitless[:5])}")
    return points / len(fields), reasons


def _format(manifest: Mapping[str, Any]) -> tuple[float, list[str]]:
    dialect, counts = manifest["dialect"], manifest["notes"]["counts"]
    score, reasons = OPEN.get(dialect["kind"], 0.5), []
    if score < 1:
        reasons.append(f"{dialect['kind'].upper()} is read by fewer programs than CSV or Parquet")
    facts = {
        "encoding": bool(dialect.get("encoding")) and not str(dialect["encoding"]).startswith("utf-8"),
        "preamble": bool(dialect.get("preamble")),
        "footer": bool(dialect.get("footer")),
        "header": dialect["kind"] == "csv"
        and not dialect.get("header_rows")
        and "columns" not in manifest["choices"],
        "sheets": bool(counts.get("sheets")),
        "table": bool(counts.get("table")),
    }
    words = {
        "encoding": f"it is in {dialect.get('encoding')}, not in UTF-8",
        "preamble": "words stand above the table",
        "footer": "words stand below the table",
        "header": "the columns have no header",
        "sheets": "the workbook holds more than one sheet",
        "table": "the file holds more than one table",
    }
    for name, held in facts.items():
        if held:
            score -= PENALTIES[name]
            reasons.append(words[name])
    return max(score, 0.0), reasons


def _table_findings(
    manifest: Mapping[str, Any], last: Sequence[str], duplicates: int | None
) -> Iterator[Finding]:
    counts = manifest["notes"]["counts"]
    if not manifest["rows"]:
        yield Finding(
            "rows", "", "The table has a header and no records; check that the right file was handed in"
        )
    if manifest["rejects"]:
        yield Finding(
            "rejects",
            "",
            "Correct the %(count)s cells that are listed with their lines, or choose another type for their column",
            {"count": manifest["rejects"]},
        )
    if counts.get("table"):
        yield Finding("table", "", "Publish the other tables of the file as files of their own")
    uneven = sum(counts.get(one, 0) for one in ("short", "long", "repaired", "quotes"))
    if uneven:
        yield Finding(
            "uneven",
            "",
            "Check the %(count)s records that have not as many cells as the header",
            {"count": uneven},
        )
    if any(TOTALS.fullmatch(cell) for cell in last[:5]):
        yield Finding(
            "totals", "", "The last record looks like a total; leave it out, since every sum counts it twice"
        )
    if duplicates:
        yield Finding(
            "key",
            "",
            "%(count)s records have a key that another record has too; correct them or choose another key",
            {"count": duplicates},
        )
    if (
        not manifest["dialect"].get("header_rows")
        and manifest["dialect"]["kind"] == "csv"
        and "columns" not in manifest["choices"]
    ):
        yield Finding("header", "", "Give every column a title in the first line")


def _findings(field: Mapping[str, Any], manifest: Mapping[str, Any]) -> Iterator[Finding]:
    name, filled = field["name"], field.get("filled", 0)
    if manifest["rows"] and not filled:
        yield Finding("empty", name, "No record has a value here; fill the column or leave it out")
    if field.get("guess"):
        yield Finding("guess", name, "Confirm how this column is read: %(guess)s", {"guess": field["guess"]})
    if field.get("mojibake"):
        yield Finding(
            "mojibake",
            name,
            "%(count)s texts hold signs such as Ã¼, which were letters before a wrong conversion; convert them again from the source",
            {"count": field["mojibake"]},
        )
    if field.get("formulas"):
        yield Finding(
            "formulas",
            name,
            "%(count)s texts begin as formulas do; spreadsheets may run them, so put an apostrophe or a space first",
            {"count": field["formulas"]},
        )
    if filled and field.get("at_signs", 0) > MAILS * filled:
        yield Finding(
            "personal", name, "These look like e-mail addresses; leave them out unless they belong to offices"
        )
    if not (field.get("description") or field.get("label")):
        yield Finding("description", name, "Describe what the column means")
    if field["type"] == "number" and not field.get("unit"):
        yield Finding("unit", name, "Say in which unit the numbers are")
