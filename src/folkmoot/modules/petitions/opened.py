"""What petitions keep open: the petitions without their words, and signatures by area without small counts."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from folkmoot.modules.petitions import events, rules
from folkmoot.modules.petitions.models import AreaTally, Petition
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
    return Field(Petition, name)


def _tally(name: str) -> Field:
    return Field(AreaTally, name)


def _moment(name: str, meaning: Any) -> Column:
    return Column(name=name, type="timestamp", unit="UTC", meaning=meaning, source=_of(name))


def listed() -> Q:
    """Petitions that the list shows; those that were rejected with their reason, and none that is hidden."""
    return Q(state__in=sorted(rules.LISTED))


def published() -> Q:
    """Areas of petitions that are or were open."""
    return Q(petition__in=Petition.objects.filter(state__in=sorted(rules.PUBLISHED)).values("number"))


PETITIONS = OpenTable(
    name="petitions",
    title=_("Petitions"),
    of=Petition,
    order=("number",),
    where=listed,
    changes=facts_in(events),
    columns=(
        Column(
            name="number", type="int", meaning=_("Number of the petition"), key=True, source=_of("number")
        ),
        Column(name="kind", meaning=_("Code of its kind"), source=_of("kind_code")),
        Column(name="state", meaning=_("open, closed or rejected"), source=_of("state")),
        Column(name="office", meaning=_("The office that answers"), source=_of("office")),
        Column(
            name="topics",
            meaning=_("Codes of its topics, with spaces between"),
            source=Derived(rules.spaced, (_of("topics"),)),
        ),
        Column(
            name="signatures",
            type="int",
            unit=_("people"),
            meaning=_("How many signatures count"),
            source=_of("count"),
        ),
        _moment("opened", _("When it was opened for signatures")),
        _moment("closes", _("Until when it can be signed")),
        _moment("closed", _("When it was closed")),
        _moment("rejected", _("When it was rejected")),
        Column(name="code", meaning=_("Why it was rejected"), source=_of("code")),
        _moment("answered", _("When the institution answered")),
        _moment("debated", _("When the outcome of a debate was told")),
        Column(name="term", meaning=_("The term with which it ended"), source=_of("term")),
        Column(
            name="url",
            meaning=_("Its page, with the words as they may be read now"),
            source=Page("petitions:petition", _of("number")),
        ),
        Column(
            name="receipt",
            meaning=_("The receipt of the entry on the record that began it"),
            source=Page("record:receipt", _of("fact_id")),
        ),
    ),
)
AREAS = OpenTable(
    name="areas",
    title=_("Signatures by area"),
    of=AreaTally,
    order=("petition", "area"),
    where=published,
    changes=facts_in(events),
    fold=Fold(rules.by_area, (_tally("petition"), _tally("area"), _tally("count"))),
    columns=(
        Column(name="petition", type="int", meaning=_("Number of the petition"), key=True),
        Column(name="area", meaning=_("Short name of the area; empty for elsewhere"), key=True),
        Column(
            name="signatures",
            type="int",
            unit=_("people"),
            meaning=_(
                "How many signatures count; empty for 1 to 4, and where such a count could be worked out"
            ),
        ),
    ),
)
OPENED = OpenDataset(
    key="petitions",
    title=_("Petitions and signatures"),
    summary=_(
        "Every petition that is or was open: its kind, its state, how many signed it and when the institution answered. "
        "What it asks for is on the page of each petition."
    ),
    themes=("GOVE", "SOCI"),
    keywords=("petitions", "participation"),
    tables=(PETITIONS, AREAS),
)
