"""What came through the API to be public: submitted when it can be, and published where its key reviews."""

import hashlib
import json

from folkmoot.modules.catalogue.models import ApiKey, Dataset, Wish
from folkmoot.modules.catalogue.services.base import NotFound, Refused, on
from folkmoot.modules.catalogue.services.describing import publish, submit


def wish(*, key: str, by: ApiKey) -> None:
    """Note that the draft, as it is now, should be public; ``grant`` does what can be done for it."""
    row = Dataset.objects.get(pk=key)
    Wish.objects.update_or_create(dataset=key, defaults={"key": by, "draft": _digest(row)})


def may_follow(*, key: str, by: ApiKey) -> bool:
    """Whether a change of one part may become public with the rest of the draft.

    It may when the draft is what is published, or what this key wished public itself. Otherwise the desk is at work on
    it, and somebody has to say so.
    """
    row = Dataset.objects.get(pk=key)
    if row.state == "published" and not row.changed:
        return True
    return Wish.objects.filter(pk=key, key=by, draft=_digest(row)).exists()


def grant(*, key: str) -> None:
    """Submit the draft that was wished public, and publish it for a key that reviews and still holds.

    Nothing happens while there is no table with rows. A draft that was changed at the desk since then is not meant any
    more: the wish goes.
    """
    found = Wish.objects.select_related("key").filter(pk=key).first()
    if found is None:
        return
    try:
        # Its lock is held from here on, so that the draft which is looked at is the one that is published.
        with on(key) as (_fact, row):
            if _digest(row) != found.draft or found.key.revoked:
                found.delete()
                return
            if row.asked is None:
                submit(key=key)
            if found.key.reviews:
                publish(key=key)
            found.delete()
    except (Refused, NotFound):
        # It is not ready yet, or published as it is; what lacks is told to whoever opens it at the desk.
        if Dataset.objects.filter(pk=key, state="published", changed=False).exists():
            Wish.objects.filter(pk=key).delete()


def _digest(row: Dataset) -> str:
    return hashlib.sha256(json.dumps(row.draft, sort_keys=True).encode()).hexdigest()
