"""What is posted: one fact with its public number, in the envelope that Standard Webhooks recommends."""

import json
from collections.abc import Sequence

from django.conf import settings

from folkmoot.record import queries, registry
from folkmoot.record.event import timestamp


def message_id(fact_id: str) -> str:
    """The id of a message; the same fact has the same one however often it is posted, so that receivers can tell."""
    return f"msg_{fact_id}"


def bodies(indexes: Sequence[int]) -> dict[int, bytes]:
    """The body for each entry: one query for the entries, one look-up of titles for each sort of subject.

    ``words`` are what was said, as it may be read at this moment; null where there is nothing, or nothing any more.
    """
    entries = queries.entries_at(indexes)
    cards = registry.cards({one.subject for one in entries})
    spoken = registry.words_of((one.fact_id, one.kind) for one in entries)
    origin = settings.ORIGIN.rstrip("/")
    found = {}
    for one in entries:
        card = cards.get(one.subject)
        value = {
            "type": one.kind,
            "timestamp": timestamp(one.accepted),
            "data": {
                "index": one.index,
                "entry": json.loads(one.raw),
                "leaf_hash": one.leaf_hash.hex(),
                "entry_url": f"{origin}/record/{one.index}",
                "page_url": f"{origin}{card.url}" if card and card.url else None,
                "words": spoken.get(one.fact_id),
            },
        }
        found[one.index or 0] = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return found
