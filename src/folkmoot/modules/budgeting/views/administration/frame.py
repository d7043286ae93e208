"""What the pages about rounds in the administration share."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from folkmoot.modules.budgeting import services
from folkmoot.modules.budgeting.permits import ADMINISTER
from folkmoot.people import access
from folkmoot.record.saying import said
from folkmoot.web.administration.frame import trail

View = Callable[..., HttpResponse]


def administration(view: View) -> View:
    """A page for those who administer rounds everywhere."""
    return access.required(ADMINISTER, everywhere=True)(
        never_cache(require_http_methods(["GET", "HEAD", "POST"])(view))
    )


def below(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """Breadcrumbs of a page below the one of rounds."""
    return trail((_("Participatory budgets"), reverse("budgeting:administration")), *more)


def show(form: Any, error: services.Refused, *, at: str = "") -> None:
    """Put each refusal at its field, those of no field of the form at ``at`` or at the top."""
    for one in error.refusals:
        name = one.field if one.field in form.fields else at
        form.add_error(name if name in form.fields else None, said(one))


def digest(value: Any) -> str:
    """What stands for a set-up in a form, so that what is changed is what was looked at."""
    return hashlib.sha256(repr(value).encode()).hexdigest()[:32]
