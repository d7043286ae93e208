"""The rows of one table out of the records of a file: even, without headings in between and notes below."""

import itertools
from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from folkmoot.modules.catalogue.engine.reading.footer import WINDOW, footer_at
from folkmoot.modules.catalogue.engine.reading.quoting import Marks, readings
from folkmoot.modules.catalogue.engine.reading.ragged import Profile, laid_out, swallowed, with_other_sign
from folkmoot.modules.catalogue.engine.reading.records import Record
from folkmoot.modules.catalogue.engine.reading.shapes import blank, kind
from folkmoot.modules.catalogue.engine.reading.source import Notes, Row

REPAIRS = 20_000
"""Uneven records that are looked at closely; the ones beyond are only filled up."""
TWO = 2
PROVEN = 5
"""Good records before anything is held to be another table."""
OTHER_SIGNS = (" ", ";", "\t", ",", "|")


class Assembly:
    """One reading of a table's rows."""

    def __init__(
        self,
        *,
        left: int,
        width: int,
        heads: Sequence[Sequence[str]],
        notes: Notes,
        marks: Marks | None,
        footer: list[str],
        footer_rows: int | None = None,
    ) -> None:
        self.left, self.width, self.notes, self.marks = left, width, notes, marks
        self.heads = {
            tuple(one.strip() for one in row) for row in heads if any(not blank(one) for one in row)
        }
        self.footer, self.footer_rows = footer, footer_rows
        self.profile = Profile(width)
        self._uneven = 0
        self._ended = False

    def learn(self, rows: Iterable[Sequence[str]]) -> None:
        """Learn what columns look like from rows known before, so that the first record can be repaired already."""
        known = [row[self.left :] for row in rows]
        exact = [one for one in known if len(one) == self.width]
        # Where every record ends with a delimiter, none has the exact width.
        for cells in exact or [
            one for one in known if len(one) > self.width and all(map(blank, one[self.width :]))
        ]:
            self.profile.learn(cells[: self.width])

    def rows(self, records: Iterable[Record]) -> Iterator[Row]:
        """The rows, in order. ``footer`` is filled when they are through."""
        window: deque[tuple[Row, bool, int]] = deque()
        keep = WINDOW if self.footer_rows is None else self.footer_rows
        for one in self._even(records):
            window.append(one)
            if len(window) > keep:
                yield window.popleft()[0]
        last = [row for row, _, _ in window]
        if self.footer_rows is None:
            data = footer_at(
                last, [gap for _, gap, _ in window], self.width, [length for _, _, length in window]
            )
        else:
            data = max(len(last) - self.footer_rows, 0)
        self.footer[:] = [
            " ".join(one.strip() for one in cells if not blank(one)) for _, cells in last[data:]
        ]
        if self.footer:
            self.notes.forget({"short", "repaired"}, last[data][0])
            self.notes.add(
                "footer", f"{len(self.footer):,} rows below the table are notes, not data", last[data][0]
            )
        yield from last[:data]

    def _even(self, records: Iterable[Record]) -> Iterator[tuple[Row, bool, int]]:
        """Rows of the right width, whether blank lines stood before them, and how many cells they had."""
        ahead: deque[Record] = deque()
        source = iter(records)
        expected: int | None = None
        while True:
            if ahead:
                record = ahead.popleft()
            else:
                try:
                    record = next(source)
                except StopIteration:
                    return
            gap = expected is not None and record.line > expected
            cells = record.cells
            if all(map(blank, cells)):
                self.notes.counts["blank"] += 1
                # The next record follows a gap whatever its number says.
                expected = -1
                continue
            expected = record.line + 1 + sum(one.count("\n") for one in cells if "\n" in one)
            if record.damaged:
                self.notes.add(
                    "quotes",
                    "quotation marks were not closed where cells end; some are read as letters",
                    record.line,
                )
            cells = cells[self.left :] if self.left else cells
            if len(cells) > self.width and all(map(blank, cells[self.width :])) and not self._shifted(cells):
                cells = cells[: self.width]
            if len(cells) == self.width:
                if found := self._swallowed(record, cells):
                    self.notes.add(
                        "repaired",
                        "a delimiter that was missing before a quotation mark was put in",
                        record.line,
                    )
                    cells = found
                if self._repeats(cells, record.line):
                    continue
                if gap and self.profile.learned >= PROVEN and self._heads_other(cells):
                    self._another(record.line)
                    return
                self.profile.learn(cells)
                yield (record.line, cells), gap, len(cells)
                continue
            if self.profile.learned >= PROVEN and len(cells) > 1:
                ahead.extend(itertools.islice(source, max(0, 3 - len(ahead))))
                if self._starts_other(record, cells, ahead, gap=gap):
                    self._another(record.line)
                    return
            yield (record.line, self._fitted(record, cells)), gap, len(cells)

    def _shifted(self, cells: Sequence[str]) -> bool:
        """Whether an empty cell too many inside, not at the end, makes the record too long."""
        return self.profile.learned >= PROVEN and not self.profile.all_fit(cells[: self.width])

    def _swallowed(self, record: Record, cells: Sequence[str]) -> list[str] | None:
        if self.marks is None or not self.marks.quote or sum(self.marks.quote in one for one in cells) < TWO:
            return None
        if not record.raw:
            return None
        # Marks inside cells that were quoted are letters; only in bare cells do they tell of a lost delimiter.
        fields = next(readings(record.raw, self.marks), [])[self.left :]
        bare = [at for at, one in enumerate(fields[: len(cells)]) if not one.quoted]
        return swallowed(cells, bare, self.profile, self.marks.delimiter, self.marks.quote)

    def _repeats(self, cells: Sequence[str], line: int) -> bool:
        if cells and tuple(one.strip() for one in cells) in self.heads:
            self.notes.add("header", "the header stands here once more; the line was left out", line)
            return True
        return False

    def _heads_other(self, cells: Sequence[str]) -> bool:
        """Whether words stand in every column that so far held numbers, dates or times."""
        strict = [at for at in range(self.width) if self._typed(at)]
        return len(strict) > 1 and all(kind(cells[at]) == "text" for at in strict)

    def _typed(self, column: int) -> bool:
        seen = self.profile._kinds[column]
        filled = sum(seen.values()) - seen[""] - seen["missing"]
        return filled > 0 and seen["text"] <= 0.05 * filled

    def _starts_other(
        self, record: Record, cells: Sequence[str], ahead: Iterable[Record], *, gap: bool
    ) -> bool:
        """Whether a header of another table stands here: words, and records of the same width after it."""
        following = [one.cells[self.left :] for one in ahead]
        named = sum(not blank(one) for one in cells)
        words = all(kind(one) in {"text", ""} for one in cells) and named > max(1, len(cells) // 2)
        words = words and any(self._typed(at) for at in range(self.width))
        alike = bool(following) and all(len(one) == len(cells) for one in following)
        numbers = any(kind(cell) not in {"text", "", "missing"} for one in following for cell in one)
        return words and alike and numbers and not record.damaged and (gap or len(cells) != self.width)

    def _another(self, line: int) -> None:
        self.notes.add(
            "table",
            "another table starts here and was not read; choose its first line to read it instead",
            line,
        )

    def _fitted(self, record: Record, cells: Sequence[str]) -> list[str]:
        """An uneven record made even: repaired where only one way fits, else filled up or cut, and always noted."""
        self._uneven += 1
        given = len(cells)
        if self._uneven <= REPAIRS and self.marks is not None:
            fields = record.fields[self.left :]
            if record.raw and given < 0.7 * self.width and self.width > TWO and not self.left:
                signs = [one for one in OTHER_SIGNS if one != self.marks.delimiter]
                if found := with_other_sign(record.raw, self.profile, signs, self.marks.quote):
                    self.notes.add(
                        "repaired", "this line is written with another delimiter than the others", record.line
                    )
                    return found
            if found := self._swallowed(record, cells):
                self.notes.add(
                    "repaired", "a delimiter that was missing before a quotation mark was put in", record.line
                )
                return found
            if repaired := laid_out(cells, fields, self.profile, self.marks.delimiter, self.marks.quote):
                even, words = repaired
                self.notes.add("repaired", f"{given} cells instead of {self.width}: {words}", record.line)
                return even
        if given < self.width:
            if self.marks is not None:
                self.notes.add(
                    "short", f"{given} cells instead of {self.width}; the last ones are empty", record.line
                )
            return [*cells, *[""] * (self.width - given)]
        extra = [one for one in cells[self.width :] if not blank(one)]
        if extra:
            words = ", ".join(repr(one[:40]) for one in extra[:3])
            self.notes.add("long", f"{given} cells instead of {self.width}; left out: {words}", record.line)
        return list(cells[: self.width])
