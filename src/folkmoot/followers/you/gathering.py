"""Asking every part what waits for a person and what is theirs. One that fails takes nothing else down with it."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.module_loading import import_string

from folkmoot.people.models import Person
from folkmoot.people.you import PAGE, Asked, Own, Waits, in_order
from folkmoot.record import registry
from folkmoot.record.manifest import Manifest

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Gathered:
    """What the parts answered; ``missing`` names those that could not."""

    waits: list[Waits] = field(default_factory=list)
    own: list[tuple[str, Own]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def gathered(person: Person) -> Gathered:
    """What waits for somebody, in order, and their lists with the slug of the part that each belongs to."""
    found = Gathered()
    # The kernel comes first in the settings; on somebody's page what they did in civic modules does.
    for part in reversed(registry.manifests()):
        if part.waits:
            found.waits += _ask(found, part, part.waits, person)
        if part.own:
            found.own += [(part.slug, one) for one in _ask(found, part, part.own, person, Asked())]
    found.waits = in_order(found.waits)
    return found


def _ask(found: Gathered, part: Manifest, path: str, *given: Any) -> Sequence[Any]:
    function: Callable[..., Sequence[Any]] = import_string(path)
    try:
        # A statement that failed would spoil the connection for the other parts on PostgreSQL.
        with transaction.atomic():
            return list(function(*given))
    except Exception:
        log.exception("%s cannot say what is on somebody's own page", part.slug)
        if str(part.name) not in found.missing:
            found.missing.append(str(part.name))
        return ()


def one_list(person: Person, *, slug: str, key: str, after: str) -> Own | None:
    """A page of one list of a part; None when there is no such list."""
    part = next((one for one in registry.manifests() if one.slug == slug and one.own), None)
    if part is None:
        return None
    some: Sequence[Own] = import_string(part.own)(person, Asked(only=key, after=after, limit=PAGE))
    return next((one for one in some if one.key == key), None)
