"""How the facts of results read to people."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from folkmoot.modules.budgeting import events
from folkmoot.record.manifest import Act

ACTS: Mapping[type[Any], Act] = {
    events.BallotsRevealed: Act(
        sentence=_("%(title)s: ballots were opened"), name=_("Ballots opened"), glyph="lock", quiet=True
    ),
    events.BallotsImported: Act(
        sentence=_("%(title)s: ballots of a vote held elsewhere were brought in"),
        name=_("Ballots brought in"),
        glyph="doc",
        quiet=True,
    ),
    events.Counted: Act(
        sentence=_("%(title)s: the ballots of a pot were counted"),
        name=_("Pot counted"),
        glyph="doc",
        quiet=True,
    ),
    events.ResultPublished: Act(
        sentence=_("The result of %(title)s is there"),
        name=_("Result published"),
        glyph="flag",
        group="money",
    ),
}
