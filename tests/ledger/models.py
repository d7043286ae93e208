from django.db import models

from folkmoot.record.projection import Projected


class Tally(Projected):
    subject = models.CharField(max_length=160, primary_key=True)
    total = models.IntegerField(default=0)
    facts = models.IntegerField(default=0)
    changed = models.DateTimeField()


class Saying(Projected):
    fact_id = models.CharField(max_length=32, primary_key=True)
    commitment = models.CharField(max_length=64)


class Seen(models.Model):
    """What a follower of the tests has seen, in order."""

    index = models.BigIntegerField()
