"""What surveys keep open: how many were asked, and what they answered, without small counts and without words."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from folkmoot.modules.feedback import events
from folkmoot.modules.feedback.models import Edition, MonthTally
from folkmoot.modules.feedback.rules import results as rules
from folkmoot.record.opening import (
    Column,
    Derived,
    Field,
    Fold,
    OpenDataset,
    OpenTable,
    Page,
    facts_in,
)


def _of(name: str) -> Field:
    return Field(Edition, name)


def _tally(name: str) -> Field:
    return Field(MonthTally, name)


def _people(name: str, meaning: Any) -> Column:
    shown = Derived(rules.enough, (_of(name),))
    return Column(name=name, type="int", unit=_("people"), meaning=meaning, source=shown)


SURVEYS = OpenTable(
    name="surveys",
    title=_("Surveys"),
    of=Edition,
    order=("key",),
    changes=(events.Opened, events.Closed, events.Invited, events.Reached),
    columns=(
        Column(
            name="survey",
            meaning=_("Key of the survey, the last part of its address"),
            key=True,
            source=_of("survey"),
        ),
        Column(
            name="edition",
            type="int",
            meaning=_("Edition; each is asked in words that cannot be changed"),
            key=True,
            source=_of("edition"),
        ),
        Column(name="moment", meaning=_("When people are asked"), source=_of("moment")),
        Column(
            name="opened", type="timestamp", unit="UTC", meaning=_("When it was opened"), source=_of("opened")
        ),
        Column(
            name="closes",
            type="timestamp",
            unit="UTC",
            meaning=_("Until when it can be answered"),
            source=_of("closes"),
        ),
        Column(
            name="closed", type="timestamp", unit="UTC", meaning=_("When it was closed"), source=_of("closed")
        ),
        _people("concerned", _("Whom the moment concerned; empty for 1 to 4")),
        _people("invited", _("Who was invited; empty for 1 to 4")),
        _people("reached", _("Who opened the invitation; empty for 1 to 4")),
        Column(name="url", meaning=_("Its page"), source=Page("feedback:survey", _of("survey"))),
    ),
)
RESULTS = OpenTable(
    name="results",
    title=_("Answers"),
    of=MonthTally,
    order=("edition", "way", "key"),
    changes=facts_in(events),
    fold=Fold(rules.counted_rows, (_tally("edition"), _tally("way"), _tally("counts"))),
    columns=(
        Column(name="survey", meaning=_("Key of the survey, the last part of its address"), key=True),
        Column(
            name="edition",
            type="int",
            meaning=_("Edition; each is asked in words that cannot be changed"),
            key=True,
        ),
        Column(
            name="way",
            meaning=_("invited: people who got an invitation; page: people who chose to answer"),
            key=True,
        ),
        Column(name="question", meaning=_("Code of the question"), key=True),
        Column(
            name="choice",
            meaning=_("Key of what was chosen; empty counts who answered the question"),
            key=True,
        ),
        Column(
            name="answers",
            type="int",
            unit=_("people"),
            meaning=_("How many; empty where fewer than five answered the question"),
        ),
    ),
)
OPENED = OpenDataset(
    key="surveys",
    title=_("Surveys and their results"),
    summary=_(
        "What people were asked, how many were invited and answered, and what they chose. What they wrote is on the pages of the surveys."
    ),
    themes=("GOVE", "SOCI"),
    keywords=("surveys", "satisfaction"),
    tables=(SURVEYS, RESULTS),
)
