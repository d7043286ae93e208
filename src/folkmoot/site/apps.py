from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The site itself: settings, addresses, processes."""

    name = "folkmoot.site"
    label = "site"
