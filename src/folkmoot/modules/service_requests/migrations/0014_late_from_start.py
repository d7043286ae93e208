"""Imported reports that nobody passes up, because their promise had passed when they got it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("service_requests", "0013_routing"),
    ]

    operations = [
        migrations.AddField(
            model_name="servicerequest",
            name="late_from_start",
            field=models.BooleanField(
                default=False, help_text="imported, and its promise had passed already when it got it"
            ),
        ),
    ]
