"""The main menu, made of what the parts declare in their manifests."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf
from django.utils.translation import get_language, gettext

from folkmoot.people import access
from folkmoot.record import registry
from folkmoot.record.manifest import AdministrationItem, NavItem
from folkmoot.web.addresses import fixed

IN_HEADER = 5
"""Links that fit beside the brand on a desk screen in English and in German; the others are behind "More"."""
AT_WORK = 2
"""The same for whoever has links to a desk or to the administration there as well."""

RECORD = "/record/"
"""Where the pages of the public record begin; their addresses are part of its format and never move."""
_RECORD_ORDER = 90


class Link(NamedTuple):
    """A link of the menu; ``current`` is the value of aria-current: page, true (a page below it) or nothing."""

    label: str
    url: str
    current: str


class Navigation(NamedTuple):
    """The links in the header, those behind "More", and all of them."""

    main: tuple[Link, ...]
    more: tuple[Link, ...]

    @property
    def every(self) -> tuple[Link, ...]:
        return self.main + self.more


@dataclass(frozen=True, slots=True)
class _Offered:
    """What the parts have for whoever holds some roles: labels and addresses, the desk, pages of the administration.

    ``shown`` is how many links stand in the header.
    """

    links: tuple[tuple[str, str], ...]
    shown: int
    desk: str
    administration: tuple[AdministrationItem, ...]


def navigation(request: HttpRequest) -> Navigation:
    """The menu for this reader."""
    offered, here = _for(request), request.path
    return _marked(offered.links, offered.shown, tuple(_current(url, here) for _label, url in offered.links))


@lru_cache(maxsize=512)
def _marked(links: tuple[tuple[str, str], ...], shown: int, marks: tuple[str, ...]) -> Navigation:
    made = tuple(Link(label, url, mark) for (label, url), mark in zip(links, marks, strict=True))
    return Navigation(made[:shown], made[shown:])


def desk_url(request: HttpRequest) -> str:
    """Where an officer works: the first menu item that asks for a permission which this reader has."""
    return _for(request).desk


def items_for(request: HttpRequest) -> Sequence[AdministrationItem]:
    """Pages of the administration that this reader may open, in order."""
    return _for(request).administration


def _for(request: HttpRequest) -> _Offered:
    return _offered(access.roles_of(request.user), get_language(), get_urlconf(), get_script_prefix())


@lru_cache(maxsize=512)
def _offered(held: access.Held, _language: str | None, _urlconf: str | None, _prefix: str) -> _Offered:
    """The same for everybody with these roles, in each language and below each address."""
    items = [(item, url) for item in _items() if (url := _url(item, held)) is not None]
    links = [(str(item.label), url) for item, url in items if item.order <= _RECORD_ORDER]
    links.append((gettext("Public record"), RECORD))
    links += [(str(item.label), url) for item, url in items if item.order > _RECORD_ORDER]
    desk = next((url for item, url in items if item.permission), "")
    declared = [item for manifest in registry.manifests() for item in manifest.administration]
    administration = tuple(
        item
        for item in sorted(declared, key=lambda item: item.order)
        if access.EVERYWHERE in access.offices_held(held, item.permission)
    )
    return _Offered(tuple(links), AT_WORK if desk or administration else IN_HEADER, desk, administration)


def _items() -> list[NavItem]:
    declared = [item for manifest in registry.manifests() for item in manifest.navigation]
    return sorted(declared, key=lambda item: item.order)


def _url(item: NavItem, held: access.Held) -> str | None:
    """The address of an item, None for one that is not for whoever holds these roles."""
    asked = item.permission
    if asked and not (asked in access.permissions() and access.offices_held(held, asked)):
        return None
    try:
        return fixed(item.url_name)
    except NoReverseMatch:
        # A wrong name in a manifest must not take every page down; tests/test_navigation.py finds it instead.
        return None


def _current(url: str, here: str) -> str:
    if here == url:
        return "page"
    return "true" if url != "/" and here.startswith(url.rstrip("/") + "/") else ""
