"""Work that has a number in another system."""

from folkmoot.modules.service_requests import events, rules
from folkmoot.modules.service_requests.services.base import demand, on
from folkmoot.record.receipt import Receipt


def order_work(*, number: str, office: str, system: str, order: str, url: str = "") -> Receipt:
    """Say under which number the work stands in another system; each order replaces the one before.

    An empty ``order`` takes it back. ``url`` is the order's https address there or empty. Raises Refused.
    """
    system, order, url = system.strip(), order.strip(), url.strip()
    with on(number, f"office:{office}") as (fact, row, _subject):
        demand(
            rules.may_order(
                state=row.state,
                system=system,
                number=order,
                url=url,
                before=(row.order_system, row.order_number, row.order_url),
                holds=row.office == office,
            )
        )
        if not order:
            return fact(events.WorkOrdered(system="", number="", url=""))
        return fact(events.WorkOrdered(system=system, number=order, url=url))
