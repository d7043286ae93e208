"""Work that waits for somebody or something, and goes on."""

from datetime import datetime

from folkmoot.modules.service_requests import events, rules
from folkmoot.modules.service_requests.services.base import demand, on
from folkmoot.record import clock, text
from folkmoot.record.receipt import Receipt


def wait(*, number: str, office: str, whom: str, until: datetime | None = None, words: str = "") -> Receipt:
    """Say for whom or what the work waits, one of rules.WHOM, and when the office looks again. Raises Refused."""
    with on(number, f"office:{office}") as (fact, row, subject):
        demand(
            rules.may_wait(
                state=row.state,
                whom=whom,
                until=until,
                now=clock.now(),
                before=(row.waiting_for, row.waiting_until),
                holds=row.office == office,
            )
        )
        said = text.commit(words.strip(), subject=subject)
        return fact(events.Waiting(whom=whom, until=until, words=said))


def resume(*, number: str, office: str, words: str = "") -> Receipt:
    """Say that what the work waited for is there. Raises Refused."""
    with on(number, f"office:{office}") as (fact, row, subject):
        demand(rules.may_resume(state=row.state, waits=bool(row.waiting_for), holds=row.office == office))
        return fact(events.Resumed(words=text.commit(words.strip(), subject=subject)))
