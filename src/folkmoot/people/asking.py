"""Who may be asked something that they did not ask to be asked. Which part keeps what people want is not known here."""

import uuid
from collections.abc import Collection

from django.utils.module_loading import import_string

from folkmoot.record import registry

Reader = uuid.UUID | str


def unwilling(*, people: Collection[uuid.UUID], emails: Collection[str]) -> frozenset[Reader]:
    """Those accounts, and addresses in lower case, that want to hear nothing that they did not ask for."""
    found: set[Reader] = set()
    for part in registry.manifests():
        if part.unasked:
            found |= import_string(part.unasked)(people, {one.strip().lower() for one in emails})
    return frozenset(found)
