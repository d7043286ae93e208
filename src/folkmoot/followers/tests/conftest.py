from dataclasses import replace

import pytest
from tests.ledger.models import Tally
from tests.ledger.module import MANIFEST

from folkmoot.followers import search
from folkmoot.followers.notify import digests
from folkmoot.followers.tests.story import PLACES, WORDS
from folkmoot.record import registry
from folkmoot.record.manifest import Card, SearchText


def _title(subject):
    return WORDS.get(subject, f"Ledger {subject.partition('/')[2]}")


def cards(subjects):
    """Cards of tallies, one query."""
    there = Tally.objects.filter(subject__in=list(subjects)).values_list("subject", flat=True)
    return {
        one: Card(one, _title(one), f"/{one}", area="wards/north", lat=lat, lon=long)
        for one in there
        if WORDS.get(one) != ""
        for lat, long in [PLACES.get(one, (None, None))]
    }


def texts(subjects):
    return {
        one: SearchText(
            subject=one,
            title=card.title,
            body=f"Body of {card.title}",
            url=card.url,
            module="ledger",
            area=card.area,
        )
        for one, card in cards(subjects).items()
    }


@pytest.fixture(autouse=True)
def ledger(monkeypatch):
    """The ledger with cards and texts, as a civic module has them."""
    registry.load_projections()
    WORDS.clear()
    PLACES.clear()
    digests._done.clear()
    manifest = replace(MANIFEST, subjects={"ledger": "tests.cards"}, search={"ledger": "tests.texts"})
    before = registry.manifests()
    changed = tuple(manifest if one.slug == "ledger" else one for one in before)
    monkeypatch.setattr(registry, "_resolvers", lambda: {"ledger": cards})
    monkeypatch.setattr(registry, "manifests", lambda: changed)
    monkeypatch.setattr(search, "_resolvers", lambda: {"ledger": texts})
