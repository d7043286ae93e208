"""How the facts of participatory budgeting read to people."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from folkmoot.modules.budgeting import events
from folkmoot.modules.budgeting.acts import results, voting
from folkmoot.record.manifest import Act

ACTS: Mapping[type[Any], Act] = {
    events.RoundDescribed: Act(
        sentence=_("The budget round %(title)s was described"), name=_("Budget round described"), glyph="doc"
    ),
    events.CalendarSet: Act(
        sentence=_("The dates of %(title)s were set"), name=_("Dates of a round set"), glyph="calendar"
    ),
    events.PhaseBegun: Act(
        sentence=_("%(title)s: the next phase has begun"),
        name=_("Phase begun"),
        glyph="clock",
        group="money",
    ),
    events.Frozen: Act(
        sentence=_("%(title)s: what is voted on and how it is counted was frozen"),
        name=_("Ballot frozen"),
        glyph="lock",
        group="money",
    ),
    events.IdeaSubmitted: Act(
        sentence=_("New idea: %(title)s"), name=_("Idea submitted"), glyph="pencil", group="say"
    ),
    events.IdeaEdited: Act(
        sentence=_("%(title)s was written anew"), name=_("Idea edited"), glyph="pencil", quiet=True
    ),
    events.IdeaWithdrawn: Act(
        sentence=_("%(title)s was taken back"), name=_("Idea taken back"), glyph="minus", quiet=True
    ),
    events.AuthorJoined: Act(
        sentence=_("Somebody became an author of %(title)s"),
        name=_("Author joined"),
        glyph="people",
        quiet=True,
    ),
    events.ProjectAdded: Act(
        sentence=_("New project: %(title)s"), name=_("Project added"), glyph="doc", group="money", quiet=True
    ),
    events.IdeaSorted: Act(
        sentence=_("%(title)s was sorted"), name=_("Idea sorted"), glyph="doc", quiet=True
    ),
    events.MergeProposed: Act(
        sentence=_("%(title)s might become part of another idea; its authors are asked"),
        name=_("Merge proposed"),
        glyph="people",
    ),
    events.MergeAgreed: Act(
        sentence=_("An author of %(title)s agreed to merge"),
        name=_("Author agreed"),
        glyph="check",
        quiet=True,
    ),
    events.MergeDeclined: Act(
        sentence=_("%(title)s is not merged"), name=_("Merge declined"), glyph="close", quiet=True
    ),
    events.Merged: Act(
        sentence=_("%(title)s is part of another idea now"), name=_("Ideas merged"), glyph="people"
    ),
    events.TurnedDown: Act(
        sentence=_("An idea goes no further: %(title)s"), name=_("Idea turned down"), glyph="close"
    ),
    events.TakenUp: Act(
        sentence=_("The decision about %(title)s was taken back"), name=_("Decision taken back"), glyph="left"
    ),
    events.Costed: Act(
        sentence=_("A department worked out %(title)s"), name=_("Project costed"), glyph="doc", group="money"
    ),
    events.OnBallot: Act(
        sentence=_("%(title)s is on the ballot"), name=_("Project on the ballot"), glyph="flag", quiet=True
    ),
    events.MilestonePlanned: Act(
        sentence=_("%(title)s: a step was planned"), name=_("Step planned"), glyph="calendar", quiet=True
    ),
    events.MilestoneReached: Act(
        sentence=_("%(title)s: a step is done"), name=_("Step done"), glyph="check", group="money"
    ),
    events.Spent: Act(
        sentence=_("Money was spent on %(title)s"), name=_("Money spent"), glyph="doc", group="money"
    ),
    events.Delivered: Act(
        sentence=_("%(title)s is finished"),
        name=_("Project finished"),
        glyph="check",
        group="fixes",
        tone="tide",
    ),
    **voting.ACTS,
    **results.ACTS,
}
