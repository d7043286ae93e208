"""``data.json`` of DCAT-US: one document with everything in it."""

from collections.abc import Mapping

from folkmoot.modules.catalogue.fetching import Asker
from folkmoot.modules.catalogue.formats.data_json import read
from folkmoot.modules.catalogue.harvest.kinds.page import Page, marked


def page(address: str, cursor: str, conditions: Mapping[str, str], ask: Asker) -> Page:
    """The whole document. Raises Refused and NotNow."""
    answer = ask(cursor or address, {"Accept": "application/json", **conditions})
    if answer.body is None:
        return marked(Page(), answer)
    found = read(answer.body, base=answer.url)
    return marked(Page(found.records, wrong=found.wrong), answer)
