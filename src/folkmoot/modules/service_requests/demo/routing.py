"""Three rules by which Marlhaven's reports find their team: water, what is dangerous, and the old harbour."""

from folkmoot.modules.service_requests.events import RoutingRule
from folkmoot.modules.service_requests.queries.routing import named, routing
from folkmoot.modules.service_requests.rules.routing import may_route
from folkmoot.modules.service_requests.services.routing import describe_routing

RULES = (
    RoutingRule(
        key="danger",
        name="Dangerous at once",
        office="streets",
        service_codes=("pothole", "sign", "tree"),
        words=("fell", "fallen", "power line", "stop sign", "wheelchair", "stuck"),
        priority="urgent",
    ),
    RoutingRule(
        key="water-in-the-road",
        name="Water in the road",
        office="drainage",
        service_codes=("pothole", "sign", "drain"),
        words=("flood", "puddle", "under water", "full of water"),
        priority="high",
    ),
    RoutingRule(
        key="old-quay-rubbish",
        name="Rubbish at the quay",
        office="streets",
        service_codes=("bin", "tipping"),
        areas=("old-quay",),
    ),
)


def describe(actor: str) -> None:
    """Put the rules in force; a town without these teams and areas has none of them."""
    rules = [one for one in RULES if not may_route([one], **named().allowed)]
    if rules:
        describe_routing(rules=rules, actor=actor, replacing=routing().fact_id)
