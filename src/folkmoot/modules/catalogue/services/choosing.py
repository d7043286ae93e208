"""An office makes another version of a table the one that is shown: back to an older one, or forth again."""

from folkmoot.modules.catalogue import events, rules
from folkmoot.modules.catalogue.models import Version
from folkmoot.modules.catalogue.services.base import NotFound, demand, on, table_of
from folkmoot.record import text
from folkmoot.record.receipt import Receipt


def show_version(*, key: str, name: str, number: int, words: str, instead_of: int | None = None) -> Receipt:
    """Show this version from now on; ``words`` tell everybody why. The others keep their addresses, and the next file that is
    loaded is shown again. ``instead_of`` refuses when another version than that is shown by now. Raises NotFound, Refused.
    """
    with on(key) as (fact, row):
        table = table_of(key, name)
        if not Version.objects.filter(pk=f"{table.pk}/{number}").exists():
            raise NotFound("there is no version %(number)s of this table", number=number)
        demand(
            *rules.may_change(table.sort),
            rules.may_show(number, shown=table.number, instead_of=instead_of),
            rules.plain("words", words, rules.WORDS),
        )
        told = text.commit(words.strip(), subject=row.subject)
        return fact(events.VersionShown(table=name, number=number, words=told))
