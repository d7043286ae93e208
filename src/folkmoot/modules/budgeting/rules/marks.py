"""What somebody marked in a form or typed from a ballot on paper, as a choice, with what could not be understood."""

import re
from collections.abc import Iterable, Mapping

from folkmoot.modules.budgeting.rules.ballots import POINTED, BallotPaper, Problem

Marks = dict[str, list[tuple[int, int]]]
_WHOLE = re.compile(r"[0-9]{1,6}\Z")
_PART = re.compile(r"([0-9]{1,9})(?:\s*[:=]\s*([0-9]{1,6}))?\Z")
RANKED = "ordinal"


def pot_of(on: BallotPaper) -> dict[int, str]:
    """The pot of each project on the ballot."""
    return {number: code for code, pot in on.pots.items() for number in pot.costs}


def from_form(
    *, ticked: Iterable[str], single: Mapping[str, str], values: Mapping[str, str], on: BallotPaper
) -> tuple[Marks, list[Problem]]:
    """A choice from a form: numbers that are ticked, one number for each pot of choose-1, a value for each number.

    What names no project of the ballot is left out, because a form that was shown has none; a value that is no whole
    number is a problem. 0 and nothing mean that a project is not marked.
    """
    pots = pot_of(on)
    found: Marks = {code: [] for code in on.pots}
    wrong: list[Problem] = []
    for number in sorted({int(one) for one in ticked if _number(one)}):
        code = pots.get(number, "")
        if code and on.pots[code].type not in POINTED | {RANKED, "choose-1"}:
            found[code].append((number, 1))
    for code, one in single.items():
        if (
            code in on.pots
            and on.pots[code].type == "choose-1"
            and _number(one)
            and pots.get(int(one)) == code
        ):
            found[code].append((int(one), 1))
    for name, written in values.items():
        code = pots.get(int(name), "") if _number(name) else ""
        if not code or on.pots[code].type not in POINTED | {RANKED} or not written.strip():
            continue
        if not _WHOLE.match(written.strip()):
            words = "give project %(number)s a whole number; this is '%(given)s'"
            wrong.append(Problem(code, words, {"number": int(name), "given": written.strip()[:20]}))
        elif int(written):
            found[code].append((int(name), int(written)))
    return {code: sorted(some) for code, some in found.items()}, wrong


def _number(words: str) -> bool:
    return words.isascii() and words.isdigit() and len(words) <= 9  # noqa: PLR2004 - what the tables hold.


def typed(words: Mapping[str, str], on: BallotPaper) -> tuple[Marks, list[Problem]]:
    """A choice from what an officer types for each pot: ``12, 7``, in order of rank, or ``12:3, 7:1`` with points."""
    found: Marks = {}
    wrong: list[Problem] = []
    for code, pot in on.pots.items():
        found[code] = []
        parts = [
            one.strip()
            for one in re.split(r"[,;\n]|(?<=[0-9])\s+(?=[0-9])", words.get(code, ""))
            if one.strip()
        ]
        for place, part in enumerate(parts, start=1):
            match = _PART.match(part)
            if match is None or (match[2] is None) == (pot.type in POINTED):
                example = "12:3, 7:1" if pot.type in POINTED else "12, 7"
                known = {"given": part[:20], "example": example}
                wrong.append(Problem(code, "'%(given)s' is not understood; write it like %(example)s", known))
                continue
            value = int(match[2]) if match[2] else place if pot.type == RANKED else 1
            found[code].append((int(match[1]), value))
    return found, wrong


def retyped(choice: Mapping[str, Iterable[tuple[int, int]]], on: BallotPaper) -> dict[str, str]:
    """What an officer would type for a choice; ``typed`` reads it back."""
    shown = {}
    for code, marked in choice.items():
        kind = on.pots[code].type if code in on.pots else ""
        pairs = sorted(marked, key=lambda pair: pair[1]) if kind == RANKED else sorted(marked)
        shown[code] = ", ".join(f"{one}:{value}" if kind in POINTED else str(one) for one, value in pairs)
    return shown
