"""How the facts of the catalogue read to people. Steps at the desk are quiet; what readers can use is not."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from folkmoot.modules.catalogue import events
from folkmoot.record.manifest import Act

ACTS: Mapping[type[Any], Act] = {
    events.Described: Act(
        sentence=_("The dataset %(title)s was described"),
        name=_("Dataset described"),
        glyph="pencil",
        quiet=True,
    ),
    events.Submitted: Act(
        sentence=_("The dataset %(title)s is reviewed"), name=_("Review asked for"), glyph="eye", quiet=True
    ),
    events.Published: Act(
        sentence=_("Open data: %(title)s"), name=_("Dataset published"), glyph="database", tone="tide"
    ),
    events.SentBack: Act(
        sentence=_("The dataset %(title)s was sent back to its office"),
        name=_("Dataset sent back"),
        glyph="left",
        quiet=True,
    ),
    events.Withdrawn: Act(
        sentence=_("The dataset %(title)s was withdrawn"), name=_("Dataset withdrawn"), glyph="close"
    ),
    events.Restored: Act(
        sentence=_("The dataset %(title)s is offered again"), name=_("Dataset restored"), glyph="check"
    ),
    events.TableDescribed: Act(
        sentence=_("A table of %(title)s was described"), name=_("Table described"), glyph="doc", quiet=True
    ),
    events.TableRemoved: Act(
        sentence=_("A table of %(title)s is not offered any more"), name=_("Table removed"), glyph="minus"
    ),
    events.DictionaryLaidDown: Act(
        sentence=_("It was laid down what the columns of %(title)s mean"),
        name=_("Dictionary laid down"),
        glyph="doc",
        quiet=True,
    ),
    events.GenerationMade: Act(
        sentence=_("New data: %(title)s"), name=_("Version made"), glyph="database", quiet=True
    ),
    events.VersionShown: Act(
        sentence=_("Another version of %(title)s is shown"), name=_("Version chosen"), glyph="database"
    ),
    events.DataAsked: Act(
        sentence=_("Somebody asked for data: %(title)s"), name=_("Data asked for"), glyph="hand", quiet=True
    ),
    events.RequestOpened: Act(
        sentence=_("People ask for data: %(title)s"),
        name=_("Request for data published"),
        glyph="hand",
        group="say",
    ),
    events.RequestRejected: Act(
        sentence=_("A request for data was not published: %(title)s"),
        name=_("Request for data not published"),
        glyph="close",
        quiet=True,
    ),
    events.RequestSupported: Act(
        sentence=_("Somebody needs it too: %(title)s"),
        name=_("Request for data supported"),
        glyph="hand",
        group="say",
        quiet=True,
    ),
    events.SupportTakenBack: Act(
        sentence=_("Somebody does not need it any more: %(title)s"),
        name=_("Support taken back"),
        glyph="minus",
        quiet=True,
    ),
    events.RequestAnswered: Act(
        sentence=_("A request for data was answered: %(title)s"),
        name=_("Request for data answered"),
        glyph="doc",
        tone="tide",
    ),
    events.RequestTakenDown: Act(
        sentence=_("A request for data was taken down: %(title)s"),
        name=_("Request for data taken down"),
        glyph="close",
    ),
    events.ReuseHandedIn: Act(
        sentence=_("Somebody handed in what they made: %(title)s"),
        name=_("Reuse handed in"),
        glyph="pencil",
        quiet=True,
    ),
    events.ReusePublished: Act(
        sentence=_("Made from open data: %(title)s"), name=_("Reuse published"), glyph="database", group="say"
    ),
    events.ReuseRejected: Act(
        sentence=_("A reuse was not published: %(title)s"),
        name=_("Reuse not published"),
        glyph="close",
        quiet=True,
    ),
    events.ReuseTakenDown: Act(
        sentence=_("A reuse was taken down: %(title)s"), name=_("Reuse taken down"), glyph="close"
    ),
    events.SourceDescribed: Act(
        sentence=_("Data are harvested from %(title)s"), name=_("Source laid down"), glyph="database"
    ),
    events.SourceClosed: Act(
        sentence=_("Data are not harvested from %(title)s any more"), name=_("Source closed"), glyph="close"
    ),
    events.HarvestEnded: Act(
        sentence=_("A harvest of %(title)s brought something new"), name=_("Harvest ended"), glyph="database"
    ),
    events.Harvested: Act(
        sentence=_("%(title)s came from its source"),
        name=_("Dataset harvested"),
        glyph="database",
        quiet=True,
    ),
    events.GoneAtSource: Act(
        sentence=_("%(title)s is not at its source any more"), name=_("Gone at its source"), glyph="minus"
    ),
    events.Overridden: Act(
        sentence=_("The office says some of %(title)s in its own words"),
        name=_("Own words in place of the source’s"),
        glyph="pencil",
        quiet=True,
    ),
}
