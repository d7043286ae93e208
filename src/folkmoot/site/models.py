"""What the site itself keeps: whose turn it is to do a chore."""

from django.db import models


class ChoreTurn(models.Model):
    """When a chore may run next. One row for all workers, so that one of them does it and not each."""

    name = models.CharField(max_length=80, primary_key=True)
    due = models.DateTimeField()
