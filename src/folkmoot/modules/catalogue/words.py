"""The catalogue in words: states, themes, promises, types, and what a version changed."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from folkmoot.modules.catalogue import queries, refusals, rules
from folkmoot.modules.catalogue.models import Dataset, Load, Version
from folkmoot.modules.catalogue.refusals import said, sentence
from folkmoot.record.refusal import Refusal
from folkmoot.web.words import number

STATES: Mapping[str, Any] = {
    "draft": gettext_lazy("Draft"),
    "published": gettext_lazy("Published"),
    "withdrawn": gettext_lazy("Withdrawn"),
}
KINDS: Mapping[str, str] = {"draft": "waiting", "published": "fixed", "withdrawn": "closed"}
THEMES: Mapping[str, Any] = {
    "AGRI": gettext_lazy("Farming, fishing, food"),
    "ECON": gettext_lazy("Economy and finance"),
    "EDUC": gettext_lazy("Education, culture, sport"),
    "ENER": gettext_lazy("Energy"),
    "ENVI": gettext_lazy("Environment"),
    "GOVE": gettext_lazy("Government"),
    "HEAL": gettext_lazy("Health"),
    "INTR": gettext_lazy("International matters"),
    "JUST": gettext_lazy("Justice and safety"),
    "OP_DATPRO": gettext_lazy("Provisional data"),
    "REGI": gettext_lazy("Regions and towns"),
    "SOCI": gettext_lazy("People and society"),
    "TECH": gettext_lazy("Science and technology"),
    "TRAN": gettext_lazy("Transport"),
}
FREQUENCIES: Mapping[str, Any] = {
    "HOURLY": gettext_lazy("Every hour"),
    "DAILY": gettext_lazy("Every day"),
    "WEEKLY": gettext_lazy("Every week"),
    "MONTHLY": gettext_lazy("Every month"),
    "QUARTERLY": gettext_lazy("Every three months"),
    "ANNUAL": gettext_lazy("Every year"),
    "IRREG": gettext_lazy("Now and then"),
    "NEVER": gettext_lazy("Not updated any more"),
    "UNKNOWN": gettext_lazy("Not said"),
}
TYPES = refusals.TYPES
OPERATORS: Mapping[str, Any] = {
    "eq": gettext_lazy("is"),
    "contains": gettext_lazy("contains"),
    "ge": gettext_lazy("is at least"),
    "le": gettext_lazy("is at most"),
    "lt": gettext_lazy("is less than"),
    "ne": gettext_lazy("is not"),
    "null": gettext_lazy("is empty"),
}
FORMATS: Mapping[str, str] = {
    "csv": "CSV",
    "xlsx": "Excel",
    "jsonl": "JSON Lines",
    "geojson": "GeoJSON",
    "parquet": "Parquet",
}
SCORES: Mapping[str, Any] = {
    "completeness": gettext_lazy("Complete"),
    "validity": gettext_lazy("Valid"),
    "dictionary": gettext_lazy("Documented"),
    "format": gettext_lazy("Open format"),
}
LACKING: Mapping[str, Any] = {
    "themes": gettext_lazy("Choose a theme"),
    "keywords": gettext_lazy("Give keywords that people would search for"),
    "period": gettext_lazy("Say which days the data tell of"),
    "contact": gettext_lazy("Name a mailbox for questions"),
    "frequency": gettext_lazy("Say how often the data are updated"),
}
STEPS: Mapping[str, Any] = {
    "": gettext_lazy("Waiting for its turn"),
    "fetch": gettext_lazy("Fetching the file"),
    "export": gettext_lazy("Reading the rows from the record"),
    "scan": gettext_lazy("Finding the encoding and the layout"),
    "rows": gettext_lazy("Reading every row"),
    "types": gettext_lazy("Deciding the types by all rows"),
    "table": gettext_lazy("Writing the table"),
    "parquet": gettext_lazy("Writing the durable copy"),
    "manifest": gettext_lazy("Putting it on the record"),
}
LOADS: Mapping[str, Any] = {
    "waiting": gettext_lazy("Waiting"),
    "running": gettext_lazy("Being read"),
    "done": gettext_lazy("Loaded"),
    "same": gettext_lazy("Nothing new"),
    "refused": gettext_lazy("Cannot be read"),
}
LOAD_KINDS: Mapping[str, str] = {
    "waiting": "waiting",
    "running": "progress",
    "done": "fixed",
    "same": "closed",
    "refused": "late",
}
GOOD, FAIR = 80, 60
"""Scores from which a table is called good or fair."""


def verdict(score: int) -> str:
    """A score in a word."""
    if score >= GOOD:
        return _("Quality: good")
    return _("Quality: fair") if score >= FAIR else _("Quality: needs work")


def licence(code: str) -> tuple[str, str]:
    """Name and address of a licence."""
    return rules.LICENCES.get(code, (code, ""))


def state_of(row: Dataset) -> str:
    """Where a dataset stands, and what it waits for."""
    if row.asked:
        return _("Being reviewed")
    if row.state == "published" and row.changed:
        return _("Published, with changes in the draft")
    return str(STATES[row.state])


def problems(load: Load) -> list[str]:
    """Why a file cannot be read, in the reader's language."""
    return [
        f"{_place(one['field'])}: {words}" if one["field"] not in {"file", "url"} else words
        for one in load.problem
        for words in [said(Refusal(one["field"], one["why"], one["pattern"], one["params"]))]
    ]


