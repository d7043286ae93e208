"""What may be said of a source, what a record's turn brings, and when a harvest has to ask."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from folkmoot.modules.catalogue.events import Description, SourceDescribed
from folkmoot.modules.catalogue.rules.describing import NAME, Known, may_link, plain
from folkmoot.modules.catalogue.rules.tables import LONGEST_EVERY
from folkmoot.modules.catalogue.rules.vocabularies import LICENCES
from folkmoot.record.refusal import Refusal, one_of

SOURCE_SORTS = ("ckan", "dcat", "data_json")
TABLES, PUBLISH = ("link", "load"), ("review", "once")
FEW = 5
"""Datasets of which a source may lose all but one before anybody is asked, unless it loses every one."""
OVERRIDES = ("title", "summary", "themes", "keywords", "areas")
"""What an office may say in place of the source: words, and where people find the dataset. The rest is the source's."""


def may_describe_source(given: SourceDescribed, known: Known) -> list[Refusal]:
    """Everything that is wrong with a source."""
    found = [
        plain("name", given.name, NAME),
        None if given.sort in SOURCE_SORTS else one_of("sort", SOURCE_SORTS),
        may_link("address", given.address, needed=True),
        None if given.office in known.offices else Refusal("office", "choose a department that exists"),
        None
        if 0 <= given.every <= LONGEST_EVERY
        else Refusal.of("every", "give hours from 0 to %(most)s", most=LONGEST_EVERY),
        None if given.tables in TABLES else one_of("tables", TABLES),
        None if given.publish in PUBLISH else one_of("publish", PUBLISH),
        None if not given.licence or given.licence in LICENCES else one_of("licence", list(LICENCES)),
    ]
    return [one for one in found if one is not None]


def becomes(*, there: bool, by_hand: bool, same: bool, gone: bool) -> str:
    """What a record becomes: created, changed, unchanged, or kept where somebody here withdrew its dataset ``by_hand``.

    ``there`` says whether it has a dataset, ``same`` whether the source says what it said before, ``gone`` whether the
    source had lost it.
    """
    if not there:
        return "created"
    if by_hand:
        return "kept"
    return "unchanged" if same and not gone else "changed"


def loses_most(before: int, missing: int) -> bool:
    """Whether so many datasets went at once that a fault of the source is likelier than a decision."""
    return missing > 0 and (missing == before or (missing >= FEW and 2 * missing > before))


def overridden(said: Description, overrides: Mapping[str, Any]) -> Description:
    """What the source said with the office's words in place of its own. Words are replaced language by language."""
    changes: dict[str, Any] = {}
    for name in OVERRIDES:
        given = overrides.get(name)
        if not given:
            continue
        if name in {"title", "summary"}:
            words = {code: one for code, one in given if one}
            changes[name] = tuple((code, words.get(code, one)) for code, one in getattr(said, name))
        else:
            changes[name] = tuple(given)
    return dataclasses.replace(said, **changes)
