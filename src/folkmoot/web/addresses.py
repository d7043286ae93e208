"""Addresses without any part that varies, worked out once: a page names a dozen of them, each time the same."""

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse

_known: dict[tuple[str, str, str], str] = {}


def fixed(name: str) -> str:
    """The address of a view that takes no arguments; django.urls.NoReverseMatch when there is none of that name."""
    key = (name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())
    if key not in _known:
        _known[key] = reverse(name)
    return _known[key]
