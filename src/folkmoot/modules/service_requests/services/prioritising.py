"""How urgent a report is, said by its office."""

from folkmoot.modules.service_requests import events, rules
from folkmoot.modules.service_requests.services.base import demand, on
from folkmoot.record import text
from folkmoot.record.receipt import Receipt


def prioritise(*, number: str, office: str, priority: str, words: str = "") -> Receipt:
    """Say how urgent an open report is: one of rules.PRIORITIES. ``words`` say why and are public."""
    with on(number, f"office:{office}") as (fact, row, subject):
        demand(rules.may_work(row.state), rules.may_prioritise(priority=priority, before=row.priority))
        return fact(events.Prioritised(priority=priority, words=text.commit(words.strip(), subject=subject)))
