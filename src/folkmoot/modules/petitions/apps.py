from django.apps import AppConfig


class PetitionConfig(AppConfig):
    name = "folkmoot.modules.petitions"
    label = "petitions"
    default_auto_field = "django.db.models.BigAutoField"
