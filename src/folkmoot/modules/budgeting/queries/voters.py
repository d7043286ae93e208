"""Reads of the roll: who somebody is in a round, and under which pseudonym they vote."""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet

from folkmoot.modules.budgeting.models import CounterAct, Round, Voter
from folkmoot.modules.budgeting.queries.rounds import calendar_of
from folkmoot.modules.budgeting.rules import calendar, roll
from folkmoot.people.models import Person
from folkmoot.people.pseudonyms import guest_pseudonym
from folkmoot.places import queries as places
from folkmoot.record.keys import secret
from folkmoot.record.prepared import Prepared

FOUND_AT_ONCE = 20


def pseudonym_of(key: UUID, number: int) -> str:
    """The 32 hexadecimal digits under which a voter's ballots stand on the record of a round, and nowhere else.

    It follows from the random key under a secret outside the database, so that the database does not tell whose a
    ballot is.
    """
    return guest_pseudonym(f"budget voter\n{key.hex}", f"budget_rounds/{number}").removeprefix("person:")


def paper_pseudonym(number: int, serial: int) -> str:
    """The voter of a ballot on paper: it follows from the number printed on it, and from no person."""
    return guest_pseudonym(f"budget paper\n{serial}", f"budget_rounds/{number}").removeprefix("person:")


def _keyed(number: int, label: str, words: str) -> str:
    message = f"folkmoot/budgeting/{label}/1\n{number}\n{words}".encode()
    return hmac.digest(secret("budgeting"), message, hashlib.sha256).hex()


def identity_of(number: int, *, name: str, born: date | None, reference: str = "") -> str:
    """What is the same for one person in a round however they vote: a keyed hash of rules.roll.same_person."""
    return _keyed(number, "identity", roll.same_person(name=name, born=born, reference=reference))


def code_digest(number: int, code: str) -> str:
    """How an access code is kept."""
    return _keyed(number, "code", code)


_voter = Prepared(lambda key: Voter.objects.filter(pk=key))


def voter(key: UUID) -> Voter | None:
    """The voter with this private key, or None."""
    return _voter.first(key=key)


def voter_of(number: int, person: Person) -> Voter | None:
    """The voter that an account is in a round, or None."""
    return Voter.objects.filter(round=number, person=person).first()


def voter_with(number: int, code: str) -> Voter | None:
    """The voter whose access code somebody typed, or None."""
    made = roll.code_of(code)
    return Voter.objects.filter(round=number, code=code_digest(number, made)).first() if made else None


def voters(number: int, q: str = "") -> QuerySet[Voter]:
    """The roll, by name; with words those whose name or number in the register begins so."""
    rows = Voter.objects.filter(round=number)
    if q.strip():
        wanted, letters = Q(reference=q.strip()), roll.folded(q)
        rows = rows.filter(wanted | Q(folded__startswith=letters) if letters else wanted)
    return rows.order_by("folded", "pk")


def roll_counts(number: int) -> dict[str, int]:
    """How many are on the roll, by source (roll, account, counter); struck ones are not counted."""
    rows = Voter.objects.filter(round=number, struck="").values_list("source").annotate(n=Count("pk"))
    return {"roll": 0, "account": 0, "counter": 0} | dict(rows.order_by())


def without_code(number: int) -> QuerySet[Voter]:
    """Those of the roll who have no access code yet, no account and no ballot, in the order of letters."""
    return Voter.objects.filter(
        round=number, source="roll", code="", channel="", struck="", person__isnull=True
    ).order_by("folded", "pk")


def handed_out(number: int) -> int:
    """How many were handed a ballot on paper."""
    return Voter.objects.filter(round=number, channel="paper").count()


def counter_acts(number: int, limit: int = 50) -> Sequence[CounterAct]:
    """What officers did with the roll and at the counter, the newest first."""
    rows = CounterAct.objects.filter(round=number).select_related("officer", "voter")
    return list(rows.order_by("-at", "-pk")[:limit])


def last_day(row: Round) -> date | None:
    """The last day of voting where people live, on which ages are counted; None before there is a calendar."""
    voting = calendar.phase(calendar_of(row), "voting")
    # A vote that closes at midnight has the day before as its last one.
    last = voting.closes - timedelta(microseconds=1) if voting else None
    return last.astimezone(ZoneInfo(places.institution().time_zone)).date() if last else None
