from django.apps import AppConfig


class WebConfig(AppConfig):
    """The shell that everybody sees."""

    name = "folkmoot.web"
    label = "web"
