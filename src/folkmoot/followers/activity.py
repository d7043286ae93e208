"""The follower that turns facts into acts people can read, and the reads of what it wrote."""

import re
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Q

from folkmoot.followers.cells import cell, covering
from folkmoot.followers.models import Activity
from folkmoot.followers.notify.targets import subjects_of
from folkmoot.places.geo import distance_m, is_place
from folkmoot.record import registry
from folkmoot.record.event import Fact
from folkmoot.record.follow import Follower
from folkmoot.record.manifest import Act, Card
from folkmoot.talk.names import subject_of, thread_of
from folkmoot.web.icons import ICONS

_TITLE, _URL = 500, 500
_NO_CARD = Card("", "", "")
_SAID = 1_000
_LOOKED_AT = 6_000
"""Rows that a search around a point looks at, at most, however much has happened there."""

_UNWRITABLE = re.compile("[\\x00-\\x1f\\x7f\ufffe\uffff]+")
"""What neither XML 1.0 nor PostgreSQL can hold; a title is one line anyway."""


def _shown(card: Card) -> dict[str, Any]:
    placed = card.lat is not None and card.lon is not None and is_place(card.lat, card.lon)
    return {
        "title": _UNWRITABLE.sub(" ", str(card.title))[:_TITLE],
        "url": card.url[:_URL],
        "area": card.area,
        "lat": card.lat if placed else None,
        "long": card.lon if placed else None,
        "cell": cell(card.lat or 0.0, card.lon or 0.0) if placed else "",
    }


def _row(fact: Fact[Any], act: Act, card: Card) -> Activity:
    return Activity(
        index=fact.index or 0,
        fact_id=fact.id,
        accepted=fact.accepted,
        module=registry.manifest_of(fact.kind).slug,
        kind=fact.kind,
        subject=fact.subject,
        actor=fact.actor,
        group=act.group,
        # A module's typing mistake must not take the page of all activity down.
        glyph=act.glyph if act.glyph in ICONS else "entry",
        tone=act.tone,
        **_shown(card),
    )


def _refresh(subjects: set[str], cards: Mapping[str, Card]) -> None:
    """Give older acts the subject's title of today: a title whose words were removed must not live on in feeds."""
    held = Activity.objects.filter(subject__in=subjects).order_by()
    for row in held.values("subject", *_shown(_NO_CARD)).distinct():
        now = _shown(cards.get(row["subject"], _NO_CARD))
        if row != {"subject": row["subject"], **now}:
            Activity.objects.filter(subject=row["subject"]).update(**now)


def handle(facts: Sequence[Fact[Any]]) -> None:
    """Write one row per act; quiet acts and kinds without words give none. Seeing a fact again changes nothing."""
    subjects = {fact.subject for fact in facts}
    cards = registry.cards(subjects)
    _refresh(subjects, cards)
    rows = [
        _row(fact, act, cards.get(fact.subject, _NO_CARD))
        for fact in facts
        if (act := registry.act_of(fact.kind)) and not act.quiet
    ]
    changing = [field.name for field in Activity._meta.concrete_fields if not field.primary_key]
    Activity.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=["index"], update_fields=changing
    )


FOLLOWER = Follower(name="activity", handle=handle)


def newest(
    *, before: int | None = None, limit: int = 25, module: str = "", area: str = "", subject: str = ""
) -> list[Activity]:
    """Acts, newest first, below index ``before``, at most ``limit``; one query."""
    chosen = Q()
    for name, value in (("module", module), ("area", area), ("subject", subject)):
        if value:
            chosen &= Q(**{name: value})
    if before is not None:
        chosen &= Q(index__lt=before)
    return list(Activity.objects.filter(chosen).order_by("-index")[:limit])


def about(subject: str, *, limit: int) -> list[Activity]:
    """Acts on a subject and what offices said in the discussion about it, newest first; two queries.

    Of a discussion the newest thousand acts are looked at.
    """
    thread = subject_of(thread_of(subject))
    said = Activity.objects.filter(subject=thread).order_by("-index")[:_SAID]
    official = [row for row in said if subject in subjects_of(row.subject, row.actor)]
    rows = [*newest(subject=subject, limit=limit), *official]
    return sorted(rows, key=lambda row: -row.index)[:limit]


def near(*, lat: float, long: float, radius: float, limit: int = 50) -> list[Activity]:
    """Acts within ``radius`` metres of a place, newest first; one query.

    It takes the newest of each cell that the circle touches, several thousand rows at most. In a cell with very many
    acts of which few lie in a small circle, older ones may be left out.
    """
    cells = covering(lat, long, radius)
    each = max(limit, _LOOKED_AT // len(cells))
    table = connection.ops.quote_name(Activity._meta.db_table)
    part = f'SELECT * FROM (SELECT * FROM {table} WHERE cell = %s ORDER BY "index" DESC LIMIT %s) AS c'
    asked = [value for one in cells for value in (one, each)]
    rows = Activity.objects.raw(f'{" UNION ALL ".join([part] * len(cells))} ORDER BY "index" DESC', asked)
    inside = (row for row in rows if distance_m(lat, long, row.lat or 0.0, row.long or 0.0) <= radius)
    return list(islice(inside, limit))
