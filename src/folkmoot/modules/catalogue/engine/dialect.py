"""How a file is read: what the publisher chose, what was found, and why."""

import dataclasses
from collections.abc import Mapping
from typing import Any, Self

from folkmoot.modules.catalogue.engine.faults import refuse

KINDS = ("csv", "xlsx", "xls", "xlsb", "ods", "json", "jsonl", "geojson", "parquet")


@dataclasses.dataclass(frozen=True, slots=True)
class Choices:
    """What a publisher laid down for a file; None and empty mean "find out".

    ``columns`` fixes the titles in order, for exports that have no header or an unstable one. ``widths`` are the widths
    in characters of the columns of a fixed-width file. ``rename`` maps titles as they stand in the file to the ones
    wanted. ``first_line`` is the line of the first header row, or of the first data row where ``header_rows`` is 0.
    ``date_order`` is "dmy" or "mdy" and ``decimal`` "." or ",", for columns that leave it open.
    """

    kind: str | None = None
    member: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    escape: str | None = None
    sheet: str | None = None
    path: str | None = None
    first_line: int | None = None
    header_rows: int | None = None
    footer_rows: int | None = None
    columns: tuple[str, ...] = ()
    widths: tuple[int, ...] = ()
    rename: Mapping[str, str] = dataclasses.field(default_factory=dict)
    date_order: str | None = None
    decimal: str | None = None

    def __post_init__(self) -> None:
        for name in ("delimiter", "quote", "escape"):
            given = getattr(self, name)
            if given is not None and (
                len(given) > 1 or given in {"\n", "\r", "\0"} or (not given and name == "delimiter")
            ):
                refuse(name, "use one character; %(given)r is not", given=given)
        if self.kind is not None and self.kind not in KINDS:
            refuse("kind", "choose one of %(choices)s", choices=", ".join(KINDS))
        for name, least in (("first_line", 1), ("header_rows", 0), ("footer_rows", 0)):
            number = getattr(self, name)
            if number is not None and number < least:
                refuse(name, "use a number from %(least)s on", least=least)
        if any(width < 1 for width in self.widths):
            refuse("widths", "every column is at least one character wide")
        if self.date_order not in {None, "dmy", "mdy"}:
            refuse("date_order", "choose one of %(choices)s", choices="dmy, mdy")
        if self.decimal not in {None, ".", ","}:
            refuse("decimal", "choose one of %(choices)s", choices="'.', ','")

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """From the JSON that ``stored`` gives back; a name that does not exist is refused."""
        known = {one.name for one in dataclasses.fields(cls)}
        if unknown := sorted(set(stored) - known):
            refuse(
                unknown[0], "there is no such choice; there are %(choices)s", choices=", ".join(sorted(known))
            )
        lists = {name: tuple(stored[name]) for name in ("columns", "widths") if stored.get(name)}
        return cls(**{**stored, **lists})

    def stored(self) -> dict[str, Any]:
        """As JSON, without what was left open."""
        plain = dataclasses.asdict(self)
        return {
            name: list(one) if isinstance(one, tuple) else one
            for name, one in plain.items()
            if one not in (None, (), {})
        }


@dataclasses.dataclass(frozen=True, slots=True)
class Note:
    """Something about the reading that a publisher should see: a code, a sentence, and the line where there is one."""

    code: str
    words: str
    line: int | None = None

    def stored(self) -> dict[str, Any]:
        """As JSON."""
        return {name: one for name, one in dataclasses.asdict(self).items() if one is not None}


@dataclasses.dataclass(frozen=True, slots=True)
class Dialect:
    """How a file was read. ``reasons`` says why, by the name of the field; ``chosen`` names what the publisher chose.

    ``first_line`` is the line (in a sheet: the row) of the first data record, from 1 on. ``preamble`` are the words
    above the header, ``footer`` those below the table; neither is data.
    """

    kind: str
    member: str = ""
    encoding: str = ""
    delimiter: str = ""
    quote: str = ""
    escape: str = ""
    line_end: str = ""
    skip_space: bool = False
    sheet: str = ""
    path: str = ""
    header_rows: int = 0
    first_line: int = 1
    preamble: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()
    reasons: Mapping[str, str] = dataclasses.field(default_factory=dict)
    chosen: tuple[str, ...] = ()

    def because(self, **reasons: str) -> Self:
        """The same with more reasons."""
        return dataclasses.replace(self, reasons={**self.reasons, **reasons})

    def stored(self) -> dict[str, Any]:
        """As JSON, without what does not apply."""
        plain = dataclasses.asdict(self)
        return {
            name: list(one) if isinstance(one, tuple) else one
            for name, one in plain.items()
            if one not in ("", (), {})
        }
