"""What can be followed, and the keys by which an act finds those who follow it.

A key names one thing: ``subject:requests/MH-26-7K3QF2``, ``area:old-quay``, ``part:service_requests``, ``everything:``,
or for a circle the cell of the grid in which its middle lies. An act has few keys, so one query finds its followers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from django.utils.translation import gettext as _

from folkmoot.followers.cells import LARGE, LEAST_RADIUS, MOST_RADIUS, SMALL, cell, covering
from folkmoot.followers.models import Activity
from folkmoot.places import queries as places
from folkmoot.places.geo import distance_m, grid, is_place
from folkmoot.record import registry
from folkmoot.record.event import SUBJECT
from folkmoot.record.manifest import Card, Manifest
from folkmoot.talk.names import PREFIX, about_of

SUBJECT_SORT, AREA, CIRCLE, PART, EVERYTHING = "subject", "area", "circle", "part", "everything"
REPLIES = "replies"
"""Answers to what one said oneself: not looked up by a key, because the part names whom each act concerns."""
RADII = (LEAST_RADIUS, 250, 500, 1_000, 2_000, MOST_RADIUS)
"""Metres that the pages offer."""
OFFICIAL = "office:"
"""How the actor of an office begins."""


class UnknownTarget(LookupError):
    """Nothing of this name can be followed; its text can be shown."""


@dataclass(frozen=True, slots=True)
class Target:
    """One thing to follow. Places lie on a grid of ten metres; ``radius`` is in metres."""

    sort: str
    target: str = ""
    lat: float | None = None
    long: float | None = None
    radius: int | None = None

    @property
    def key(self) -> str:
        """What acts are looked up by."""
        if self.sort == CIRCLE:
            size = SMALL if (self.radius or 0) <= SMALL else LARGE
            return f"{CIRCLE}:{cell(self.lat or 0.0, self.long or 0.0, size)}"
        return f"{self.sort}:{self.target}"

    @property
    def query(self) -> dict[str, str]:
        """The parameters of an address that mean this target; see ``read``."""
        if self.sort == CIRCLE:
            return {"lat": f"{self.lat}", "lon": f"{self.long}", "radius": f"{self.radius}"}
        return {self.sort: self.target or "1"}


def circle(lat: float, long: float, radius: int) -> Target:
    """The circle of ``radius`` metres around a place. Raises UnknownTarget."""
    if not is_place(lat, long):
        raise UnknownTarget(_("This is no place: latitude is −90 to 90, longitude −180 to 180."))
    if not LEAST_RADIUS <= radius <= MOST_RADIUS:
        raise UnknownTarget(
            _("Choose a distance from %(least)s to %(most)s metres.")
            % {"least": LEAST_RADIUS, "most": MOST_RADIUS}
        )
    lat, long = grid(lat, long)
    return Target(CIRCLE, f"{lat},{long},{radius}", lat, long, radius)


def read(data: Mapping[str, str]) -> Target | None:
    """The target that an address or a form names; None when it names none. Raises UnknownTarget."""
    if data.get("lat") or data.get("lon") or data.get("radius"):
        try:
            lat, long = float(data.get("lat", "")), float(data.get("lon", ""))
            radius = int(data.get("radius", ""))
        except ValueError as error:
            raise UnknownTarget(
                _("Give lat, lon and radius as numbers: degrees with a point, and metres.")
            ) from error
        return circle(lat, long, radius)
    if subject := data.get(SUBJECT_SORT):
        if not SUBJECT.match(subject) or subject not in registry.cards([subject]):
            raise UnknownTarget(_("There is nothing of this name to follow."))
        return Target(SUBJECT_SORT, subject)
    if area := data.get(AREA):
        if area not in {one.slug for one in places.areas()} and not _acts_in(area):
            raise UnknownTarget(_("There is no area of this name."))
        return Target(AREA, area)
    if part := data.get(PART):
        if part not in {one.slug for one in parts()}:
            raise UnknownTarget(_("There is no part of this name."))
        return Target(PART, part)
    return Target(EVERYTHING) if data.get(EVERYTHING) else None


def _acts_in(area: str) -> bool:
    return "\x00" not in area and Activity.objects.filter(area=area).exists()


def parts() -> list[Manifest]:
    """The parts whose acts can be followed, by name."""
    shown = (one for one in registry.manifests() if any(not act.quiet for act in one.acts.values()))
    return sorted(shown, key=lambda one: str(one.name).casefold())


def keys_of(
    *, subject: str, module: str, area: str, lat: float | None, long: float | None, actor: str = ""
) -> list[str]:
    """Every key under which somebody may follow an act."""
    found = [f"{SUBJECT_SORT}:{one}" for one in subjects_of(subject, actor)]
    found += [f"{PART}:{module}", f"{EVERYTHING}:"]
    if area:
        found.append(f"{AREA}:{area}")
    if lat is not None and long is not None and is_place(lat, long):
        near = chain(covering(lat, long, SMALL, SMALL), covering(lat, long, LARGE, LARGE))
        found += [f"{CIRCLE}:{one}" for one in near]
    return found


def subjects_of(subject: str, actor: str) -> list[str]:
    """Whose followers hear of an act: those of its subject and, of what an office says about a thing, those of the thing.

    What residents say about it is for those who follow the discussion; a petition may have ten thousand comments.
    """
    if subject.startswith(PREFIX) and actor.startswith(OFFICIAL):
        return [subject, about_of(subject.removeprefix(PREFIX))]
    return [subject]


def holds(target: Target, *, lat: float | None, long: float | None) -> bool:
    """Whether an act that was found by its key really lies in a circle; true for everything that is not one."""
    if target.sort != CIRCLE:
        return True
    if lat is None or long is None or target.lat is None or target.long is None or target.radius is None:
        return False
    return distance_m(target.lat, target.long, lat, long) <= target.radius


@dataclass(frozen=True, slots=True)
class Named:
    """A target in words, with the page about it if there is one."""

    words: str
    url: str = ""


def names(targets: Sequence[Target]) -> dict[Target, Named]:
    """Targets in words: one query for areas and one look-up for each sort of subject, however many there are."""
    cards = registry.cards({one.target for one in targets if one.sort == SUBJECT_SORT})
    areas = {one.slug: one.name for one in places.areas()} if any(one.sort == AREA for one in targets) else {}
    return {one: _name(one, cards, areas) for one in targets}


def _name(target: Target, cards: Mapping[str, Card], areas: Mapping[str, str]) -> Named:
    match target.sort:
        case "subject":
            card = cards.get(target.target)
            return Named(card.title, card.url) if card else Named(_("something that is no longer listed"))
        case "area":
            return Named(
                _("Everything in %(area)s") % {"area": areas.get(target.target, target.target)},
                f"/activity?area={target.target}",
            )
        case "part":
            found = {one.slug: str(one.name) for one in registry.manifests()}
            return Named(
                _("Everything in “%(part)s”") % {"part": found.get(target.target, target.target)},
                f"/activity?module={target.target}",
            )
        case "circle":
            return Named(
                _("Everything within %(metres)s metres of %(lat)s, %(lon)s")
                % {"metres": target.radius, "lat": target.lat, "lon": target.long}
            )
        case "replies":
            return Named(_("Answers to what you said"), "/account/comments")
        case _:
            return Named(_("Everything that happens"), "/activity")
