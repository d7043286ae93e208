"""What happened to the queue of the desk since the page that shows it was made."""

from datetime import datetime

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from folkmoot.modules.service_requests import queries

_DIGITS = 15


def news(request: HttpRequest, wanted: queries.Wanted) -> JsonResponse:
    """How many reports came in, and which of those shown (``number``) changed and when, as JSON.

    ``since`` is the size of the record and ``from`` the time at which the page was made.
    """
    given = request.GET
    since, shown = given.get("since", ""), [one for one in given.getlist("number") if "\x00" not in one]
    try:
        made = datetime.fromisoformat(given.get("from", ""))
    except ValueError:
        made = None
    if (
        made is None
        or made.tzinfo is None
        or not (since.isascii() and since.isdigit() and len(since) <= _DIGITS)
    ):
        detail = _("Give since, a number of entries, and from, a time with its zone.")
        return JsonResponse({"error": "bad_request", "detail": detail}, status=400)
    shown = shown[: queries.PAGE]
    return JsonResponse(
        {
            "new": queries.arrived(wanted, since=int(since), shown=shown),
            "changed": {number: at.isoformat() for number, at in queries.changed(shown, since=made).items()},
        }
    )
