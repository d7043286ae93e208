"""Everything the manifests declare, found by slug, kind, class or subject."""

import importlib
import importlib.util
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from folkmoot.record.event import KIND
from folkmoot.record.manifest import Act, Card, Interface, Live, Manifest, Moment, OfflinePage


class UnknownKind(LookupError):
    """A fact's kind that no manifest declares."""


@cache
def manifests() -> tuple[Manifest, ...]:
    """Every part's manifest in the order of the settings. Raises when two parts claim one kind or subject."""
    found = tuple(importlib.import_module(f"{part}.module").MANIFEST for part in settings.FOLKMOOT_PARTS)
    kinds: set[str] = set()
    prefixes: set[str] = set()
    for manifest in found:
        for event in manifest.events:
            if not KIND.match(event.kind) or event.kind in kinds:
                raise ValueError(f"{manifest.slug}: kind {event.kind!r} is malformed or declared twice")
            kinds.add(event.kind)
        for prefix in manifest.subjects:
            if prefix in prefixes:
                raise ValueError(f"{manifest.slug}: subject {prefix!r} is declared twice")
            prefixes.add(prefix)
    return found


@cache
def _events() -> dict[str, tuple[type[Any], Manifest]]:
    return {event.kind: (event, manifest) for manifest in manifests() for event in manifest.events}


def event_type(kind: str) -> type[Any]:
    """The class of a kind, or UnknownKind."""
    try:
        return _events()[kind][0]
    except KeyError as error:
        raise UnknownKind(f"no part of this installation declares the kind {kind!r}") from error


def manifest_of(kind: str) -> Manifest:
    """The part that declared a kind, or UnknownKind."""
    try:
        return _events()[kind][1]
    except KeyError as error:
        raise UnknownKind(f"no part of this installation declares the kind {kind!r}") from error


def act_of(kind: str) -> Act | None:
    """How a kind reads, or None for a kind that is unknown or has no words of its own."""
    try:
        event, manifest = _events()[kind]
    except KeyError:
        return None
    return manifest.acts.get(event)


def manifest(slug: str) -> Manifest:
    """The part with this slug; KeyError when there is none."""
    return {one.slug: one for one in manifests()}[slug]


def offline_pages() -> list[OfflinePage]:
    """Pages of every part that work without a network."""
    return [page for one in manifests() for page in one.offline]


@cache
def moments() -> Mapping[str, Moment]:
    """When people may be asked something, by name. Raises when two parts claim one name."""
    found: dict[str, Moment] = {}
    for one in (moment for manifest in manifests() for moment in manifest.moments):
        if one.name in found:
            raise ValueError(f"the moment {one.name!r} is declared twice")
        found[one.name] = one
    return found


@cache
def interfaces() -> Mapping[str, Interface]:
    """APIs of every part that anybody may use, by key. Raises when two parts claim one key."""
    found: dict[str, Interface] = {}
    for one in (interface for manifest in manifests() for interface in manifest.interfaces):
        if one.key in found:
            raise ValueError(f"the interface {one.key!r} is declared twice")
        found[one.key] = one
    return found


def live() -> Mapping[str, Live]:
    """What pages hear of, by the names of their addresses."""
    return {name: one for part in manifests() for name, one in part.live.items()}


def load_projections() -> None:
    """Import every part's ``projections`` so that their decorators register."""
    for part in settings.FOLKMOOT_PARTS:
        if importlib.util.find_spec(f"{part}.projections"):
            importlib.import_module(f"{part}.projections")


@cache
def _resolvers() -> dict[str, Any]:
    return {prefix: import_string(path) for one in manifests() for prefix, path in one.subjects.items()}


def cards(subjects: Iterable[str]) -> Mapping[str, Card]:
    """Cards of many subjects: one call of the resolver per prefix."""
    wanted: dict[str, set[str]] = {}
    for subject in subjects:
        wanted.setdefault(subject.partition("/")[0], set()).add(subject)
    found: dict[str, Card] = {}
    for prefix, some in wanted.items():
        if resolver := _resolvers().get(prefix):
            found.update(resolver(sorted(some)))
    return found


@cache
def _readers() -> dict[str, Any]:
    return {one.slug: import_string(one.words) for one in manifests() if one.words}


def words_of(facts: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """The public words of facts, given as (id, kind), as they may be read now: one call for each part that has any.

    What waits for a moderator, or was taken off or back, has none.
    """
    wanted: dict[str, list[str]] = {}
    for fact_id, kind in facts:
        if kind in _events() and (slug := _events()[kind][1].slug) in _readers():
            wanted.setdefault(slug, []).append(fact_id)
    found: dict[str, str] = {}
    for slug, some in wanted.items():
        found.update(_readers()[slug](some))
    return found
