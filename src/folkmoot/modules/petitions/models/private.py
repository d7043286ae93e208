"""Private: who signed and who wrote. Nothing here ever enters the record; all of it leaves with the person."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class Draft(models.Model):
    """A petition that was written; its number is the petition's. Its words go when the creator has confirmed it."""

    number = models.AutoField(primary_key=True)
    kind_code = models.CharField(max_length=40)
    action = models.TextField()
    background = models.TextField()
    details = models.TextField(blank=True)
    created = models.DateTimeField(db_index=True)
    started = models.DateTimeField(null=True)


class Signer(models.Model):
    """Somebody who signs or signed: how to reach them and what keeps one person from signing twice.

    ``state`` is pending (a mail is on its way), ready (confirmed, about to be counted), counted, fraudulent (a limit
    was exceeded; nobody is told), withdrawn or invalidated. ``canonical``, ``folded`` and ``place`` are address, name
    and postcode in the forms that are compared.
    """

    petition = models.PositiveIntegerField()
    role = models.CharField(max_length=8, default="signer")
    channel = models.CharField(max_length=8, default="email")
    state = models.CharField(max_length=12, default="pending")
    pseudonym = models.CharField(max_length=40)
    name = models.CharField(max_length=255)
    folded = models.CharField(max_length=255)
    email = models.CharField(max_length=254, blank=True)
    canonical = models.CharField(max_length=254, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    place = models.CharField(max_length=20, blank=True)
    area = models.CharField(max_length=80, blank=True)
    country = models.CharField(max_length=2, blank=True, default="", help_text="of people from elsewhere")
    ip = models.CharField(max_length=45, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    language = models.CharField(max_length=10, blank=True)
    follows = models.BooleanField(default=False, help_text="wants to hear what becomes of it")
    sheet = models.CharField(max_length=40, blank=True, help_text="number of the paper sheet")
    created = models.DateTimeField()
    confirmed = models.DateTimeField(null=True)
    mails = models.PositiveSmallIntegerField(default=0)
    mail_due = models.DateTimeField(null=True)
    fact_id = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["petition", "canonical", "folded"], condition=~Q(canonical=""), name="pet_signer_once"
            ),
            models.UniqueConstraint(
                fields=["petition", "folded", "place"], condition=Q(canonical=""), name="pet_paper_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["mail_due", "id"], condition=Q(mail_due__isnull=False), name="pet_mail_due"),
            models.Index(fields=["petition", "confirmed"], condition=Q(state="ready"), name="pet_ready"),
            models.Index(fields=["petition", "ip", "created"], condition=~Q(ip=""), name="pet_signer_ip"),
            models.Index(fields=["email"], condition=~Q(email=""), name="pet_signer_email"),
            models.Index(fields=["confirmed"], condition=Q(state="counted"), name="pet_signer_confirmed"),
            models.Index(fields=["petition", "pseudonym"], name="pet_signer_pseudonym"),
            models.Index(fields=["ip", "created"], condition=Q(role="creator"), name="pet_creator_ip"),
        ]


class Guard(models.Model):
    """What an entry of the lists is, by the key under which the record knows it: a network or a mail domain.

    Of a mailbox only the keyed hash is held, which is the key itself, so it has no row here.
    """

    key = models.CharField(max_length=32, primary_key=True)
    value = models.CharField(max_length=254)


class InternalNote(models.Model):
    """What moderators and officers tell each other about a petition."""

    petition = models.PositiveIntegerField(db_index=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    words = models.TextField()
    created = models.DateTimeField()


class Reading(models.Model):
    """Which moderator reads a petition now, so that two do not decide at once."""

    petition = models.PositiveIntegerField(primary_key=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
