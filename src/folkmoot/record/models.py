"""The record's own tables. Nothing outside this package reads or writes them directly."""

from typing import ClassVar

from django.db import models


class RecordedFact(models.Model):
    """One accepted fact. ``entry`` is the leaf as it was accepted and is never rewritten."""

    fact_id = models.CharField(max_length=32, unique=True)
    subject = models.CharField(max_length=160)
    position = models.PositiveIntegerField(help_text="1 for the subject's first fact")
    kind = models.CharField(max_length=80)
    version = models.PositiveSmallIntegerField()
    actor = models.CharField(max_length=80)
    accepted = models.DateTimeField()
    entry = models.BinaryField()
    leaf_hash = models.BinaryField(max_length=32)
    index = models.BigIntegerField(null=True, unique=True, help_text="public number, set once by the sealer")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject", "position"], name="record_one_fact_per_position"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["id"], condition=models.Q(index__isnull=True), name="record_waiting_for_seal"
            ),
            models.Index(fields=["kind", "index"], name="record_by_kind"),
            models.Index(fields=["actor", "index"], name="record_by_actor"),
        ]


class Tree(models.Model):
    """The one row that says how large the sealed tree is. The sealer locks it; requests never do."""

    size = models.BigIntegerField(default=0)
    root = models.BinaryField(max_length=32)


class TileRow(models.Model):
    """Up to 256 hashes of one level, concatenated: a partial tile is a prefix of its row."""

    level = models.PositiveSmallIntegerField()
    n = models.BigIntegerField()
    hashes = models.BinaryField(max_length=8192)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["level", "n"], name="record_one_row_per_tile")
        ]


class Checkpoint(models.Model):
    """A signed checkpoint, one per published size."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    sealed = models.DateTimeField()


class Cosignature(models.Model):
    """What a witness signed about a checkpoint: a line of its note, checked before it was kept."""

    checkpoint = models.ForeignKey(Checkpoint, models.CASCADE, related_name="cosignatures")
    witness = models.CharField(max_length=300, help_text="the witness's verifier key")
    line = models.TextField()
    at = models.DateTimeField(help_text="when the witness looked, by its own clock")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["checkpoint", "witness"], name="record_one_cosignature")
        ]


class WitnessContact(models.Model):
    """How the log stands with one witness: the largest tree it has signed, and what went wrong the last time."""

    witness = models.CharField(max_length=300, primary_key=True, help_text="its verifier key")
    size = models.BigIntegerField(default=-1, help_text="largest tree it has signed, -1 before the first")
    at = models.DateTimeField(null=True, help_text="when it signed that one, by its own clock")
    known = models.BigIntegerField(default=0, help_text="size that it said it knows")
    failures = models.PositiveIntegerField(default=0, help_text="tries in a row that led to no signature")
    error = models.TextField(default="", blank=True)
    retry_at = models.DateTimeField(null=True)


class Cursor(models.Model):
    """How far a follower has read: the index of the next sealed fact it has not handled."""

    follower = models.CharField(max_length=80, primary_key=True)
    next_index = models.BigIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0, help_text="failures on the fact at next_index")
    error = models.TextField(default="", blank=True)
    retry_at = models.DateTimeField(null=True)


class Parked(models.Model):
    """A fact that a follower could not handle after several tries. An operator replays or dismisses it."""

    follower = models.CharField(max_length=80)
    index = models.BigIntegerField()
    attempts = models.PositiveIntegerField()
    error = models.TextField()
    parked = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["follower", "index"], name="record_parked_once")
        ]


class Segment(models.Model):
    """A document too large for an entry, kept by its SHA-256: batches of sensors and imports, area files."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    media_type = models.CharField(max_length=80)
    size = models.BigIntegerField(help_text="bytes before compression")
    data = models.BinaryField(help_text="zlib")


class Text(models.Model):
    """Words that a fact committed to. Erasing them leaves the fact's commitment as an inert hash.

    ``public`` says whether pages may show the words (and the salt, so that anyone can check them).
    """

    commitment = models.CharField(max_length=64, primary_key=True)
    salt = models.BinaryField(max_length=32, null=True)
    words = models.TextField(null=True)  # noqa: DJ001 - None means erased, which differs from an empty text.
    subject = models.CharField(max_length=160, db_index=True)
    public = models.BooleanField(default=True)
    erased = models.DateTimeField(null=True)


class TextWords(models.Model):
    """The folded words of one public text, for search; it goes with the text (text_search.py). Newer ones have larger ids."""

    commitment = models.CharField(max_length=64, unique=True)
    subject = models.CharField(max_length=160)
    words = models.TextField()
