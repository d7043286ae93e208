"""What the machine has done so far, counted for its operator. It can be thrown away."""

from django.db import models


class Counter(models.Model):
    """How often something was done since the table began. ``key`` is the measure and the values of its labels."""

    key = models.CharField(max_length=200, primary_key=True, help_text="<measure>|<label>|<label>")
    count = models.PositiveBigIntegerField(default=0)
