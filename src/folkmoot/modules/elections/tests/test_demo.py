"""The demo town's polls."""

from folkmoot.modules.elections import demo
from folkmoot.modules.elections.models import Poll
from folkmoot.record.projection import assert_replays


def test_three_polls_are_told(town):
    demo.tell()
    rows = list(Poll.objects.order_by("number"))
    assert [(one.state, one.voters, one.answered is not None) for one in rows] == [
        ("closed", 143, True),
        ("closed", 88, False),
        ("open", 64, False),
    ]
    assert_replays()
