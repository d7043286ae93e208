"""How the facts of service requests read to people."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from folkmoot.modules.service_requests import events
from folkmoot.record.manifest import Act

ACTS: Mapping[type[Any], Act] = {
    events.ServiceDescribed: Act(
        sentence=_("The service %(title)s was described"),
        name=_("Service described"),
        glyph="doc",
        quiet=True,
    ),
    events.Held: Act(
        sentence=_("A report came in and is read before it is published: %(title)s"),
        name=_("Report received"),
        glyph="eye",
        quiet=True,
    ),
    events.Released: Act(
        sentence=_("%(title)s was read and is published"),
        name=_("Report published"),
        glyph="check",
        quiet=True,
    ),
    events.Refused: Act(
        sentence=_("A report was not published: %(title)s"),
        name=_("Report not published"),
        glyph="close",
    ),
    events.Reported: Act(
        sentence=_("New report: %(title)s"), name=_("Report opened"), glyph="pin", group="reports"
    ),
    events.Joined: Act(
        sentence=_("Somebody else has the same problem: %(title)s"),
        name=_("Report joined"),
        glyph="people",
        group="reports",
    ),
    events.Acknowledged: Act(
        sentence=_("%(title)s was read and taken on"), name=_("Report taken on"), glyph="eye", tone="tide"
    ),
    events.Assigned: Act(
        sentence=_("%(title)s was passed to another team"),
        name=_("Report passed on"),
        glyph="people",
        tone="tide",
    ),
    events.Recategorised: Act(
        sentence=_("%(title)s was moved to another category"),
        name=_("Report moved"),
        glyph="pencil",
        tone="tide",
    ),
    events.Updated: Act(
        sentence=_("News about %(title)s"), name=_("Report updated"), glyph="wrench", tone="tide"
    ),
    events.Closed: Act(
        sentence=_("%(title)s was closed"),
        name=_("Report closed"),
        glyph="check",
        tone="moss",
        group="fixes",
    ),
    events.Reopened: Act(
        sentence=_("%(title)s was opened again"), name=_("Report reopened"), glyph="warning", tone="clay"
    ),
    events.Rated: Act(
        sentence=_("Somebody said whether it is solved: %(title)s"),
        name=_("Closing rated"),
        glyph="chat",
        quiet=True,
    ),
    events.Asked: Act(
        sentence=_("A question about %(title)s"), name=_("Question asked"), glyph="chat", tone="tide"
    ),
    events.Answered: Act(
        sentence=_("A question about %(title)s was answered"), name=_("Question answered"), glyph="chat"
    ),
    events.Unanswered: Act(
        sentence=_("A question about %(title)s had no answer in time"),
        name=_("Question not answered"),
        glyph="clock",
    ),
    events.WordsRemoved: Act(
        sentence=_("Words were taken off %(title)s"), name=_("Words removed"), glyph="close"
    ),
    events.Redacted: Act(
        sentence=_("Parts of %(title)s were blacked out"), name=_("Parts blacked out"), glyph="close"
    ),
    events.Forwarded: Act(
        sentence=_("%(title)s was handed to another system"),
        name=_("Report forwarded"),
        glyph="people",
        tone="tide",
    ),
    events.Imported: Act(
        sentence=_("Reports were brought in from another system"),
        name=_("Reports imported"),
        glyph="database",
        quiet=True,
    ),
    events.CategoryKept: Act(
        sentence=_("%(title)s stays in its category"), name=_("Category kept"), glyph="check", quiet=True
    ),
    events.TriageModelTrained: Act(
        sentence=_("%(title)s learned from reports"), name=_("Sorting helper trained"), glyph="database"
    ),
    events.Prioritised: Act(
        sentence=_("How urgent %(title)s is was decided"),
        name=_("Urgency decided"),
        glyph="warning",
        quiet=True,
    ),
    events.Waiting: Act(
        sentence=_("The work on %(title)s waits"), name=_("Work waits"), glyph="clock", tone="tide"
    ),
    events.Resumed: Act(
        sentence=_("The work on %(title)s goes on"), name=_("Work goes on"), glyph="wrench", tone="tide"
    ),
    events.WorkOrdered: Act(
        sentence=_("Work on %(title)s was ordered"), name=_("Work ordered"), glyph="wrench", tone="tide"
    ),
    events.Merged: Act(
        sentence=_("%(title)s was merged into another report"),
        name=_("Reports merged"),
        glyph="people",
        tone="tide",
    ),
    events.TookIn: Act(
        sentence=_("Another report was merged into %(title)s"),
        name=_("Report taken in"),
        glyph="people",
        quiet=True,
    ),
    events.Unmerged: Act(
        sentence=_("%(title)s stands alone again"), name=_("Merge undone"), glyph="people", tone="tide"
    ),
    events.GaveBack: Act(
        sentence=_("A report that was merged into %(title)s stands alone again"),
        name=_("Report given back"),
        glyph="people",
        quiet=True,
    ),
    events.KeptApart: Act(
        sentence=_("%(title)s was compared with another report and is not the same"),
        name=_("Reports compared"),
        glyph="check",
        quiet=True,
    ),
    events.SplitOff: Act(
        sentence=_("A part of %(title)s became a report of its own"),
        name=_("Report split"),
        glyph="people",
        tone="tide",
    ),
    events.Escalated: Act(
        sentence=_("%(title)s was passed up, because its promise is at stake"),
        name=_("Report passed up"),
        glyph="warning",
        tone="clay",
    ),
    events.RoutingDescribed: Act(
        sentence=_("Which team gets which report was described: %(title)s"),
        name=_("Routing described"),
        glyph="doc",
        quiet=True,
    ),
}
