"""How the facts of petitions read to people. Signatures are quiet: thousands of them would drown everything else."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from folkmoot.modules.petitions import events
from folkmoot.record.manifest import Act

ACTS: Mapping[type[Any], Act] = {
    events.KindDescribed: Act(
        sentence=_("The rules for %(title)s were described"),
        name=_("Rules of petitions described"),
        glyph="doc",
        quiet=True,
    ),
    events.Started: Act(
        sentence=_("%(title)s looks for supporters"), name=_("Petition started"), glyph="pencil", quiet=True
    ),
    events.Signed: Act(
        sentence=_("Somebody signed %(title)s"),
        name=_("Petition signed"),
        glyph="hand",
        group="say",
        quiet=True,
    ),
    events.Withdrawn: Act(
        sentence=_("Somebody took back a signature of %(title)s"),
        name=_("Signature taken back"),
        glyph="minus",
        quiet=True,
    ),
    events.Imported: Act(
        sentence=_("Signatures from another system were added to %(title)s"),
        name=_("Signatures added"),
        glyph="people",
    ),
    events.Invalidated: Act(
        sentence=_("Signatures of %(title)s were struck off"),
        name=_("Signatures struck off"),
        glyph="warning",
    ),
    events.Restored: Act(
        sentence=_("Signatures of %(title)s count again"), name=_("Signatures restored"), glyph="check"
    ),
    events.Sponsored: Act(
        sentence=_("%(title)s has its supporters and is read"),
        name=_("Petition waits for moderators"),
        glyph="eye",
        quiet=True,
    ),
    events.Flagged: Act(
        sentence=_("%(title)s is read by a second moderator"),
        name=_("Second reading"),
        glyph="flag",
        quiet=True,
    ),
    events.Parked: Act(sentence=_("%(title)s rests"), name=_("Petition rests"), glyph="clock", quiet=True),
    events.Opened: Act(
        sentence=_("New petition: %(title)s"), name=_("Petition opened"), glyph="flag", group="say"
    ),
    events.Rejected: Act(
        sentence=_("A petition was not accepted: %(title)s"), name=_("Petition not accepted"), glyph="close"
    ),
    events.Returned: Act(
        sentence=_("The decision about %(title)s was taken back"), name=_("Decision taken back"), glyph="left"
    ),
    events.TakenDown: Act(
        sentence=_("A petition was taken down: %(title)s"), name=_("Petition taken down"), glyph="close"
    ),
    events.Stopped: Act(
        sentence=_("%(title)s ended with the term"), name=_("Petition ended"), glyph="close", quiet=True
    ),
    events.Closed: Act(sentence=_("%(title)s closed"), name=_("Petition closed"), glyph="lock", group="say"),
    events.ThresholdReached: Act(
        sentence=_("%(title)s has so many signatures that the institution must act"),
        name=_("Threshold reached"),
        glyph="people",
        group="say",
    ),
    events.Answered: Act(
        sentence=_("The institution answered %(title)s"),
        name=_("Petition answered"),
        glyph="doc",
        tone="tide",
    ),
    events.DebateScheduled: Act(
        sentence=_("The debate on %(title)s has a day"),
        name=_("Debate scheduled"),
        glyph="calendar",
        tone="tide",
    ),
    events.Debated: Act(
        sentence=_("What came of the debate on %(title)s"),
        name=_("Outcome of a debate"),
        glyph="chat",
        tone="tide",
    ),
    events.Followed: Act(
        sentence=_("What came of %(title)s"), name=_("Petition followed up"), glyph="doc", tone="tide"
    ),
    events.Noted: Act(sentence=_("A note on %(title)s"), name=_("Note added"), glyph="pencil"),
    events.LimitsDescribed: Act(
        sentence=_("%(title)s were described"), name=_("Limits of signing described"), glyph="doc", quiet=True
    ),
    events.Guarded: Act(
        sentence=_("Something was put on %(title)s"), name=_("List against fraud"), glyph="lock", quiet=True
    ),
    events.Unguarded: Act(
        sentence=_("Something was taken off %(title)s"),
        name=_("List against fraud"),
        glyph="lock",
        quiet=True,
    ),
    events.BurstsFound: Act(
        sentence=_("%(title)s found many signatures at once"),
        name=_("Bursts of signatures found"),
        glyph="warning",
        quiet=True,
    ),
    events.BurstJudged: Act(
        sentence=_("%(title)s: moderators looked at a burst of signatures"),
        name=_("Burst of signatures judged"),
        glyph="eye",
        quiet=True,
    ),
    events.TermAnnounced: Act(
        sentence=_("%(title)s was announced: petitions stop then"),
        name=_("End of the term announced"),
        glyph="calendar",
    ),
    events.TermCalledOff: Act(
        sentence=_("%(title)s was called off: petitions go on"),
        name=_("End of the term called off"),
        glyph="left",
    ),
    events.TermEnded: Act(
        sentence=_("%(title)s has come: petitions have stopped"), name=_("Term ended"), glyph="lock"
    ),
    events.TermSettled: Act(
        sentence=_("%(title)s: what becomes of its petitions was decided"),
        name=_("Petitions of a term settled"),
        glyph="doc",
    ),
    events.Ended: Act(
        sentence=_("%(title)s stopped with the term"),
        name=_("Petition stopped with the term"),
        glyph="lock",
        quiet=True,
    ),
    events.Reopened: Act(
        sentence=_("%(title)s can be signed again"),
        name=_("Petition taken up again"),
        glyph="flag",
        group="say",
    ),
    events.Archived: Act(
        sentence=_("%(title)s went to the archive"), name=_("Petition archived"), glyph="lock", quiet=True
    ),
}
