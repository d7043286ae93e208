"""Limits and lists against fraud are facts now; entries made by hand before that, for which no page existed, go."""

from django.conf import settings
from django.db import migrations, models

COUNTS = (
    "burst", "burst_seconds", "sustained", "sustained_seconds", "creators", "supporters", "mails", "watched",
    "noticed", "delayed",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("petitions", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.DeleteModel("Guard"),
        migrations.CreateModel(
            name="Guard",
            fields=[
                ("key", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("value", models.CharField(max_length=254)),
            ],
        ),
        migrations.CreateModel(
            name="GuardEntry",
            fields=[
                ("key", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("sort", models.CharField(max_length=8)),
                ("allow", models.BooleanField()),
                ("reason", models.CharField(max_length=10)),
                ("since", models.DateTimeField()),
                (
                    "batch",
                    models.CharField(
                        db_index=True, help_text="the fact that put it on its list", max_length=32
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="Limits",
            fields=[
                ("id", models.CharField(max_length=4, primary_key=True, serialize=False)),
                *((name, models.PositiveIntegerField()) for name in COUNTS),
            ],
            options={"abstract": False},
        ),
        migrations.AddIndex(
            model_name="signer",
            index=models.Index(
                condition=models.Q(("role", "creator")), fields=["ip", "created"], name="pet_creator_ip"
            ),
        ),
    ]
