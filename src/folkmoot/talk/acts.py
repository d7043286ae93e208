"""How the facts of talk read to people."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from folkmoot.record.manifest import Act
from folkmoot.talk import events

ACTS: Mapping[type[Any], Act] = {
    events.DiscussionsDescribed: Act(
        sentence=_("It was said what can be discussed: %(title)s"),
        name=_("Discussions described"),
        glyph="chat",
        quiet=True,
    ),
    events.ThreadClosed: Act(
        sentence=_("The discussion of %(title)s was ended"),
        name=_("Discussion ended"),
        glyph="lock",
        group="say",
    ),
    events.ThreadReopened: Act(
        sentence=_("The discussion of %(title)s goes on"),
        name=_("Discussion reopened"),
        glyph="chat",
        group="say",
    ),
    events.Commented: Act(
        sentence=_("Somebody commented on %(title)s"), name=_("Comment"), glyph="chat", group="say"
    ),
    events.Revised: Act(
        sentence=_("A comment on %(title)s was changed"),
        name=_("Comment changed"),
        glyph="pencil",
        quiet=True,
    ),
    events.Withdrawn: Act(
        sentence=_("A comment on %(title)s was taken back"),
        name=_("Comment taken back"),
        glyph="close",
        quiet=True,
    ),
    events.Supported: Act(
        sentence=_("Somebody voted on a comment on %(title)s"),
        name=_("Vote on a comment"),
        glyph="hand",
        quiet=True,
    ),
    events.SupportWithdrawn: Act(
        sentence=_("Somebody took a vote back on %(title)s"),
        name=_("Vote taken back"),
        glyph="hand",
        quiet=True,
    ),
    events.Flagged: Act(
        sentence=_("A comment on %(title)s was reported"),
        name=_("Comment reported"),
        glyph="flag",
        quiet=True,
    ),
    events.Held: Act(
        sentence=_("A comment on %(title)s waits for a moderator"),
        name=_("Comment waits"),
        glyph="clock",
        quiet=True,
    ),
    events.Released: Act(
        sentence=_("A moderator read a comment on %(title)s and published it"),
        name=_("Comment read and published"),
        glyph="check",
        quiet=True,
    ),
    events.Removed: Act(
        sentence=_("A comment on %(title)s was taken off the page"),
        name=_("Comment taken off"),
        glyph="minus",
        quiet=True,
    ),
    events.Appealed: Act(
        sentence=_("A decision about a comment on %(title)s was appealed"),
        name=_("Appeal"),
        glyph="scale",
        quiet=True,
    ),
    events.AppealDecided: Act(
        sentence=_("An appeal about a comment on %(title)s was decided"),
        name=_("Appeal decided"),
        glyph="scale",
        quiet=True,
    ),
    events.Destroyed: Act(
        sentence=_("The words of a comment on %(title)s were destroyed"),
        name=_("Words destroyed"),
        glyph="trash",
        quiet=True,
    ),
    events.SpamModelTrained: Act(
        sentence=_("Weights of what looks like spam were learned: %(title)s"),
        name=_("Spam weights learned"),
        glyph="scale",
        quiet=True,
    ),
    events.QueueCounted: Act(
        sentence=_("What waits for moderators was counted: %(title)s"),
        name=_("Queue counted"),
        glyph="clock",
        quiet=True,
    ),
    events.Limited: Act(
        sentence=_("A moderator limited what %(title)s may write"),
        name=_("Limit set"),
        glyph="lock",
        quiet=True,
    ),
    events.LimitAppealed: Act(
        sentence=_("A limit was appealed: %(title)s"), name=_("Limit appealed"), glyph="scale", quiet=True
    ),
    events.LimitDecided: Act(
        sentence=_("An appeal of a limit was decided: %(title)s"),
        name=_("Limit decided"),
        glyph="scale",
        quiet=True,
    ),
}
