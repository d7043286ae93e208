"""The ways a value can be written: how each is recognised in Python and SQL, and what it becomes.

A format accepts a cell only if the value says all that the cell says (round trip): what is lost is at most the way of
writing a number's zeros after the point, its grouping, or a date's order, and those the format itself remembers. So
"007" is no number, and "31.02.2020" no date.
"""

import dataclasses
import re
from collections.abc import Mapping
from typing import Any

from folkmoot.modules.catalogue.engine.typing import sql

TYPES = ("int", "number", "text", "bool", "date", "timestamp", "time", "point", "geometry", "json")


@dataclasses.dataclass(frozen=True, slots=True)
class Format:
    """One way of writing. ``check`` and ``value`` are SQL with ``{v}`` for the trimmed cell.

    ``value`` gives VARCHAR for numbers, in plain digits, so that their column decides how wide they are stored.
    ``shape`` is the Python pattern of the whole cell. ``known`` is what is written down about the format.
    """

    id: str
    type: str
    shape: re.Pattern[str]
    check: str
    value: str
    known: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def checked(self, cell: str) -> str:
        """SQL that is true where a cell, given as SQL, is written so."""
        return self.check.replace("{v}", cell)

    def valued(self, cell: str) -> str:
        """SQL of the value of a cell that is written so."""
        return self.value.replace("{v}", cell)


def _full(pattern: str) -> str:
    return f"regexp_full_match({{v}}, {sql.text(pattern)})"


def _number(id: str, group: str, point: str) -> Format:  # noqa: A002 - it is one.
    """Numbers with a sign for groups of three digits (a class of signs, "" for none) and one for decimals."""
    p = re.escape(point)
    whole = f"(?:0|[1-9][0-9]{{0,2}}(?:{group}[0-9]{{3}})+|[1-9][0-9]*)" if group else "(?:0|[1-9][0-9]*)"
    pattern = f"(?:[-+−] ?)?(?:{whole}(?:{p}[0-9]+)?|{p}[0-9]+)"
    value = "replace(ltrim({v}, '+ '), '−', '-')"
    value = f"regexp_replace({value}, {sql.text(group)}, '', 'g')" if group else value
    if point != ".":
        value = f"replace({value}, {sql.text(point)}, '.')"
    return Format(
        id,
        "number",
        re.compile(pattern),
        _full(pattern),
        f"replace({value}, '- ', '-')",
        {"decimal": point, "group": group},
    )


INT = Format(
    "int",
    "int",
    re.compile(r"-?(?:0|[1-9]\d{0,17})"),
    "TRY_CAST({v} AS BIGINT)::VARCHAR = {v}",
    "TRY_CAST({v} AS BIGINT)",
)
PLAIN = Format(
    "number",
    "number",
    re.compile(r"-?(?:(?:0|[1-9]\d*)(?:\.\d+)?|\.\d+)"),
    _full(r"-?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]+)?|\.[0-9]+)"),
    "{v}",
    {"decimal": ".", "group": ""},
)
SPACE = "[ \u00a0\u202f]"
NUMBERS = (
    PLAIN,
    _number("number-signed", "", "."),
    _number("number-comma-groups", ",", "."),
    _number("number-decimal-comma", "", ","),
    _number("number-point-groups", "[.]", ","),
    _number("number-space-groups", SPACE, ","),
    _number("number-space-groups-point", SPACE, "."),
    _number("number-apostrophe-groups", "['’]", "."),
    _number("number-mixed-groups", "[, \u00a0\u202f]", "."),
)
SCIENCE = Format(
    "number-exponent",
    "number",
    re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?"),
    _full(r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]{1,15})?(?:[eE][-+]?[0-9]{1,3})?")
    + " AND isfinite(TRY_CAST({v} AS DOUBLE))",
    "TRY_CAST({v} AS DOUBLE)",
    {"decimal": ".", "group": "", "exponent": True},
)
UNITS = ("$", "€", "£", "¥", "%", "‰", "EUR", "USD", "CHF", "GBP")


