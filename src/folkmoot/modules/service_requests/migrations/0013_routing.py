"""Drafts of routing rules, and an index by which what each rule caught is counted."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("service_requests", "0012_desk"),
    ]

    operations = [
        migrations.CreateModel(
            name="RoutingDraft",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("rules", models.JSONField(default=list)),
                ("replacing", models.CharField(blank=True, max_length=32)),
                ("changed", models.DateTimeField()),
            ],
        ),
        migrations.AddIndex(
            model_name="servicerequest",
            index=models.Index(
                condition=models.Q(("rule", ""), _negated=True), fields=["rule", "requested"], name="sr_rule"
            ),
        ),
    ]
