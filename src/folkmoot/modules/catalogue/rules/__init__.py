"""Pure decisions of the catalogue."""

from folkmoot.modules.catalogue.rules.addresses import is_public
from folkmoot.modules.catalogue.rules.describing import (
    INSTITUTION,
    WORDS,
    Known,
    frequency_in,
    may,
    may_describe,
    may_link,
    may_name,
    may_review,
    may_submit,
    plain,
    themes_in,
    title_in,
)
from folkmoot.modules.catalogue.rules.scores import About, lacking, late_by, overall
from folkmoot.modules.catalogue.rules.tables import (
    MOST_TABLES,
    NUMBERS,
    READING,
    RECORD,
    SORTS,
    may_change,
    may_describe_table,
    may_lay_down,
    may_show,
)
from folkmoot.modules.catalogue.rules.vocabularies import FREQUENCIES, LICENCES, THEMES

__all__ = [
    "FREQUENCIES",
    "INSTITUTION",
    "LICENCES",
    "MOST_TABLES",
    "NUMBERS",
    "READING",
    "RECORD",
    "SORTS",
    "THEMES",
    "WORDS",
    "About",
    "Known",
    "frequency_in",
    "is_public",
    "lacking",
    "late_by",
    "may",
    "may_change",
    "may_describe",
    "may_describe_table",
    "may_lay_down",
    "may_link",
    "may_name",
    "may_review",
    "may_show",
    "may_submit",
    "overall",
    "plain",
    "themes_in",
    "title_in",
]