def with_unit(number: Format, unit: str, *, before: bool) -> Format:
    """Numbers that all carry the same unit on the same side: "$74.69", "12,5 %"."""
    bare = f"trim(replace({{v}}, {sql.text(unit)}, ''), {sql.text(sql.SPACES)})"
    side = (
        f"regexp_matches({{v}}, {sql.text('^-?' + re.escape(unit))})"
        if before
        else f"ends_with({{v}}, {sql.text(unit)})"
    )
    mark = re.escape(unit)
    shape = rf"-?{mark}\s?(?:{number.shape.pattern})" if before else rf"(?:{number.shape.pattern})\s?{mark}"
    check = f"{side} AND {number.check.replace('{v}', bare)}"
    return Format(
        f"{number.id} {unit}",
        "number",
        re.compile(shape),
        check,
        number.value.replace("{v}", bare),
        {**number.known, "unit": unit, "before": before},
    )


def _words(true: str, false: str) -> Format:
    return Format(
        f"bool {true}/{false}",
        "bool",
        re.compile(f"{true}|{false}", re.IGNORECASE),
        f"lower({{v}}) IN ({sql.text(true)}, {sql.text(false)})",
        f"lower({{v}}) = {sql.text(true)}",
        {"true": true, "false": false},
    )


BOOLS = tuple(
    _words(*pair)
    for pair in (
        ("true", "false"),
        ("yes", "no"),
        ("ja", "nein"),
        ("wahr", "falsch"),
        ("oui", "non"),
        ("vrai", "faux"),
        ("sí", "no"),
        ("si", "no"),
        ("y", "n"),
        ("j", "n"),
        ("t", "f"),
    )
)


def _day(pattern: str, shape: str, order: str = "") -> Format:
    parsed = f"try_strptime({{v}}, {sql.text(pattern)})"
    return Format(
        f"date {pattern}",
        "date",
        re.compile(shape),
        f"({parsed} IS NOT NULL AND {_full(shape)})",
        f"{parsed}::DATE",
        {"pattern": pattern, **({"order": order} if order else {})},
    )


def _moment(pattern: str, shape: str, order: str = "") -> Format:
    parsed = f"try_strptime({{v}}, {sql.text(pattern)})"
    return Format(
        f"timestamp {pattern}",
        "timestamp",
        re.compile(shape),
        f"({parsed} IS NOT NULL AND {_full(shape)})",
        f"{parsed}::TIMESTAMP",
        {"pattern": pattern, **({"order": order} if order else {})},
    )


