"""The roll: who may vote. Reading a file of it with clear refusals, what makes a person one person, and ages."""

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

COLUMNS = ("name", "born", "area", "address", "email", "reference")
LENGTHS: Mapping[str, int] = {"name": 200, "area": 80, "address": 300, "email": 254, "reference": 60}
MOST_LINES = 500_000
MOST_TOLD = 20
"""Problems of a file that are told; more help nobody."""
CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O and U, so that a code can be read from a letter."""
CODE_LENGTH = 12
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z")
_ALIKE = str.maketrans({"I": "1", "L": "1", "O": "0"})
OLDEST = 130


@dataclass(frozen=True, slots=True)
class Line:
    """A person of the roll as the file gives them; ``born`` may be missing where no age is asked for."""

    name: str
    born: date | None
    area: str = ""
    address: str = ""
    email: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class BadLine:
    """What is wrong in a line of the file (1 is its header): a sentence with its parameters."""

    line: int
    pattern: str
    params: Mapping[str, object]

    @property
    def why(self) -> str:
        """The sentence in English."""
        return self.pattern % self.params


def folded(words: str) -> str:
    """A name for comparing: case, accents, spaces and punctuation make no difference; letters of every script count."""
    plain = unicodedata.normalize("NFKD", words).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def same_person(*, name: str, born: date | None, reference: str = "") -> str:
    """The text that is the same for one person however they vote: the folded name with the day of birth.

    Where no day of birth is known, the number in the register stands for it.
    """
    return f"{folded(name)}\n{born.isoformat() if born else f'#{reference.strip()}'}"


def age(born: date, on: date) -> int:
    """Whole years on a day; whoever was born on 29 February is a year older on 1 March of common years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def code_of(written: str) -> str:
    """An access code as it was made, from how somebody typed it: spaces, hyphens, case and look-alikes are forgiven."""
    plain = "".join(one for one in written.upper() if one.isalnum()).translate(_ALIKE)
    return plain if len(plain) == CODE_LENGTH and set(plain) <= set(CODE_ALPHABET) else ""


def spaced(code: str) -> str:
    """An access code in groups of four, as it stands in a letter."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def read(
    content: bytes, *, areas: Mapping[str, str], today: date, minimum_age: int = 0
) -> tuple[list[Line], list[BadLine]]:
    """The people of a CSV file in UTF-8 with a header, and what is wrong with it; a file with faults gives no people.

    Columns are named in the header, in any order, by COLUMNS; ``name`` is needed, and ``born`` or ``reference``.
    ``areas`` are slugs by slug and by folded name. Commas, semicolons and tabs separate.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        bad_line = content[: error.start].count(b"\n") + 1
        return [], [BadLine(bad_line, "this is not UTF-8; save the file as CSV in UTF-8", {})]
    header, _rest, _more = text.partition("\n")
    separator = max(",;\t", key=header.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    found: list[Line] = []
    wrong: list[BadLine] = []
    try:
        names = [one.strip().casefold() for one in next(rows, [])]
        if bad := _header(names):
            return [], [bad]
        seen: dict[str, int] = {}
        for at, cells in _numbered(rows):
            if len(found) >= MOST_LINES:
                wrong.append(BadLine(at, "a roll has at most %(most)s people", {"most": MOST_LINES}))
                break
            line, problem = _line(names, cells, at, areas=areas, today=today, minimum_age=minimum_age)
            if line is not None:
                who = same_person(name=line.name, born=line.born, reference=line.reference)
                if who in seen:
                    words = "this is the same person as in line %(line)s; each stands on the roll once"
                    problem = BadLine(at, words, {"line": seen[who]})
                else:
                    seen[who] = at
                    found.append(line)
            if problem is not None:
                wrong.append(problem)
                if len(wrong) >= MOST_TOLD:
                    break
    except csv.Error as error:
        wrong.append(BadLine(rows.line_num, "this is no CSV: %(why)s", {"why": str(error)}))
    if not found and not wrong:
        wrong.append(BadLine(1, "there is nobody in this file; give each person a line below the header", {}))
    return ([], wrong) if wrong else (found, [])


def _numbered(rows: "Iterable[Sequence[str]]") -> "Iterator[tuple[int, Sequence[str]]]":
    """Rows that are not empty, with the number of the line in which each ends."""
    for cells in rows:
        if any(one.strip() for one in cells):
            yield rows.line_num, cells  # type: ignore[attr-defined]  # csv.reader has it, and no name to annotate with


def _header(names: Sequence[str]) -> BadLine | None:
    strange = [one for one in names if one not in COLUMNS]
    if strange:
        known = {"column": strange[0], "columns": ", ".join(COLUMNS)}
        return BadLine(1, "there is no column '%(column)s'; the columns are %(columns)s", known)
    if len(set(names)) < len(names):
        return BadLine(1, "a column is named twice; name each once", {})
    if "name" not in names or not {"born", "reference"} & set(names):
        return BadLine(1, "the header needs the column name, and born or reference", {})
    return None


def _line(
    names: Sequence[str],
    cells: Sequence[str],
    at: int,
    *,
    areas: Mapping[str, str],
    today: date,
    minimum_age: int,
) -> tuple[Line | None, BadLine | None]:
    if len(cells) != len(names):
        counts = {"given": len(cells), "columns": len(names)}
        return None, BadLine(at, "this line has %(given)s cells and the header %(columns)s", counts)
    values = {name: cell.strip() for name, cell in zip(names, cells, strict=True)}
    for name, most in LENGTHS.items():
        if len(values.get(name, "")) > most:
            return None, BadLine(
                at, "%(column)s has at most %(most)s characters", {"column": name, "most": most}
            )
    if not folded(values["name"]):
        return None, BadLine(at, "the name is missing", {})
    born, problem = _born(values.get("born", ""), values.get("reference", ""), at, today, minimum_age)
    if problem is not None:
        return None, problem
    area = values.get("area", "")
    slug = areas.get(area) or areas.get(folded(area)) or ""
    if area and not slug:
        return None, BadLine(at, "there is no area '%(area)s'", {"area": area})
    email = values.get("email", "").lower()
    if email and not _EMAIL.match(email):
        return None, BadLine(at, "'%(email)s' is no e-mail address", {"email": email})
    return Line(
        values["name"], born, slug, values.get("address", ""), email, values.get("reference", "")
    ), None


def _born(
    written: str, reference: str, at: int, today: date, minimum_age: int
) -> tuple[date | None, BadLine | None]:
    if not written:
        if minimum_age or not reference:
            return None, BadLine(at, "the day of birth is missing", {})
        return None, None
    born = day_of(written)
    if born is None or not 0 <= age(born, today) <= OLDEST:
        known = {"born": written}
        return None, BadLine(
            at, "'%(born)s' is no day of birth; write it like 1980-12-31 or 31.12.1980", known
        )
    if age(born, today) < minimum_age:
        young = "this person is younger than %(least)s on the last day of voting"
        return None, BadLine(at, young, {"least": minimum_age})
    return born, None


_DAYS = (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\Z"), re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})\Z"))


def day_of(written: str) -> date | None:
    """A day in one of the two ways that registers write it, or None."""
    for way, pattern in enumerate(_DAYS):
        if match := pattern.match(written.strip()):
            parts = [int(one) for one in match.groups()]
            year, month, day = parts if way == 0 else parts[::-1]
            try:
                return date(year, month, day)
            except ValueError:
                return None
    return None


def local_codes(pots: Collection[Mapping[str, object]]) -> set[str]:
    """The codes of pots that have an area."""
    return {str(one["code"]) for one in pots if one.get("area")}
