"""Who posts, and the photos that come with a post."""

import hashlib

from django.http import HttpRequest, QueryDict

from folkmoot.files.services import RefusedFile, keep_photo
from folkmoot.modules.service_requests import events
from folkmoot.modules.service_requests.models import ApiKey
from folkmoot.modules.service_requests.open311.answer import problem
from folkmoot.people.limits import Limit, spend

MAX_PHOTOS = 5
HOUR = 3600


def key_of(given: QueryDict) -> ApiKey:
    """The API key of a POST. Keys are compared by their SHA-256, so timing tells nothing about them."""
    digest = hashlib.sha256(given.get("api_key", "").encode()).hexdigest()
    found = ApiKey.objects.filter(digest=digest, revoked__isnull=True).first()
    if found is None:
        raise problem(403, "api_key is missing or not valid")
    return found


def spend_on(key: ApiKey) -> None:
    """Count one post of a key; 429 when it has posted more in an hour than it may."""
    verdict = spend(Limit("open311.post", key.per_hour, HOUR), key.digest)
    if not verdict.allowed:
        raise problem(429, f"this key posts too fast; try again in {verdict.retry_after} seconds")


def photos(request: HttpRequest, subject: str) -> list[events.Photo]:
    """Keep every uploaded photo, whatever its field is called; 400 for what is not one."""
    uploads = [one for name in request.FILES for one in request.FILES.getlist(name)]
    if len(uploads) > MAX_PHOTOS:
        raise problem(400, f"at most {MAX_PHOTOS} photos can be sent, not {len(uploads)}")
    try:
        kept = [keep_photo(one, subject=subject) for one in uploads]
    except RefusedFile as error:
        raise problem(400, f"media: {error}") from error
    return [events.Photo(file=one.pk, commitment=one.commitment) for one in kept]
