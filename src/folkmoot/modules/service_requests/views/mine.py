"""What waits for the person who is signed in."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from folkmoot.modules.service_requests import inquiries, queries, words
from folkmoot.modules.service_requests.models import ServiceRequest


@never_cache
@login_required
@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """Questions of offices about one's own reports, the most urgent first."""
    asked = inquiries.waiting_for(request.user.pk)
    rows = ServiceRequest.objects.filter(pk__in={one.row.service_request_id for one in asked})
    about = {one.row.pk: one for one in queries.shown(list(rows))}
    context = {
        "asked": [
            (one, about[one.row.service_request_id], words.OTHERWISE[one.row.otherwise]) for one in asked
        ]
    }
    return render(request, "service_requests/questions.html", context)
