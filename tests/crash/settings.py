"""The record and its test part alone, on the database that the environment names; nothing is thrown away."""

from folkmoot.site.settings.base import *  # noqa: F403

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "folkmoot.record",
    "tests.ledger",
]
FOLKMOOT_PARTS = ["tests.ledger"]
AUTH_USER_MODEL = "auth.User"
MIDDLEWARE = []
# The shell's template tags know the kernel, which is not installed here, and nothing is drawn.
TEMPLATES = []
ROOT_URLCONF = "folkmoot.record.urls"
