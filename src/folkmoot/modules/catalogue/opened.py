"""What the catalogue keeps open itself: what happens on the record by day, and the list of its datasets."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from folkmoot.modules.catalogue import events, rules
from folkmoot.modules.catalogue.models import ActsOfDay, Dataset
from folkmoot.record import clock
from folkmoot.record.opening import Column, Derived, Field, OpenDataset, OpenTable, Page


def _acts(name: str) -> Field:
    return Field(ActsOfDay, name)


def _of(name: str) -> Field:
    return Field(Dataset, name)


def whole_days() -> Q:
    """Days that are over (UTC), so that a row does not change any more."""
    return Q(day__lt=clock.now().date())


def published() -> Q:
    """Datasets that are offered."""
    return Q(state="published")


RECORD = OpenDataset(
    key="public-record",
    title=_("Entries of the public record"),
    summary=_(
        "How many entries of each kind the public record got on each day. Use it to see what the institution and its people "
        "are busy with, and to check that nothing is missing."
    ),
    themes=("GOVE",),
    keywords=("public record", "transparency"),
    tables=(
        OpenTable(
            name="days",
            title=_("Entries by day and kind"),
            of=ActsOfDay,
            order=("day", "kind"),
            where=whole_days,
            columns=(
                Column(
                    name="day",
                    type="date",
                    meaning=_("Day on which they were accepted (UTC)"),
                    key=True,
                    source=_acts("day"),
                ),
                Column(name="part", meaning=_("Part of the platform"), source=_acts("part")),
                Column(
                    name="kind",
                    meaning=_("Kind of entry, as the record names it"),
                    key=True,
                    source=_acts("kind"),
                ),
                Column(
                    name="entries",
                    type="int",
                    unit=_("entries"),
                    meaning=_("How many entries there were"),
                    source=_acts("count"),
                ),
            ),
        ),
    ),
)
CATALOGUE = OpenDataset(
    key="catalogue",
    title=_("All datasets"),
    summary=_(
        "The list of everything that is published here as open data, with publisher, licence and address."
    ),
    themes=("GOVE",),
    keywords=("open data", "catalogue"),
    tables=(
        OpenTable(
            name="datasets",
            title=_("Datasets"),
            of=Dataset,
            order=("key",),
            where=published,
            changes=(events.Published, events.Withdrawn, events.Restored),
            every=1,
            columns=(
                Column(name="dataset", meaning=_("Last part of its address"), key=True, source=_of("key")),
                Column(name="title", meaning=_("Title"), source=Derived(rules.title_in, (_of("shown"),))),
                Column(name="office", meaning=_("Publisher"), source=_of("office")),
                Column(name="licence", meaning=_("Code of the licence"), source=_of("licence")),
                Column(
                    name="themes",
                    meaning=_("Codes of the EU’s data themes, with spaces between"),
                    source=Derived(rules.themes_in, (_of("shown"),)),
                ),
                Column(
                    name="frequency",
                    meaning=_("How often it is updated, as the EU codes it"),
                    source=Derived(rules.frequency_in, (_of("shown"),)),
                ),
                Column(
                    name="published",
                    type="timestamp",
                    unit="UTC",
                    meaning=_("When it was first published"),
                    source=_of("published"),
                ),
                Column(
                    name="kind",
                    meaning=_("What it is: dataset or service (an API)"),
                    source=Derived(rules.kind_in, (_of("shown"),)),
                ),
                Column(name="url", meaning=_("Its page"), source=Page("catalogue:dataset", _of("key"))),
            ),
        ),
    ),
)
