from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks


class CatalogueConfig(AppConfig):
    name = "folkmoot.modules.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say at once when the engine of the settings cannot be had, rather than at the first question."""
        checks.register(engine_is_here)


def engine_is_here(**_: Any) -> list[checks.CheckMessage]:
    """Whether ANALYTICS_ENGINE names an engine whose driver is installed."""
    from folkmoot.modules.catalogue.engine.running.choosing import problem

    why = problem(settings.ANALYTICS_ENGINE)
    return [checks.Error(why, id="catalogue.E001")] if why else []
