from django.apps import AppConfig


class ElectionConfig(AppConfig):
    name = "folkmoot.modules.elections"
    label = "elections"
    default_auto_field = "django.db.models.BigAutoField"
