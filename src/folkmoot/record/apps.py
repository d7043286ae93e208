from django.apps import AppConfig


class RecordConfig(AppConfig):
    """The spine. Once every model is loaded it imports the projections of every part."""

    name = "folkmoot.record"
    label = "record"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register projections; they need all models, which are loaded by now."""
        from folkmoot.record import registry

        registry.load_projections()
