"""What every page of the shell needs: who the institution is, the menu, the latest checkpoint, the reader's choices.

Everything is lazy: a fragment or an error page that shows none of it asks the database nothing. A full page costs two
queries for the institution and the checkpoint, one more where the installation has witnesses, and for people who are
signed in those of their permissions.
"""

from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language, override

from folkmoot.places.models import Institution
from folkmoot.places.queries import institution, present
from folkmoot.record import registry, seen
from folkmoot.web import look
from folkmoot.web.addresses import fixed
from folkmoot.web.bell import Bell
from folkmoot.web.hearing import Hearing, hearing
from folkmoot.web.navigation import RECORD, Navigation, desk_url, items_for, navigation
from folkmoot.web.record_witnesses import seen_words

IN_FRAME = (
    "scheme",
    "languages",
    "institution",
    "logo_url",
    "checkpoint",
    "witnesses",
    "nav",
    "desk_url",
    "administration_url",
    "bell",
)
"""Parts of the shell that differ from reader to reader or from day to day and that header, foot or strip show."""
SAME_FOR_ALL = (
    "search_url",
    "account_url",
    "you_url",
    "areas_url",
    "look_url",
    "record_url",
    "record_is_empty",
    "language_name",
)
"""What they show besides: it never differs within a process, or follows from the others."""

SCHEME_COOKIE = "scheme"
SCHEMES = ("auto", "light", "dark")


class Language(NamedTuple):
    """A language of the interface, named in itself."""

    code: str
    name: str
    chosen: bool


@lru_cache(maxsize=64)
def _languages(codes: tuple[str, ...], current: str | None) -> tuple[Language, ...]:
    found = []
    names = dict(settings.LANGUAGES)
    for code in codes:
        name = names[code]
        with override(code):
            found.append(Language(code, str(name), code == current))
    return tuple(found)


class Shell:
    """The frame around a page; each part is worked out when it is first used."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def institution(self) -> Institution:
        return institution()

    @cached_property
    def checkpoint(self) -> seen.Shown | None:
        return seen.shown()

    @cached_property
    def record_is_empty(self) -> bool:
        return self.checkpoint is None

    @cached_property
    def witnesses(self) -> str:
        """How many witnesses have signed the checkpoint that is shown; nothing where there are none to ask."""
        return seen_words(len(self.checkpoint.cosignatures)) if self.checkpoint else ""

    @cached_property
    def nav(self) -> Navigation:
        return navigation(self._request)

    @cached_property
    def desk_url(self) -> str:
        return desk_url(self._request)

    @cached_property
    def scheme(self) -> str:
        """The reader's choice of light or dark; ``auto`` follows the device."""
        chosen = self._request.COOKIES.get(SCHEME_COOKIE, "auto")
        return chosen if chosen in SCHEMES else "auto"

    @cached_property
    def languages(self) -> tuple[Language, ...]:
        return _languages(present().languages, get_language())

    @cached_property
    def language_name(self) -> str:
        return next((one.name for one in self.languages if one.chosen), self.languages[0].name)

    @cached_property
    def look_url(self) -> str:
        """The institution's own style sheet, nothing when it chose no colours."""
        digest = look.digest(self.institution)
        return reverse("web:look", args=[digest]) if digest else ""

    @cached_property
    def logo_url(self) -> str:
        """The institution's logo, nothing when it has none."""
        here = self.institution
        return reverse("web:logo", args=[here.logo]) if here.logo else ""

    @cached_property
    def administration_url(self) -> str:
        """Where this reader sets the installation up, nothing for most."""
        return address("administration:index") if items_for(self._request) else ""

    @cached_property
    def search_url(self) -> str:
        return address("followers:search")

    @cached_property
    def account_url(self) -> str:
        return address("people:account") or address("account_email")

    @cached_property
    def you_url(self) -> str:
        return address("followers:you")

    @cached_property
    def follow_url(self) -> str:
        return address("followers:follow")

    @cached_property
    def following_url(self) -> str:
        return address("followers:following")

    @cached_property
    def bell(self) -> Bell | None:
        """What is new for this reader, from the part that keeps it; nothing for those who are not signed in."""
        for part in registry.manifests():
            if part.bell:
                found: Bell | None = import_string(part.bell)(self._request)
                return found
        return None

    @cached_property
    def areas_url(self) -> str:
        return address("places:areas")

    @cached_property
    def record_url(self) -> str:
        return RECORD

    @cached_property
    def source_url(self) -> str:
        return str(settings.FOLKMOOT_SOURCE)

    @cached_property
    def hears(self) -> Hearing | None:
        """What the page hears of while it is read; nothing for one that is about nothing in particular."""
        return hearing(self._request)

    @property
    def here(self) -> str:
        """The address of the page, to come back to after a choice."""
        return self._request.get_full_path()

    @cached_property
    def depends_on(self) -> tuple[Any, ...]:
        """All that the shell's own templates differ by, but for ``here`` and the token of forms (see frame.py)."""
        user = getattr(self._request, "user", None)
        return (
            get_language(),
            get_current_timezone_name(),
            user is not None and user.is_authenticated,
            *(_by_value(getattr(self, name)) for name in IN_FRAME),
        )


def _by_value(part: object) -> object:
    """A part of the shell as something that differs whenever the part does: rows are equal by their keys alone."""
    if isinstance(part, Model):
        # Whoever is given a remembered row must not change it, so its values are looked at once.
        known = part.__dict__.get("_values")
        if known is None:
            known = part.__dict__["_values"] = tuple(
                repr(getattr(part, one.attname)) for one in part._meta.concrete_fields
            )
        return known
    if isinstance(part, seen.Shown):
        return part.size, part.sealed
    return part


def address(name: str) -> str:
    """The URL of a view by name, or nothing when this installation has no such part."""
    try:
        return fixed(name)
    except NoReverseMatch:
        return ""


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context processor: one variable, ``shell``."""
    return {"shell": Shell(request)}
