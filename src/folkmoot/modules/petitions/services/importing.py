"""Signatures that another system had counted come in by batches, one fact each."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from folkmoot.modules.petitions import events, rules
from folkmoot.modules.petitions.models import Obligation, Signer
from folkmoot.modules.petitions.rules import signing, writing
from folkmoot.modules.petitions.services.base import deadline, demand, on
from folkmoot.people.pseudonyms import Namer
from folkmoot.places.countries import countries
from folkmoot.record import store
from folkmoot.record.event import timestamp

BATCH = 2000


@dataclass(frozen=True, slots=True)
class Earlier:
    """A signature of another system."""

    name: str
    email: str
    at: datetime
    postcode: str = ""
    area: str = ""
    country: str = ""
    ip: str = ""


def import_signatures(*, number: int, office: str, source: str, rows: Iterable[Earlier]) -> int:
    """Count signatures of another system; those whose mailbox and name signed before are left out. How many counted.

    Each batch is one transaction, so a run that was stopped is simply started again. Raises Refused and NotFound.
    """
    total, every, namer = 0, iter(rows), Namer()
    while some := list(islice(every, BATCH)):
        total += _batch(number, office, source, some, namer)
    return total


def _batch(number: int, office: str, source: str, rows: list[Earlier], namer: Namer) -> int:
    known_countries = countries("en")
    with on(number, f"office:{office}") as (fact, petition):
        demand(
            None
            if petition.state == "open"
            else rules.Refusal("state", "this petition cannot be signed now"),
            writing.text("source", source, 80),
            *(signing.may_come_from(country=one.country, known=known_countries) for one in rows),
        )
        keys = {(signing.canonical_email(one.email), signing.folded(one.name)[:255]): one for one in rows}
        known = set(
            Signer.objects.filter(petition=number, canonical__in=[one for one, _name in keys]).values_list(
                "canonical", "folded"
            )
        )
        made = []
        for (canonical, folded), one in keys.items():
            if (canonical, folded) in known or not folded:
                continue
            made.append(
                Signer(
                    petition=number,
                    role="signer",
                    channel="import",
                    state="counted",
                    pseudonym=namer.guest(f"{canonical}\n{folded}", petition.subject),
                    name=one.name[: writing.NAME],
                    folded=folded,
                    email=one.email[:254],
                    canonical=canonical[:254],
                    postcode=one.postcode[: writing.POSTCODE],
                    place=signing.folded(one.postcode)[:20],
                    area=one.area,
                    country="" if one.area else one.country,
                    ip=one.ip,
                    created=one.at,
                    confirmed=one.at,
                )
            )
        if not made:
            return 0
        lines = [
            json.dumps(
                {"actor": one.pseudonym, "area": one.area, "at": timestamp(one.created)}
                | ({"country": one.country} if one.country else {})
            )
            for one in made
        ]
        segment = store.put_segment("\n".join(sorted(lines)).encode(), media_type="application/jsonl")
        receipt = fact(events.Imported(source=source, segment=segment, count=len(made)))
        for signer in made:
            signer.fact_id = receipt.fact_id
        Signer.objects.bulk_create(made, batch_size=500)
        now = petition.count + len(made)
        owed = Obligation.objects.filter(petition=number, reached__isnull=True, at__lte=now).order_by("step")
        for step in owed:
            fact(events.ThresholdReached(step=step.step, count=now, due=deadline(step.days)))
        return len(made)
