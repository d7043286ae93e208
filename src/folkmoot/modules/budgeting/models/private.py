"""Private: who may vote, what was chosen until it is revealed, and ballots on paper. Nothing here enters the record.

Who somebody is and what they chose stand in different tables, and nothing in the database leads from one to the other:
the pseudonym of a ballot is computed from the key of a voter under a secret that lives outside of it.
"""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class Voter(models.Model):
    """Somebody who may vote in a round: a line of the roll, an account that said who it is, or a person at the counter.

    ``identity`` is a keyed hash of what makes them one person (rules/roll.py). ``channel`` is the way in which they have
    a ballot now: internet, assisted, paper (handed out, or sent), or empty. ``code`` is the keyed hash of their access
    code. ``struck`` says why they may not vote.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.PositiveIntegerField()
    source = models.CharField(max_length=8)
    identity = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    folded = models.CharField(max_length=200)
    born = models.DateField(null=True)
    area = models.CharField(max_length=80, blank=True)
    address = models.CharField(max_length=300, blank=True)
    email = models.CharField(max_length=254, blank=True)
    reference = models.CharField(max_length=60, blank=True, help_text="number in the register it came from")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    code = models.CharField(max_length=64, blank=True)
    channel = models.CharField(max_length=8, blank=True)
    struck = models.CharField(max_length=200, blank=True)
    created = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "identity"], name="bud_voter_once"),
            models.UniqueConstraint(
                fields=["round", "person"], condition=Q(person__isnull=False), name="bud_voter_account_once"
            ),
            models.UniqueConstraint(fields=["round", "code"], condition=~Q(code=""), name="bud_voter_code"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["round", "folded"], name="bud_voter_name"),
            models.Index(fields=["round", "area", "channel"], name="bud_voter_area"),
            models.Index(fields=["round", "email"], condition=~Q(email=""), name="bud_voter_email"),
        ]


class SealedChoice(models.Model):
    """What the newest ballot of a voter chose, with the salt that opens its commitment; read when voting is over."""

    key = models.CharField(max_length=44, primary_key=True, help_text="<round>-<voter>")
    round = models.PositiveIntegerField()
    voter = models.CharField(max_length=32)
    choice = models.TextField()
    salt = models.BinaryField(max_length=32)
    fact_id = models.CharField(max_length=32)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["round", "voter"], name="bud_sealed_round")]


class PaperBallot(models.Model):
    """A ballot on paper, known by the number printed on it and by nothing of who filled it in.

    ``state`` is once (one officer entered it), differs (two entered it differently), counted or spoiled.
    """

    round = models.PositiveIntegerField()
    serial = models.PositiveIntegerField()
    state = models.CharField(max_length=8)
    fact_id = models.CharField(max_length=32, blank=True)
    changed = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "serial"], name="bud_paper_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["round", "state", "serial"], name="bud_paper_state")]


class PaperEntry(models.Model):
    """What one officer read on a ballot on paper: the canonical choice, or empty for one that is spoiled.

    ``place`` is 1 or 2 for those who enter independently, 3 for the one who settles.
    """

    paper = models.ForeignKey(PaperBallot, on_delete=models.CASCADE, related_name="entries")
    place = models.PositiveSmallIntegerField()
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    choice = models.TextField(blank=True)
    entered = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["paper", "place"], name="bud_entry_place"),
            models.UniqueConstraint(
                fields=["paper", "officer"], condition=Q(officer__isnull=False), name="bud_entry_officer"
            ),
        ]


class CounterAct(models.Model):
    """What an officer did with the roll or at the counter. An assisted vote names no voter here: it names a time."""

    round = models.PositiveIntegerField()
    act = models.CharField(max_length=12)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    voter = models.ForeignKey(Voter, null=True, on_delete=models.SET_NULL, related_name="+")
    words = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["round", "-at"], name="bud_counter_newest")]


class VoteMail(models.Model):
    """A confirmation that somebody asked for; it names no ballot, and goes when it is sent."""

    voter = models.OneToOneField(Voter, primary_key=True, on_delete=models.CASCADE, related_name="+")
    email = models.CharField(max_length=254)
    language = models.CharField(max_length=10, blank=True)
    mails = models.PositiveSmallIntegerField(default=0)
    due = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["due"], name="bud_mail_due")]
