"""Signatures that came on paper: officers enter a sheet, each line counts as one signature."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from folkmoot.modules.petitions import queries, rules
from folkmoot.modules.petitions.models import Petition, Signer
from folkmoot.modules.petitions.rules import signing, writing
from folkmoot.modules.petitions.services.base import NotFound, demand
from folkmoot.modules.petitions.services.counting import count
from folkmoot.people.pseudonyms import guest_pseudonym
from folkmoot.record import clock

MOST_LINES = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a sheet: name, postcode and the area that it lies in."""

    name: str
    postcode: str
    area: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """How many lines count, and the numbers of those (from 1) whose person had signed before."""

    counted: int
    doubled: tuple[int, ...]


def enter_sheet(*, number: int, sheet: str, lines: Sequence[Line]) -> Entered:
    """Count the lines of a sheet; whoever signed before, on paper or not, does not count twice.

    Entering the same sheet again adds nothing. Raises Refused with every bad line, or NotFound.
    """
    petition = Petition.objects.filter(pk=number).first()
    if petition is None:
        raise NotFound("there is no petition %(number)s", number=number)
    closes = queries.closes_at(petition)
    open_now = petition.state == "open" and (closes is None or clock.now() < closes)
    demand(
        None if open_now else rules.Refusal("state", "this petition is closed; it cannot be signed any more"),
        writing.text("sheet", sheet, 40),
        None
        if 1 <= len(lines) <= MOST_LINES
        else rules.Refusal.of("lines", "enter %(least)s to %(most)s lines", least=1, most=MOST_LINES),
    )
    demand(*(_checked(at, line, petition) for at, line in enumerate(lines, start=1)))
    doubled = []
    now = clock.now()
    with transaction.atomic():
        for at, line in enumerate(lines, start=1):
            folded, place = signing.folded(line.name)[:255], signing.folded(line.postcode)[:20]
            known = Signer.objects.filter(petition=number, folded=folded, place=place)
            if known.exclude(state="withdrawn").exists():
                doubled.append(at)
                continue
            Signer.objects.update_or_create(
                petition=number,
                canonical="",
                folded=folded,
                place=place,
                defaults={
                    "state": "ready",
                    "channel": "paper",
                    "role": "signer",
                    "pseudonym": guest_pseudonym(f"\n{folded}\n{place}", petition.subject),
                    "name": line.name.strip(),
                    "postcode": line.postcode.strip(),
                    "area": line.area,
                    "sheet": sheet.strip(),
                    "created": now,
                    "confirmed": now,
                },
            )
    while count(number=number):
        pass
    return Entered(len(lines) - len(doubled), tuple(doubled))


def _checked(at: int, line: Line, petition: Petition) -> rules.Refusal | None:
    lives = signing.may_live(area=line.area, areas=petition.areas, outside=petition.outside)
    problem = writing.name(line.name) or writing.text("postcode", line.postcode, writing.POSTCODE) or lives
    if problem is None and not signing.folded(line.name):
        problem = rules.Refusal("name", "write your name in letters")
    return problem and replace(problem, field=f"line-{at}")
