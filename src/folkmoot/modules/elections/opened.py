"""What polls keep open: the polls with their counts, and every vote without who voted."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from folkmoot.modules.elections import events, rules
from folkmoot.modules.elections.models import Poll
from folkmoot.record.opening import Column, Derived, Field, OpenDataset, OpenTable, Page, facts_in


def _of(name: str) -> Field:
    return Field(Poll, name)


def _moment(name: str, meaning: Any) -> Column:
    return Column(name=name, type="timestamp", unit="UTC", meaning=meaning, source=_of(name))


POLLS = OpenTable(
    name="polls",
    title=_("Polls"),
    of=Poll,
    order=("number",),
    changes=facts_in(events),
    columns=(
        Column(name="number", type="int", meaning=_("Number of the poll"), key=True, source=_of("number")),
        Column(name="question", meaning=_("What was asked"), source=_of("question")),
        Column(
            name="options",
            meaning=_("The options in their order, with bars between"),
            source=Derived(rules.barred, (_of("options"),)),
        ),
        Column(
            name="counts",
            meaning=_("How many people chose each option, in the same order"),
            source=Derived(rules.barred, (_of("counts"),)),
        ),
        Column(
            name="voters",
            type="int",
            unit=_("people"),
            meaning=_("How many people voted"),
            source=_of("voters"),
        ),
        Column(name="least", type="int", meaning=_("Options to choose at least"), source=_of("least")),
        Column(name="most", type="int", meaning=_("Options to choose at most"), source=_of("most")),
        Column(name="office", meaning=_("The office that asks"), source=_of("office")),
        Column(name="state", meaning=_("open or closed"), source=_of("state")),
        _moment("opened", _("When it was opened")),
        _moment("closes", _("Until when people can vote")),
        _moment("closed", _("When it was closed")),
        _moment("answered", _("When the office said what comes of it")),
        Column(name="url", meaning=_("Its page"), source=Page("elections:poll", _of("number"))),
        Column(
            name="receipt",
            meaning=_("The receipt of the entry on the record that began it"),
            source=Page("record:receipt", _of("fact_id")),
        ),
    ),
)
OPENED = OpenDataset(
    key="polls",
    title=_("Polls"),
    summary=_("Every poll: what was asked, how many people chose each option, and when the office answered."),
    themes=("GOVE", "SOCI"),
    keywords=("polls", "participation"),
    tables=(POLLS,),
)
