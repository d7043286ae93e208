"""How long something is open that the home page offers."""

from datetime import UTC, datetime, timedelta

import pytest

from folkmoot.record import clock
from folkmoot.web.home import OpenItem

NOW = datetime(2026, 3, 12, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "until", "days", "of"),
    [
        (None, None, None, 0),
        (None, timedelta(days=5), 5, 5),
        (timedelta(days=-10), timedelta(days=5), 5, 15),
        (timedelta(days=-10), timedelta(days=-1), 0, 9),
        (timedelta(days=-10), timedelta(hours=2), 0, 10),
    ],
)
def test_days(since, until, days, of):
    item = OpenItem(
        title="Crossing",
        text="Petition",
        url="/petitions/1",
        action="Sign",
        since=None if since is None else NOW + since,
        until=None if until is None else NOW + until,
    )
    with clock.telling(NOW):
        assert (item.days, item.of) == (days, of)