_D, _M, _Y, _MON = "[0-9]{1,2}", "[0-9]{1,2}", "[0-9]{4}", "[A-Za-z]{3,9}"
_HM, _HMS = "[0-9]{1,2}:[0-9]{2}", "[0-9]{1,2}:[0-9]{2}:[0-9]{2}"
ISO_DATE = Format(
    "date",
    "date",
    re.compile(r"\d{4}-\d{2}-\d{2}"),
    "TRY_CAST({v} AS DATE)::VARCHAR = {v}",
    "TRY_CAST({v} AS DATE)",
    {"pattern": "%Y-%m-%d"},
)
DATES = (
    ISO_DATE,
    _day("%d.%m.%Y", rf"{_D}\.{_M}\.{_Y}", "dmy"),
    _day("%d/%m/%Y", rf"{_D}/{_M}/{_Y}", "dmy"),
    _day("%m/%d/%Y", rf"{_M}/{_D}/{_Y}", "mdy"),
    _day("%d-%m-%Y", rf"{_D}-{_M}-{_Y}", "dmy"),
    _day("%m-%d-%Y", rf"{_M}-{_D}-{_Y}", "mdy"),
    _day("%Y/%m/%d", rf"{_Y}/{_M}/{_D}"),
    _day("%Y.%m.%d", rf"{_Y}\.{_M}\.{_D}"),
    _day("%d.%m.%y", rf"{_D}\.{_M}\.[0-9]{{2}}", "dmy"),
    _day("%d/%m/%y", rf"{_D}/{_M}/[0-9]{{2}}", "dmy"),
    _day("%m/%d/%y", rf"{_M}/{_D}/[0-9]{{2}}", "mdy"),
    _day("%d %B %Y", rf"{_D} {_MON} {_Y}"),
    _day("%d %b %Y", rf"{_D} {_MON} {_Y}"),
    _day("%d. %B %Y", rf"{_D}\. {_MON} {_Y}"),
    _day("%B %d, %Y", rf"{_MON} {_D}, {_Y}"),
    _day("%b %d, %Y", rf"{_MON} {_D}, {_Y}"),
)
_ISO = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
MOMENTS = (
    Format(
        "timestamp",
        "timestamp",
        re.compile(_ISO),
        f"TRY_CAST({{v}} AS TIMESTAMP) IS NOT NULL AND {_full(_ISO)}",
        "TRY_CAST({v} AS TIMESTAMP)",
        {"pattern": "%Y-%m-%dT%H:%M:%S"},
    ),
    Format(
        "timestamp with zone",
        "timestamp",
        re.compile(_ISO + r"\s?(?:[zZ]|[-+]\d{2}(?::?\d{2})?)"),
        "TRY_CAST({v} AS TIMESTAMPTZ) IS NOT NULL AND "
        + _full(_ISO + r"\s?(?:[zZ]|[-+][0-9]{2}(?::?[0-9]{2})?)"),
        "timezone('UTC', TRY_CAST({v} AS TIMESTAMPTZ))",
        {"pattern": "%Y-%m-%dT%H:%M:%S%z", "zone": "UTC"},
    ),
    *(
        _moment(f"{day} {hour}", f"{shape} {hours}", order)
        for day, shape, order in (
            ("%d.%m.%Y", rf"{_D}\.{_M}\.{_Y}", "dmy"),
            ("%d/%m/%Y", rf"{_D}/{_M}/{_Y}", "dmy"),
            ("%m/%d/%Y", rf"{_M}/{_D}/{_Y}", "mdy"),
            ("%Y/%m/%d", rf"{_Y}/{_M}/{_D}", ""),
        )
        for hour, hours in (
            ("%H:%M", _HM),
            ("%H:%M:%S", _HMS),
            ("%I:%M %p", _HM + " [AaPp][Mm]"),
            ("%I:%M:%S %p", _HMS + " [AaPp][Mm]"),
        )
    ),
)
_CLOCK = r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6})?)?"
TIMES = (
    Format(
        "time",
        "time",
        re.compile(_CLOCK),
        _full(_CLOCK),
        "TRY_CAST(CASE WHEN strpos({v}, ':') = 2 THEN '0' || {v} ELSE {v} END || CASE WHEN length({v}) <= 5 THEN ':00' ELSE '' END AS TIME)",
    ),
)
_POINT = r"-?(?:[0-8]?[0-9](?:\.[0-9]+)?|90(?:\.0+)?)\s*[,;]\s*-?(?:1[0-7][0-9]|[0-9]{1,2}|180)(?:\.[0-9]+)?"
_WKT = r"(?:SRID=[0-9]+;)?(?:MULTI)?(?:POINT|LINESTRING|POLYGON|GEOMETRYCOLLECTION)\s*(?:Z|M|ZM)?\s*\(.*\)"
OTHERS = (
    Format(
        "point lat, lon",
        "point",
        re.compile(_POINT),
        f"{_full(_POINT)} AND contains({{v}}, '.')",
        "{v}",
        {"order": "lat, lon"},
    ),
    Format(
        "WKT",
        "geometry",
        re.compile(_WKT, re.DOTALL | re.IGNORECASE),
        _full("(?is)" + _WKT),
        "{v}",
        {"notation": "WKT"},
    ),
    Format(
        "GeoJSON",
        "geometry",
        re.compile(r'\{.*"coordinates".*\}', re.DOTALL),
        "json_valid({v})",
        "{v}",
        {"notation": "GeoJSON"},
    ),
    Format(
        "json",
        "json",
        re.compile(r"[\[{].*[\]}]", re.DOTALL),
        "json_valid({v}) AND left({v}, 1) IN ('{{', '[')".replace("{{", "{"),
        "{v}",
    ),
)
EVERY = (INT, *NUMBERS, SCIENCE, *BOOLS, *DATES, *MOMENTS, *TIMES, *OTHERS)
BY_ID = {one.id: one for one in EVERY}
