"""Photos that an officer sends with an act wait privately, so that a refusal does not lose them."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from folkmoot.files.services import RefusedFile
from folkmoot.modules.service_requests import events
from folkmoot.modules.service_requests.forms import MAX_PHOTOS
from folkmoot.modules.service_requests.views.problem import keep_photos
from folkmoot.people.links import LinkError, open_link, sign_link

_PURPOSE = "service_requests.evidence"
_GOOD_FOR = timedelta(hours=8)


def carried(given: Mapping[str, Any]) -> list[events.Photo]:
    """Photos that came with an earlier try; a token that is forged or too old has none."""
    try:
        return [
            events.Photo(file=file, commitment=commitment)
            for file, commitment in open_link(_PURPOSE, given.get("kept", ""))
        ]
    except LinkError:
        return []


def remember(kept: Iterable[events.Photo]) -> str:
    """The token by which the next try finds them; empty without photos."""
    named = [[one.file, one.commitment] for one in kept]
    return sign_link(_PURPOSE, named, expires=_GOOD_FOR) if named else ""


def with_kept(kept: list[events.Photo], uploads: Iterable[Any]) -> list[events.Photo]:
    """Those kept before and those sent now. Raises RefusedFile."""
    fresh = list(uploads)
    if len(kept) + len(fresh) > MAX_PHOTOS:
        raise RefusedFile(_("Send at most 5 photos"))
    return [*kept, *keep_photos(fresh)]
