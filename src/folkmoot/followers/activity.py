"""The follower that turns facts into acts people can read, and the reads of what it wrote."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q

from folkmoot.followers.models import Activity
from folkmoot.record import registry
from folkmoot.record.event import Fact
from folkmoot.record.follow import Follower
from folkmoot.record.manifest import Act, Card
from folkmoot.web.icons import ICONS

_TITLE, _URL = 500, 500
_NO_CARD = Card("", "", "")


_UNWRITABLE = re.compile("[\\x00-\\x1f\\x7f\ufffe\uffff]+")
"""What neither XML 1.0 nor PostgreSQL can hold; a title is one line anyway."""


def _shown(card: Card) -> dict[str, str]:
    return {
        "title": _UNWRITABLE.sub(" ", str(card.title))[:_TITLE],
        "url": card.url[:_URL],
        "area": card.area,
    }


def _row(fact: Fact[Any], act: Act, card: Card) -> Activity:
    return Activity(
        index=fact.index or 0,
        fact_id=fact.id,
        accepted=fact.accepted,
        module=registry.manifest_of(fact.kind).slug,
        kind=fact.kind,
        subject=fact.subject,
        group=act.group,
        # A module's typing mistake must not take the page of all activity down.
        glyph=act.glyph if act.glyph in ICONS else "entry",
        tone=act.tone,
        **_shown(card),
    )


def _refresh(subjects: set[str], cards: Mapping[str, Card]) -> None:
    """Give older acts the subject's title of today: a title whose words were removed must not live on in feeds."""
    held = Activity.objects.filter(subject__in=subjects).order_by()
    for subject, title, url, area in held.values_list("subject", "title", "url", "area").distinct():
        now = _shown(cards.get(subject, _NO_CARD))
        if now != {"title": title, "url": url, "area": area}:
            Activity.objects.filter(subject=subject).update(**now)


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
