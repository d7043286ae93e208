"""What parts put below the content of a page that is not theirs: a question to those who read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString

from folkmoot.record import registry
from folkmoot.web.charts.svg import join


@dataclass(frozen=True, slots=True)
class Below:
    """A template, and what it shows."""

    template: str
    context: Mapping[str, Any]


def below(context: Context) -> SafeString:
    """What every part has to put below this page; nothing where a page is made without a request."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return SafeString("")
    found = [import_string(part.below)(request) for part in registry.manifests() if part.below]
    return join(
        [SafeString(render_to_string(one.template, dict(one.context), request)) for one in found if one]
    )
