"""A running installation whose clock runs faster, so that a month of a city's reports passes in minutes.

Only the clock of the record is hurried; sessions and the server's own time-outs keep the real one.
"""

import os
import time
from datetime import UTC, datetime, timedelta, tzinfo

from folkmoot.record import clock
from folkmoot.site.settings.base import *  # noqa: F403
from folkmoot.site.settings.base import STATIC_ROOT, STORAGES

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)

_began = float(os.environ["FOLKMOOT_PLAY_BEGAN"])
_story = datetime.fromisoformat(os.environ["FOLKMOOT_PLAY_STORY"])
_speed = float(os.environ["FOLKMOOT_PLAY_SPEED"])


class _Hurried(datetime):
    """``datetime`` as the clock sees it: every process of the play has the same hurried time."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:
        return (_story + timedelta(seconds=(time.time() - _began) * _speed)).astimezone(tz or UTC)


clock.datetime = _Hurried  # type: ignore[misc, attr-defined]
