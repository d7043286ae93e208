"""Two indexes hold what the desk counts by, so that its counts look at no rows."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def look_at_the_indexes(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """SQLite chooses by statistics, which the worker renews once a day: until then it would take the wrong index."""
    if editor.connection.vendor == "sqlite":
        editor.execute("PRAGMA analysis_limit=1000")
        editor.execute("ANALYZE service_requests_servicerequest")


class Migration(migrations.Migration):
    dependencies = [("service_requests", "0014_late_from_start")]

    operations = [
        migrations.AddIndex(
            model_name="servicerequest",
            index=models.Index(
                fields=["office", "open", "due", "service_request_id", "expected"], name="sr_desk"
            ),
        ),
        migrations.AddIndex(
            model_name="servicerequest",
            index=models.Index(fields=["state", "closed", "office"], name="sr_ended"),
        ),
        migrations.RemoveIndex(model_name="servicerequest", name="sr_office_due"),
        migrations.RemoveIndex(model_name="servicerequest", name="sr_closed"),
        migrations.RunPython(look_at_the_indexes, migrations.RunPython.noop),
    ]
