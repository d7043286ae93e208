"""How the facts of voting read to people. Ballots are quiet: thousands of them would drown everything else."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from folkmoot.modules.budgeting import events
from folkmoot.record.manifest import Act

ACTS: Mapping[type[Any], Act] = {
    events.BallotCast: Act(
        sentence=_("Somebody voted: %(title)s"),
        name=_("Ballot cast"),
        glyph="hand",
        group="money",
        quiet=True,
    ),
    events.BallotWithdrawn: Act(
        sentence=_("Somebody took back a ballot: %(title)s"),
        name=_("Ballot taken back"),
        glyph="minus",
        quiet=True,
    ),
}
