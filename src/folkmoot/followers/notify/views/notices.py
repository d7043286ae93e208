"""What an account was told, newest first."""

from itertools import groupby

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from folkmoot.followers.notify import queries, services
from folkmoot.people.models import Person

_MOST_DIGITS = 18


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None


@never_cache
@login_required
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """The notices by day; ``before`` is the keyset of the next page."""
    assert isinstance(request.user, Person)  # noqa: S101 - login_required stands before.
    before = _number(request.GET.get("before", ""))
    rows = queries.notices(request.user, before=before, limit=queries.PAGE + 1)
    more, rows = len(rows) > queries.PAGE, rows[: queries.PAGE]
    lines = queries.lines(rows)
    here = reverse("followers:notices")
    context = {
        "days": [
            (day, list(some))
            for day, some in groupby(lines, key=lambda line: timezone.localtime(line.row.at).date())
        ],
        "unread": any(row.read is None for row in rows),
        "upto": rows[0].pk if rows else 0,
        "next_url": f"{here}?before={rows[-1].pk}" if more else "",
        "first_url": here if before is not None else "",
    }
    return render(request, "followers/notices.html", context)


@login_required
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark as read what the page showed and everything older."""
    assert isinstance(request.user, Person)  # noqa: S101 - login_required stands before.
    services.mark_read(person=request.user, upto=_number(request.POST.get("upto", "")) or 0)
    return redirect("followers:notices")
