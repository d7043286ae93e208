"""A running installation with the tests' small part."""

from folkmoot.site.settings.base import *  # noqa: F403
from folkmoot.site.settings.base import FOLKMOOT_PARTS, INSTALLED_APPS, STATIC_ROOT, STORAGES

INSTALLED_APPS += ["tests.ledger"]
FOLKMOOT_PARTS += ["tests.ledger"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