def _place(field: str) -> str:
    told = sentence(field)
    return told[:1].upper() + told[1:]


def size(count: int) -> str:
    """Bytes as people read them."""
    if count < 1000:  # noqa: PLR2004 - a kilobyte.
        return ngettext("%(n)s byte", "%(n)s bytes", count) % {"n": number(count)}
    for unit, one in (("KB", 1e3), ("MB", 1e6), ("GB", 1e9)):
        if count < one * 1000 or unit == "GB":
            return f"{number(count / one, 1 if count < one * 100 else 0)} {unit}"
    raise AssertionError


def changed(version: Version) -> str:
    """What a version changed, in a sentence or two."""
    found = version.difference
    if version.number == 1:
        return ngettext("First version: %(n)s row.", "First version: %(n)s rows.", version.rows) % {
            "n": number(version.rows)
        }
    parts = []
    for name, words in (
        ("columns_added", gettext_lazy("New columns: %(names)s.")),
        ("columns_removed", gettext_lazy("Columns left out: %(names)s.")),
        ("columns_retyped", gettext_lazy("Columns with another type: %(names)s.")),
    ):
        if found[name]:
            parts.append(str(words) % {"names": ", ".join(found[name][:6])})
    rows = _changed_rows(found)
    if rows:
        parts.append(rows)
    if version.reason == "dictionary" and not rows and not parts:
        parts.append(_("The dictionary was changed, no row was."))
    return " ".join(parts) or _("The same rows, read anew.")


def _changed_rows(found: Mapping[str, Any]) -> str:
    if found["added"] is None:
        return ""
    counts = (
        (found["added"], ngettext("%(n)s row added", "%(n)s rows added", found["added"])),
        (found["removed"], ngettext("%(n)s row gone", "%(n)s rows gone", found["removed"])),
        (found["changed"], ngettext("%(n)s row changed", "%(n)s rows changed", found["changed"] or 0)),
    )
    said_ = ", ".join(words % {"n": number(count)} for count, words in counts if count)
    return f"{said_}." if said_ else ""


def title_of(row: Dataset) -> str:
    """The title that readers see, or that of the draft before."""
    return queries.in_words((row.shown or row.draft)["title"])


ENTRIES: Mapping[str, Any] = {
    "dataset": gettext_lazy("Datasets"),
    "service": gettext_lazy("Services (APIs)"),
}
"""What entries of the catalogue are."""
SOURCE_SORTS: Mapping[str, Any] = {
    "ckan": gettext_lazy("CKAN (Action API)"),
    "dcat": gettext_lazy("DCAT (JSON-LD, Turtle or RDF/XML)"),
    "data_json": gettext_lazy("DCAT-US (data.json)"),
}
RUNS: Mapping[str, tuple[str, Any]] = {
    "waiting": ("waiting", gettext_lazy("Waiting for its turn")),
    "running": ("progress", gettext_lazy("Going on")),
    "asks": ("late", gettext_lazy("Asks before it goes on")),
    "done": ("fixed", gettext_lazy("Complete")),
    "part": ("waiting", gettext_lazy("Not all of it could be read")),
    "same": ("closed", gettext_lazy("Nothing new")),
    "failed": ("late", gettext_lazy("Failed")),
    "stopped": ("closed", gettext_lazy("Stopped")),
}
"""States of a harvest: the kind of the state, and its name."""
BECAME: Mapping[str, tuple[str, Any]] = {
    "created": ("fixed", gettext_lazy("New")),
    "changed": ("progress", gettext_lazy("Changed")),
    "unchanged": ("closed", gettext_lazy("The same")),
    "refused": ("late", gettext_lazy("Left out")),
    "gone": ("waiting", gettext_lazy("Gone at the source")),
    "kept": ("waiting", gettext_lazy("Withdrawn here")),
    "ours": ("closed", gettext_lazy("Our own")),
    "": ("waiting", gettext_lazy("Waiting for its turn")),
}
"""What became of a record."""


FIELDS: Mapping[str, Any] = {
    "title": gettext_lazy("Title"),
    "summary": gettext_lazy("Summary"),
    "licence": gettext_lazy("Licence"),
    "temporal": gettext_lazy("Period"),
    "themes": gettext_lazy("Themes"),
    "keyword": gettext_lazy("Keywords"),
    "keywords": gettext_lazy("Keywords"),
    "contact": gettext_lazy("Mailbox for questions"),
}
"""What a report calls our own fields; a field of the source keeps the name that it has there."""


def refused(given: Any) -> list[str]:
    """Stored refusals in the reader's language, each with the place that it is about."""
    found = []
    for one in given:
        told = said(Refusal(one["field"], one["why"], one["pattern"], one["params"]))
        plain = one["field"] in {"", "url", "document", "page", "run", "record", "key", "state", "ours"}
        found.append(told if plain else f"{FIELDS.get(one['field'], one['field'])}: {told}")
    return found
