"""How the facts of polls read to people. Single votes are quiet: many of them would drown everything else."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from folkmoot.modules.elections import events
from folkmoot.record.manifest import Act

ACTS: Mapping[type[Any], Act] = {
    events.PollOpened: Act(
        sentence=_("New poll: %(title)s"), name=_("Poll opened"), glyph="hand", group="say"
    ),
    events.PollVoted: Act(
        sentence=_("Somebody voted: %(title)s"),
        name=_("Vote in a poll"),
        glyph="hand",
        group="say",
        quiet=True,
    ),
    events.PollVoteWithdrawn: Act(
        sentence=_("Somebody took back a vote: %(title)s"),
        name=_("Vote taken back"),
        glyph="minus",
        quiet=True,
    ),
    events.PollClosed: Act(
        sentence=_("The poll closed: %(title)s"), name=_("Poll closed"), glyph="lock", group="say"
    ),
    events.PollAnswered: Act(
        sentence=_("What comes of the poll: %(title)s"), name=_("Poll answered"), glyph="doc", tone="tide"
    ),
}
