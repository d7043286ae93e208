"""Indexes by which the desk counts what was fixed this week and what waits without a promise."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def look_at_the_indexes(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """SQLite chooses by statistics, which the worker renews once a day: until then it would take the wrong index."""
    if editor.connection.vendor == "sqlite":
        editor.execute("PRAGMA analysis_limit=1000")
        editor.execute("ANALYZE service_requests_servicerequest")


class Migration(migrations.Migration):
    dependencies = [("service_requests", "0015_counts")]

    operations = [
        migrations.AddIndex(
            model_name="servicerequest",
            index=models.Index(fields=["office", "state", "closed"], name="sr_office_ended"),
        ),
        migrations.AddIndex(
            model_name="servicerequest",
            index=models.Index(
                condition=models.Q(("expected", None)), fields=["office", "open", "due"], name="sr_unpromised"
            ),
        ),
        migrations.RunPython(look_at_the_indexes, migrations.RunPython.noop, elidable=True),
    ]
