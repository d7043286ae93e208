"""The main menu, made of what the parts declare in their manifests."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils.translation import gettext

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


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the menu; ``current`` is the value of aria-current: page, true (a page below it) or nothing."""

    label: str
    url: str
    current: str


@dataclass(frozen=True, slots=True)
class Navigation:
    """The links in the header, those behind "More", and all of them."""

    main: tuple[Link, ...]
    more: tuple[Link, ...]

    @property
    def every(self) -> tuple[Link, ...]:
        return self.main + self.more


def navigation(request: HttpRequest) -> Navigation:
    """The menu for this reader."""
    links = [link for item in _items() if item.order <= _RECORD_ORDER and (link := _link(item, request))]
    links.append(Link(gettext("Public record"), RECORD, _current(RECORD, request.path)))
    links += [link for item in _items() if item.order > _RECORD_ORDER and (link := _link(item, request))]
    shown = AT_WORK if desk_url(request) or items_for(request) else IN_HEADER
    return Navigation(tuple(links[:shown]), tuple(links[shown:]))


def desk_url(request: HttpRequest) -> str:
    """Where an officer works: the first menu item that asks for a permission which this reader has."""
    for item in _items():
        if item.permission and (link := _link(item, request)):
            return link.url
    return ""


def items_for(request: HttpRequest) -> list[AdministrationItem]:
    """Pages of the administration that this reader may open, in order."""
    if not request.user.is_authenticated:
        return []
    declared = [item for manifest in registry.manifests() for item in manifest.administration]
    return [
        item
        for item in sorted(declared, key=lambda item: item.order)
        if access.can_everywhere(request.user, item.permission)
    ]


def _items() -> list[NavItem]:
    declared = [item for manifest in registry.manifests() for item in manifest.navigation]
    return sorted(declared, key=lambda item: item.order)


def _link(item: NavItem, request: HttpRequest) -> Link | None:
    if item.permission and not (request.user.is_authenticated and request.user.has_perm(item.permission)):
        return None
    try:
        url = fixed(item.url_name)
    except NoReverseMatch:
        # A wrong name in a manifest must not take every page down; tests/test_navigation.py finds it instead.
        return None
    return Link(str(item.label), url, _current(url, request.path))


def _current(url: str, here: str) -> str:
    if here == url:
        return "page"
    return "true" if url != "/" and here.startswith(url.rstrip("/") + "/") else ""
