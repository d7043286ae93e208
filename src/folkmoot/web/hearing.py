"""What an open page hears of, from the manifest of the part that it belongs to."""

from dataclasses import dataclass

from django.http import HttpRequest

from folkmoot.record import clock, registry
from folkmoot.record.event import SUBJECT
from folkmoot.talk.names import subject_of, thread_of

BEGAN = "folkmoot.began"
"""Where the middleware keeps when a request began: what happened before stands on the page already."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """Subjects and kinds of facts, as the island reads them; ``made`` is in milliseconds since 1970."""

    about: str
    kinds: str
    made: int


def hearing(request: HttpRequest) -> Hearing | None:
    """What the page at this address hears of; None where its part declares nothing."""
    match = request.resolver_match
    declared = registry.live().get(match.view_name) if match else None
    if match is None or declared is None:
        return None
    about = [one.format(**match.kwargs) for one in declared.about]
    if declared.talk:
        about += [subject_of(thread_of(one)) for one in about]
    # An address may hold what no subject looks like; such a page is about nothing, and not about everything.
    if not all(SUBJECT.match(one) for one in about):
        return None
    began = request.META.get(BEGAN) or clock.now()
    return Hearing(
        " ".join(about),
        " ".join(one.kind for one in declared.kinds),
        int(began.timestamp() * 1000),
    )
