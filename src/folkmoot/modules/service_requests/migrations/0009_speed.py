"""Indexes for every list at a million reports, whether a report is open as a column, and the figures that the worker counts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("service_requests", "0008_services"),
    ]

    operations = [
        migrations.CreateModel(
            name="Figures",
            fields=[
                ("service_code", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("resolved", models.PositiveIntegerField()),
                (
                    "promised",
                    models.PositiveIntegerField(help_text="of the resolved ones, those with a promise"),
                ),
                (
                    "in_time",
                    models.PositiveIntegerField(help_text="of the promised ones, those resolved by it"),
                ),
                ("median_hours", models.FloatField()),
                ("counted", models.DateTimeField()),
            ],
        ),
        migrations.RemoveIndex(
            model_name="servicerequest",
            name="sr_service",
        ),
        migrations.RemoveIndex(
            model_name="servicerequest",
            name="sr_area",
        ),
        migrations.RemoveIndex(
            model_name="servicerequest",
            name="sr_state",
        ),
        migrations.RemoveIndex(
            model_name="servicerequest",
            name="sr_queue",
        ),
        migrations.RemoveIndex(
            model_name="servicerequest",
            name="sr_resolved",
        ),
        migrations.AddField(
            model_name="servicerequest",
            name="open",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(state__in=("new", "acknowledged", "in_progress"), then=models.Value(1)),
                    default=models.Value(0),
                ),
                help_text="1 while somebody has to do something, 0 after; a number, because SQLite takes no index for a bare truth",
                output_field=models.SmallIntegerField(),
            ),
        ),
        migrations.AddIndex(
            model_name="servicerequest",
            index=models.Index(fields=["open", "-requested", "-service_request_id"], name="sr_open"),
        ),
        migrations.AddIndex(
            model_name="servicerequest",
            index=models.Index(
                fields=["service_code", "-requested", "-service_request_id"], name="sr_service"
            ),
        ),
        migrations.AddIndex(
            model_name="servicerequest",
            index=models.Index(fields=["area", "-requested", "-service_request_id"], name="sr_area"),
        ),
        migrations.AddIndex(
            model_name="servicerequest",
            index=models.Index(
                fields=["area", "service_code", "-requested", "-service_request_id"], name="sr_area_service"
            ),
        ),
        migrations.AddIndex(
            model_name="servicerequest",
            index=models.Index(
                fields=["office", "open", "-requested", "-service_request_id"], name="sr_office"
            ),
        ),
        migrations.AddIndex(
            model_name="servicerequest",
            index=models.Index(
                fields=["office", "open", "expected", "service_request_id"], name="sr_office_due"
            ),
        ),
        migrations.AddIndex(
            model_name="servicerequest",
            index=models.Index(fields=["open", "expected", "service_request_id"], name="sr_due"),
        ),
        migrations.AddIndex(
            model_name="servicerequest",
            index=models.Index(fields=["state", "closed"], name="sr_closed"),
        ),
    ]
