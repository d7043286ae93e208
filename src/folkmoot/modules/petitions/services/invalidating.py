"""Signatures that broke the rules are struck off together, after a look at how many, and can be put back."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from folkmoot.modules.petitions import events, rules
from folkmoot.modules.petitions.models import Invalidation, Signature, Signer
from folkmoot.modules.petitions.rules import guarding, signing, writing
from folkmoot.modules.petitions.services.base import NotFound, demand, on
from folkmoot.record import store, text
from folkmoot.record.receipt import Receipt

INTEGRITY = "office:moderators"
BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What a signature must be to be struck off; every condition that is given must hold, and one must be.

    ``network`` is in CIDR notation, ``domain`` as in rules.guarding.in_domains; names and postcodes are compared without
    case and accents.
    """

    name: str = ""
    postcode: str = ""
    network: str = ""
    email: str = ""
    domain: str = ""
    area: str = ""
    country: str = ""
    since: datetime | None = None
    until: datetime | None = None

    @property
    def given(self) -> tuple[str, ...]:
        """Names of the conditions that are given, which is all that the record says of them."""
        return tuple(one.name for one in fields(self) if getattr(self, one.name))


def _narrowed(number: int, wanted: Conditions) -> QuerySet[Signer]:
    rows = Signer.objects.filter(petition=number)
    same: dict[str, Any] = {
        "folded": signing.folded(wanted.name),
        "place": signing.folded(wanted.postcode),
        "canonical": signing.canonical_email(wanted.email) if wanted.email else "",
        "area": wanted.area,
        "country": wanted.country,
        "created__gte": wanted.since,
        "created__lt": wanted.until,
    }
    rows = rows.filter(**{key: value for key, value in same.items() if value})
    if wanted.domain:
        # The database narrows, the rule decides: a pattern's stars are not those of LIKE.
        rows = rows.filter(canonical__endswith=wanted.domain.lstrip("*").lstrip("."))
    return rows


def found(number: int, wanted: Conditions, *, states: Sequence[str]) -> list[Signer]:
    """The signatures in some states that meet every condition, oldest first."""
    rows = _narrowed(number, wanted).filter(state__in=states).order_by("pk")
    return [
        row
        for row in rows.iterator(chunk_size=2000)
        if (not wanted.network or guarding.in_networks(row.ip, [wanted.network]))
        and (not wanted.domain or guarding.in_domains(row.canonical, [wanted.domain]))
    ]


@dataclass(frozen=True, slots=True)
class Preview:
    """What an invalidation would touch: signatures that count, and those that were not confirmed yet."""

    counted: int
    pending: int


_PENDING = ("pending", "ready")


def _check(wanted: Conditions) -> list[rules.Refusal | None]:
    return [
        None if wanted.given else rules.Refusal("conditions", "give at least one condition"),
        guarding.is_guard("network", wanted.network) if wanted.network else None,
        guarding.is_guard("domain", wanted.domain) if wanted.domain else None,
    ]


def preview(*, number: int, wanted: Conditions) -> Preview:
    """How many an invalidation would touch now. Raises Refused."""
    demand(*_check(wanted))
    return Preview(
        len(found(number, wanted, states=["counted"])), len(found(number, wanted, states=_PENDING))
    )


def invalidate(
    *, number: int, wanted: Conditions, reason: str, words: str = "", expected: int | None = None
) -> Receipt | None:
    """Strike off what meets the conditions; also what was not confirmed yet, or it would count later.

    ``expected`` is what the preview said: when that is not true any more nothing happens. None when nothing counted
    was found. Raises Refused.
    """
    demand(*_check(wanted))
    with on(number, INTEGRITY) as (fact, row):
        rows = found(number, wanted, states=["counted"])
        demand(
            rules.may("invalidated", row.state),
            None if reason in writing.INVALIDATIONS else rules.Refusal("reason", "choose one of the reasons"),
            writing.text("words", words, writing.REASON, needed=False),
            None
            if expected in {None, len(rows)}
            else rules.Refusal.of(
                "expected",
                "the conditions meet %(count)s signatures by now; look again",
                count=len(rows),
            ),
        )
        pending = [one.pk for one in found(number, wanted, states=_PENDING)]
        for first in range(0, len(pending), BATCH):
            Signer.objects.filter(pk__in=pending[first : first + BATCH]).update(
                state="fraudulent", mail_due=None
            )
        if not rows:
            return None
        actors = sorted(one.pseudonym for one in rows)
        segment = store.put_segment(json.dumps(actors).encode(), media_type="application/json")
        receipt = fact(
            events.Invalidated(
                reason=reason,
                conditions=wanted.given,
                segment=segment,
                count=len(actors),
                words=text.commit(words.strip(), subject=row.subject),
            )
        )
        for first in range(0, len(rows), BATCH):
            some = [one.pk for one in rows[first : first + BATCH]]
            Signer.objects.filter(pk__in=some).update(state="invalidated")
        return receipt


def restore(*, number: int, batch: str, words: str = "") -> Receipt:
    """Undo an invalidation: what its owner has not taken back meanwhile counts again. Raises NotFound and Refused."""
    with on(number, INTEGRITY) as (fact, row):
        struck = Invalidation.objects.filter(pk=batch, petition=number).first()
        if struck is None:
            raise NotFound("there is no such invalidation")
        demand(
            rules.may("invalidated", row.state),
            None if struck.restored is None else rules.Refusal("batch", "this was undone already"),
            writing.text("words", words, writing.REASON, needed=False),
        )
        keys = list(Signature.objects.filter(batch=batch).values_list("pk", flat=True))
        receipt = fact(
            events.Restored(
                batch=batch, count=len(keys), words=text.commit(words.strip(), subject=row.subject)
            )
        )
        actors = [f"person:{key.partition('/')[2]}" for key in keys]
        for first in range(0, len(actors), BATCH):
            some = actors[first : first + BATCH]
            Signer.objects.filter(petition=number, pseudonym__in=some, state="invalidated").update(
                state="counted"
            )
        return receipt
