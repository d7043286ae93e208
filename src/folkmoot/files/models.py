"""Files that people gave. The table is private; the record holds only commitments to what is in it."""

import secrets
from typing import ClassVar

from django.db import models


def random_id() -> str:
    """32 hexadecimal characters that tell nothing and cannot be guessed."""
    return secrets.token_hex(16)


class StoredFile(models.Model):
    """A file, named by a random id and never by what its giver called it. Who gave it is not kept.

    ``sha256`` is of the bytes in the store. ``commitment`` is what a fact holds (services.commitment_of); erasing
    destroys bytes, digest and salt, so that the commitment can be opened by nobody any more.
    """

    id = models.CharField(max_length=32, primary_key=True, default=random_id)
    sha256 = models.CharField(max_length=64, blank=True)
    salt = models.BinaryField(max_length=32, null=True)
    commitment = models.CharField(max_length=64, unique=True)
    media_type = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField(help_text="bytes")
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    subject = models.CharField(max_length=160, db_index=True)
    public = models.BooleanField(default=True)
    created = models.DateTimeField()
    erased = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["created"], name="files_by_age")]
