"""How the facts of surveys read to people. Answers are quiet: thousands of them would drown everything else."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from folkmoot.modules.feedback import events
from folkmoot.record.manifest import Act

ACTS: Mapping[type[Any], Act] = {
    events.Drafted: Act(
        sentence=_("A survey was written: %(title)s"), name=_("Survey written"), glyph="pencil", quiet=True
    ),
    events.Opened: Act(
        sentence=_("A survey begins: %(title)s"), name=_("Survey opened"), glyph="chat", group="say"
    ),
    events.Closed: Act(
        sentence=_("A survey is over: %(title)s"), name=_("Survey closed"), glyph="lock", group="say"
    ),
    events.Invited: Act(
        sentence=_("People were invited to %(title)s"), name=_("People invited"), glyph="mail", quiet=True
    ),
    events.Reached: Act(
        sentence=_("Invitations to %(title)s were opened"),
        name=_("Invitations opened"),
        glyph="eye",
        quiet=True,
    ),
    events.Answered: Act(
        sentence=_("Somebody answered %(title)s"), name=_("Survey answered"), glyph="hand", quiet=True
    ),
    events.Withdrawn: Act(
        sentence=_("Somebody took back an answer to %(title)s"),
        name=_("Answer taken back"),
        glyph="minus",
        quiet=True,
    ),
    events.WordsRemoved: Act(
        sentence=_("Words were taken off the answers to %(title)s"), name=_("Words taken off"), glyph="close"
    ),
    events.Published: Act(
        sentence=_("Results of %(title)s by group were published"),
        name=_("Results by group"),
        glyph="doc",
        quiet=True,
    ),
    events.QuietDescribed: Act(
        sentence=_("It was said how often people are asked"),
        name=_("Rule for asking"),
        glyph="clock",
        quiet=True,
    ),
}
