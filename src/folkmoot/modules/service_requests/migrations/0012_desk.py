"""What orders the work of a desk: due, priority, waiting, orders, merges, routing; views and words that officers keep."""

import datetime
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def fill_due(apps, schema_editor):
    """The promise or, without one, 30 days after the report; what passed before is right after a rebuild."""
    rows = apps.get_model("service_requests", "ServiceRequest")._base_manager
    patience = datetime.timedelta(days=30)
    rows.filter(expected__isnull=False).update(due=models.F("expected"))
    rows.filter(expected__isnull=True).update(due=models.F("requested") + patience)


class Migration(migrations.Migration):
    dependencies = [
        ("service_requests", "0011_triage"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Apart",
            fields=[
                ("key", models.CharField(max_length=121, primary_key=True, serialize=False)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CannedAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("office", models.CharField(blank=True, db_index=True, max_length=61)),
                ("name", models.CharField(max_length=60)),
                ("words", models.TextField()),
                ("changed", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Holder",
            fields=[
                ("service_request_id", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("since", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Likeness",
            fields=[
                ("service_request_id", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("other", models.CharField(db_index=True, max_length=60)),
                ("score", models.FloatField()),
            ],
        ),
        migrations.CreateModel(
            name="Routing",
            fields=[
                ("key", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("rules", models.JSONField(default=list)),
                ("fact_id", models.CharField(max_length=32)),
                ("changed", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("office", models.CharField(blank=True, max_length=61)),
                ("name", models.CharField(max_length=60)),
                ("query", models.CharField(max_length=1000)),
                ("created", models.DateTimeField()),
            ],
        ),
        migrations.RemoveIndex(
            model_name="servicerequest",
            name="sr_office_due",
        ),
        migrations.RemoveIndex(
            model_name="servicerequest",
            name="sr_due",
        ),
        migrations.AddField(
            model_name="servicerequest",
            name="due",
            field=models.DateTimeField(
                default=datetime.datetime(1970, 1, 1, 0, 0, tzinfo=datetime.timezone.utc),
                help_text="by what the desk sorts: the promise or, without one, when it has waited rules.PATIENCE",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="servicerequest",
            name="escalated",
            field=models.CharField(
                blank=True, help_text="due_soon or missed, of the promise that holds", max_length=8
            ),
        ),
        migrations.AddField(
            model_name="servicerequest",
            name="order_number",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="servicerequest",
            name="order_system",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="servicerequest",
            name="order_url",
            field=models.CharField(blank=True, max_length=400),
        ),
        migrations.AddField(
            model_name="servicerequest",
            name="passed_on",
            field=models.PositiveIntegerField(default=0, help_text="how often it went to another office"),
        ),
        migrations.AddField(
            model_name="servicerequest",
            name="priority",
            field=models.CharField(default="normal", max_length=8),
        ),
        migrations.AddField(
            model_name="servicerequest",
            name="rule",
            field=models.CharField(
                blank=True, help_text="the routing rule that chose its first office", max_length=40
            ),
        ),
        migrations.AddField(
            model_name="servicerequest",
            name="split_from",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name="servicerequest",
            name="waiting_for",
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name="servicerequest",
            name="waiting_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(fill_due, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="servicerequest",
            index=models.Index(fields=["office", "open", "due", "service_request_id"], name="sr_office_due"),
        ),
        migrations.AddIndex(
            model_name="servicerequest",
            index=models.Index(fields=["open", "due", "service_request_id"], name="sr_due"),
        ),
        migrations.AddIndex(
            model_name="servicerequest",
            index=models.Index(fields=["office", "open", "waiting_for", "due"], name="sr_waiting"),
        ),
        migrations.AddIndex(
            model_name="servicerequest",
            index=models.Index(fields=["office", "open", "escalated", "due"], name="sr_escalated"),
        ),
        migrations.AddIndex(
            model_name="servicerequest",
            index=models.Index(fields=["duplicate_of"], name="sr_duplicates"),
        ),
        migrations.AddConstraint(
            model_name="cannedanswer",
            constraint=models.UniqueConstraint(fields=("office", "name"), name="sr_canned_once"),
        ),
        migrations.AddField(
            model_name="holder",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="savedview",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(fields=("person", "name"), name="sr_view_once"),
        ),
    ]
