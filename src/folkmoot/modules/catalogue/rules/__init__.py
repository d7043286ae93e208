"""Pure decisions of the catalogue."""

from folkmoot.modules.catalogue.rules.addresses import is_public
from folkmoot.modules.catalogue.rules.describing import (
    WORDS,
    Known,
    may,
    may_contact,
    may_describe,
    may_link,
    may_name,
    may_review,
    may_submit,
    plain,
)
from folkmoot.modules.catalogue.rules.harvesting import (
    OVERRIDES,
    PUBLISH,
    SOURCE_SORTS,
    becomes,
    loses_most,
    may_describe_source,
    overridden,
)
from folkmoot.modules.catalogue.rules.scores import About, lacking, late_by, overall
from folkmoot.modules.catalogue.rules.tables import (
    MOST_TABLES,
    NUMBERS,
    READING,
    SORTS,
    may_describe_table,
    may_lay_down,
)
from folkmoot.modules.catalogue.rules.vocabularies import FREQUENCIES, LICENCES, THEMES

__all__ = [
    "FREQUENCIES",
    "LICENCES",
    "MOST_TABLES",
    "NUMBERS",
    "OVERRIDES",
    "PUBLISH",
    "READING",
    "SORTS",
    "SOURCE_SORTS",
    "THEMES",
    "WORDS",
    "About",
    "Known",
    "becomes",
    "is_public",
    "lacking",
    "late_by",
    "loses_most",
    "may",
    "may_contact",
    "may_describe",
    "may_describe_source",
    "may_describe_table",
    "may_lay_down",
    "may_link",
    "may_name",
    "may_review",
    "may_submit",
    "overall",
    "overridden",
    "plain",
]
