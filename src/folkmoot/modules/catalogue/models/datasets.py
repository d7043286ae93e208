"""Datasets, their tables and versions, and the terms they are found by: all computed from the record."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from folkmoot.record.projection import Projected, Tallied


class Dataset(Projected):
    """An entry of the catalogue: a dataset, or an API where it is a ``service``. ``draft`` is its description as last written, ``shown`` the one that is published, empty before.

    ``state`` is draft, published or withdrawn. ``words`` is a commitment: why it was sent back or withdrawn.
    ``title_words`` and ``notes_words`` are what is searched for phrases: folded, with a space around each word.
    """

    open_fields = frozenset({"key", "state", "office", "shown", "licence", "published"})

    key = models.CharField(max_length=60, primary_key=True)
    state = models.CharField(max_length=10)
    office = models.CharField(max_length=61)
    draft = models.JSONField()
    shown = models.JSONField(default=dict)
    changed = models.BooleanField(default=False, help_text="the draft is not what is published")
    licence = models.CharField(max_length=20, blank=True)
    service = models.BooleanField(default=False, help_text="it is an API, and has no tables")
    words = models.CharField(max_length=64, blank=True)
    created = models.DateTimeField()
    asked = models.DateTimeField(null=True, help_text="since when a review is waited for")
    published = models.DateTimeField(null=True)
    withdrawn = models.DateTimeField(null=True)
    updated = models.DateTimeField(help_text="of the newest version or publication")
    fact_id = models.CharField(
        max_length=32, help_text="of the newest publication, before of the first draft"
    )
    newest_fact = models.CharField(max_length=32)
    title_words = models.TextField(default="")
    notes_words = models.TextField(default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-updated", "-key"], condition=Q(state="published"), name="cat_newest"),
            models.Index(
                fields=["office", "-updated", "-key"], condition=Q(state="published"), name="cat_by_office"
            ),
            models.Index(fields=["office", "key"], name="cat_desk"),
            models.Index(fields=["asked", "key"], condition=Q(asked__isnull=False), name="cat_review"),
        ]

    @property
    def subject(self) -> str:
        """Its name in the record."""
        return f"datasets/{self.key}"


class Table(Projected):
    """A table of a dataset. ``generation`` names the version that is shown; it is empty before the first."""

    key = models.CharField(max_length=121, primary_key=True, help_text="<dataset>/<name>")
    dataset = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    words = models.JSONField()
    sort = models.CharField(max_length=8)
    url = models.CharField(max_length=500, blank=True)
    every = models.PositiveIntegerField(default=0)
    added = models.DateTimeField()
    removed = models.DateTimeField(null=True)
    columns = models.JSONField(default=list, help_text="what is laid down about columns")
    reading = models.JSONField(default=dict)
    number = models.PositiveIntegerField(default=0, help_text="of the version that is shown")
    generation = models.CharField(max_length=64, blank=True)
    rows = models.BigIntegerField(default=0)
    loaded = models.DateTimeField(null=True)
    chosen = models.CharField(max_length=32, blank=True, help_text="the fact that chose an older version")
    chosen_words = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["dataset", "added"], name="cat_tables"),
            models.Index(fields=["every", "key"], condition=Q(every__gt=0), name="cat_scheduled"),
            models.Index(fields=["generation"], condition=~Q(generation=""), name="cat_table_generation"),
        ]


class Version(Projected):
    """An immutable version of a table, as the record has it."""

    key = models.CharField(max_length=140, primary_key=True, help_text="<dataset>/<table>/<number>")
    dataset = models.CharField(max_length=60)
    table = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    reason = models.CharField(max_length=10)
    generation = models.CharField(max_length=64, db_index=True)
    original = models.CharField(max_length=64, db_index=True)
    bytes = models.BigIntegerField()
    parquet = models.CharField(max_length=64)
    rows = models.BigIntegerField()
    columns = models.PositiveIntegerField()
    rejects = models.BigIntegerField()
    difference = models.JSONField()
    entries = models.BigIntegerField(default=0, help_text="of the record, that its rows tell of at least")
    root = models.CharField(max_length=64, blank=True, help_text="of the tree of those entries, in hex")
    fact_id = models.CharField(max_length=32)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["dataset", "table", "-number"], name="cat_versions")]


class Term(Projected):
    """Something that a published dataset is found by: word, theme, keyword, area, licence or office.

    An API is found by ``entry`` service as well, and by what it ``serves``: a key, or a digest of an address.
    """

    key = models.CharField(max_length=140, primary_key=True, help_text="<sort>|<value>|<dataset>")
    sort = models.CharField(max_length=8)
    value = models.CharField(max_length=60)
    dataset = models.CharField(max_length=60)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["sort", "value", "dataset"], name="cat_terms"),
            models.Index(fields=["dataset", "sort", "value"], name="cat_terms_of"),
        ]


class ActsOfDay(Tallied):
    """How many entries of a kind were accepted on a day (UTC): counted by the follower ``datasets``, open to everybody."""

    open_fields = frozenset({"key", "day", "part", "kind", "count"})

    key = models.CharField(max_length=92, primary_key=True, help_text="<day>|<kind>")
    day = models.DateField()
    part = models.CharField(max_length=80)
    kind = models.CharField(max_length=80)
    count = models.PositiveBigIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["day", "kind"], name="cat_acts_of_day")]


class Tally(Projected):
    """How many published datasets a term finds. ``all`` with no value counts every one."""

    key = models.CharField(max_length=70, primary_key=True, help_text="<sort>|<value>")
    sort = models.CharField(max_length=8)
    value = models.CharField(max_length=60, blank=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["sort", "-count", "value"], name="cat_tallies"),
            models.Index(fields=["sort", "value", "count"], name="cat_tallies_of"),
        ]
