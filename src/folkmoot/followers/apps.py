from django.apps import AppConfig


class FollowersConfig(AppConfig):
    name = "folkmoot.followers"
    label = "followers"
    default_auto_field = "django.db.models.BigAutoField"
