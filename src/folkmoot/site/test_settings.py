"""Settings of the tests: the same house with a throw-away data directory and no waiting."""

import os
import tempfile
from pathlib import Path

_data = Path(tempfile.mkdtemp(prefix="folkmoot-test-"))
os.environ["FOLKMOOT_DATA"] = str(_data)
(_data / "static").mkdir()
os.environ["FOLKMOOT_SECRET_KEY"] = "only-for-tests"  # noqa: S105

from folkmoot.site.settings.base import *  # noqa: E402, F403
from folkmoot.site.settings.base import DATABASES, FOLKMOOT_PARTS, INSTALLED_APPS, STORAGES  # noqa: E402

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads and processes of the tests must see one database.
    DATABASES["default"]["TEST"] = {"NAME": str(_data / "test.sqlite3")}
    # No test pulls the plug, and these data are thrown away: who commits need not wait for the disk. What tests kill is served with
    # the real settings, which wait.
    _options = DATABASES["default"]["OPTIONS"]
    _options["init_command"] = _options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
else:
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=off"

FOLKMOOT_FIRST_RUN = False

# A small part with counters and words, so that the record is tested without any civic module.
INSTALLED_APPS += ["tests.ledger"]
FOLKMOOT_PARTS += ["tests.ledger"]
