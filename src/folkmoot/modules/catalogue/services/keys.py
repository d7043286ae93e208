"""Keys for programs that write: made and shown once, kept as a SHA-256, revoked for good."""

import hashlib
import secrets

from django.db.models import Q

from folkmoot.modules.catalogue import queries
from folkmoot.modules.catalogue.models import ApiKey
from folkmoot.people.models import Person
from folkmoot.record import clock
from folkmoot.record.refusal import NotFound, Refusal, demand

LONGEST_NAME = 120
MOST_KEYS = 200


def make_key(*, name: str, office: str, reviews: bool = False, person: Person | None = None) -> str:
    """A new key for an office; it is in the answer and nowhere else. Raises Refused."""
    name = name.strip()
    demand(
        None if name else Refusal("name", "write a few words"),
        Refusal.of("name", "use at most %(most)s characters", most=LONGEST_NAME)
        if len(name) > LONGEST_NAME
        else None,
        None if office in queries.known().offices else Refusal("office", "choose a department that exists"),
        Refusal.of("name", "there are %(most)s keys; revoke some first", most=MOST_KEYS)
        if ApiKey.objects.filter(revoked__isnull=True).count() >= MOST_KEYS
        else None,
    )
    key = secrets.token_urlsafe(32)
    ApiKey.objects.create(
        digest=digest(key), name=name, office=office, reviews=reviews, person=person, created=clock.now()
    )
    return key


def revoke_key(*, pk: int) -> bool:
    """Let a key hold no more; False when it did not already. Raises NotFound."""
    if ApiKey.objects.filter(pk=pk, revoked__isnull=True).update(revoked=clock.now()):
        return True
    if not ApiKey.objects.filter(pk=pk).exists():
        raise NotFound("there is no such key")
    return False


def key_behind(given: str) -> ApiKey | None:
    """The key that holds, or None. It is found by its SHA-256, so the time that it takes tells nothing about keys."""
    found = ApiKey.objects.filter(digest=digest(given[:500]), revoked__isnull=True).first()
    if found is not None:
        today = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
        # Once a day: whether a key is still used matters to who revokes it, when exactly is nobody's business.
        ApiKey.objects.filter(Q(used__isnull=True) | Q(used__lt=today), pk=found.pk).update(used=today)
    return found


def digest(key: str) -> str:
    """What is kept of a key: 256 random bits need no slow hash."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
