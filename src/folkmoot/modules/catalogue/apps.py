from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "folkmoot.modules.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"
