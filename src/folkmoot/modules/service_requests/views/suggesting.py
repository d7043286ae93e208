"""What the sorting helper offered travels with a form in a signed token, so that the choice can be counted."""

from datetime import timedelta

from folkmoot.modules.service_requests import events
from folkmoot.modules.service_requests.triage.queries import Offers
from folkmoot.people.links import LinkError, open_link, sign_link

_PURPOSE = "triage"
_GOOD_FOR = timedelta(days=1)


def token(offers: Offers | None) -> str:
    """A token for what was offered; empty when nothing was."""
    if offers is None:
        return ""
    suggested = offers.suggested
    return sign_link(_PURPOSE, [suggested.model, list(suggested.service_codes)], expires=_GOOD_FOR)


def opened(given: str) -> events.Suggested | None:
    """What a token says was offered; None for one that is old, forged or missing, which stops nobody."""
    try:
        model, codes = open_link(_PURPOSE, given)
    except LinkError:
        return None
    return events.Suggested(model=model, service_codes=tuple(codes))
