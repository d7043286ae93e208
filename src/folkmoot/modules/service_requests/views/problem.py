"""What the pages and the phone's queue send, as services want to know it."""

from collections.abc import Iterable, Mapping
from typing import Any

from folkmoot.files import services as files
from folkmoot.modules.service_requests import events, services
from folkmoot.modules.service_requests.chores import DRAFTS
from folkmoot.modules.service_requests.forms import DetailsForm
from folkmoot.modules.service_requests.refusals import said
from folkmoot.modules.service_requests.views.suggesting import opened


def number(text: str) -> float | None:
    """A number of a form; None when it is empty or none."""
    try:
        return float(text) if text else None
    except ValueError:
        return None


def problem_of(
    form: DetailsForm, data: Mapping[str, Any], *, photos: Iterable[events.Photo] = (), channel: str = "web"
) -> services.Problem:
    """The problem that a valid form and the place beside it describe."""
    return services.Problem(
        service_code=form.service.service_code,
        title=form.cleaned_data["title"],
        description=form.cleaned_data["description"],
        lat=number(data.get("lat", "")),
        long=number(data.get("lon", "")),
        address=data.get("address", "").replace("\x00", "")[:400],
        answers=form.answers(),
        photos=tuple(photos),
        channel=channel,
        suggested=opened(data.get("suggested", "")),
    )


def check(form: DetailsForm, data: Mapping[str, Any]) -> bool:
    """Whether the form and the place are right; what the rules refuse is said at its field."""
    if not form.is_valid():
        return False
    for refusal in services.check_report(problem_of(form, data)):
        field = refusal.field if refusal.field in form.fields else f"q_{refusal.field}"
        form.add_error(field if field in form.fields else None, said(refusal))
    return form.is_valid()


def keep_photos(uploads: Iterable[Any]) -> list[events.Photo]:
    """Keep photos privately until a fact shows them. Raises RefusedFile, and then none is kept."""
    kept: list[events.Photo] = []
    try:
        for one in uploads:
            row = files.keep_photo(one, subject=DRAFTS, public=False)
            kept.append(events.Photo(file=row.pk, commitment=row.commitment))
    except files.RefusedFile:
        files.erase([one.file for one in kept])
        raise
    return kept
