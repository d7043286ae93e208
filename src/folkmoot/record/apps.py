from typing import Any

from django.apps import AppConfig
from django.core import checks


class RecordConfig(AppConfig):
    """The spine. Once every model is loaded it imports the projections of every part."""

    name = "folkmoot.record"
    label = "record"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register projections; they need all models, which are loaded by now."""
        from folkmoot.record import registry

        registry.load_projections()
        checks.register(open_tables_are_open)


def open_tables_are_open(**_: Any) -> list[checks.CheckMessage]:
    """Whether everything that the parts declare open may be published (``manage check``, and every start of a process)."""
    from folkmoot.record import opening

    try:
        opening.datasets()
    except opening.NotOpen as error:
        return [checks.Error(str(error), id="record.E001")]
    return []
