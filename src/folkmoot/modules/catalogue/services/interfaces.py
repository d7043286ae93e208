"""The house's own APIs as entries of the catalogue: listed as the parts declare them, and no longer than they do."""

import dataclasses
import logging
from collections.abc import Container

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from folkmoot.modules.catalogue import events, queries, rules
from folkmoot.modules.catalogue.models import Dataset
from folkmoot.modules.catalogue.services.base import SYSTEM
from folkmoot.modules.catalogue.services.keeping import in_languages
from folkmoot.places.queries.present import described as institution_is_described
from folkmoot.record import registry, text
from folkmoot.record.api import about
from folkmoot.record.manifest import Interface

log = logging.getLogger(__name__)


def keep_interfaces() -> int:
    """List every declared API, correct what changed, withdraw what is declared no more; how much was done.

    Nothing before the institution is described: it is the publisher.
    """
    if not institution_is_described():
        return 0
    declared = registry.interfaces()
    return sum(_keep(one) for one in declared.values()) + sum(
        _leave(key) for key in _undeclared(declared.keys())
    )


def service_of(given: Interface) -> events.Service:
    """What is said of an API of ours: where it is and what it keeps to are the part's to say."""
    base = settings.ORIGIN.rstrip("/")
    return events.Service(
        endpoint=base + given.endpoint,
        description=base + given.description if given.description else "",
        standards=given.standards,
        formats=given.formats,
        serves=tuple(one for one in given.serves if one != queries.EVERYTHING),
    )


def described(given: Interface) -> events.Description:
    """The API in the words of its part, as it is first published."""
    return events.Description(
        title=in_languages(given.title),
        summary=in_languages(given.summary),
        office=rules.INSTITUTION,
        licence=given.licence,
        themes=given.themes,
        keywords=given.keywords,
        service=service_of(given),
    )


def _keep(given: Interface) -> int:
    row = Dataset.objects.filter(pk=given.key).first()
    if row is not None and (row.office != rules.INSTITUTION or not row.service):
        log.warning("the entry %s is an office’s own: the interface of this name is not listed", row.pk)
        return 0
    wanted = service_of(given)
    if row is not None and (row.state == "withdrawn" or _says(row) == (wanted, wanted)):
        return 0
    with about(f"datasets/{given.key}", actor=SYSTEM) as fact:
        row = Dataset.objects.filter(pk=given.key).first()
        if row is None:
            fact(events.Described(description=described(given)))
            fact(events.Published(description=described(given)))
            return 1
        if row.state == "withdrawn" or _says(row) == (wanted, wanted):
            return 0
        # Its words are the institution's once it is there; where it is asked is not for anybody to say otherwise.
        draft, shown = (queries.description_of(one) for one in (row.draft, row.shown or row.draft))
        if draft.service != wanted:
            fact(events.Described(description=dataclasses.replace(draft, service=wanted)))
        if shown.service != wanted or not row.shown:
            fact(events.Published(description=dataclasses.replace(shown, service=wanted)))
        return 1


def _says(row: Dataset) -> tuple[events.Service | None, events.Service | None]:
    draft = queries.description_of(row.draft).service
    return draft, queries.description_of(row.shown).service if row.shown else None


def _undeclared(declared: Container[str]) -> list[str]:
    """APIs of ours that no part declares any more, as when a part was taken out."""
    rows = Dataset.objects.filter(service=True, office=rules.INSTITUTION, state="published")
    home = settings.ORIGIN.rstrip("/") + "/"
    return [
        row.pk
        for row in rows.order_by("key")
        if row.pk not in declared and row.shown["service"]["endpoint"].startswith(home)
    ]


def _leave(key: str) -> int:
    with about(f"datasets/{key}", actor=SYSTEM) as fact:
        if Dataset.objects.get(pk=key).state != "published":
            return 0
        with translation.override(settings.LANGUAGE_CODE):
            words = _("This installation does not have this interface any more.")
        fact(events.Withdrawn(words=text.commit(words, subject=f"datasets/{key}")))
        return 1
