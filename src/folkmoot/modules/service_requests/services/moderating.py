"""What a moderator does: take words and photos off the pages."""

from collections.abc import Sequence

from folkmoot.files import services as files
from folkmoot.modules.service_requests import events, queries, rules
from folkmoot.modules.service_requests.services.base import demand, on
from folkmoot.record import text
from folkmoot.record.receipt import Receipt


def remove_words(*, number: str, actor: str, commitments: Sequence[str], reason: str) -> Receipt:
    """Take words off every page and destroy them; the record keeps inert commitments and this trace."""
    with on(number, actor) as (fact, _row, _subject):
        demand(
            None
            if reason in rules.REMOVALS
            else rules.Refusal("reason", f"one of {', '.join(rules.REMOVALS)}"),
            None if commitments else rules.Refusal("commitments", "say which words"),
        )
        known = queries.commitments(number)
        unknown = [one for one in commitments if one not in known]
        demand(rules.Refusal("commitments", f"{unknown[0]} is not of this report") if unknown else None)
        receipt = fact(events.WordsRemoved(commitments=tuple(commitments), reason=reason))
        text.erase(commitments)
        files.erase(queries.files_of(number, commitments))
        return receipt
