"""What was frozen before the vote, read from its fact as JSON: pots to count, and what a valid ballot is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from folkmoot.modules.budgeting.rules.ballots import BallotPaper, paper
from folkmoot.modules.budgeting.rules.money import exponent
from folkmoot.modules.budgeting.rules.outcome import Pot


@dataclass(frozen=True, slots=True)
class Plan:
    """The pots of a frozen round by code, and what a ballot looks like."""

    pots: Mapping[str, Pot]
    paper: BallotPaper


def plan(number: int, frozen: Mapping[str, Any], pots: Sequence[Mapping[str, Any]] = ()) -> Plan:
    """From the payload of a ``frozen`` fact, and the pots of the round's description. Raises KeyError for what is missing."""
    currency = str(frozen["currency"])
    found = {}
    for one in frozen["pots"]:
        rule = dict(one["rule"])
        filters = tuple(rule.pop("filters", ()))
        found[str(one["code"])] = Pot(
            round=number,
            code=str(one["code"]),
            amount=int(one["amount"]),
            currency=currency,
            exponent=exponent(currency),
            kind=str(one["design"]["type"]),
            rule=rule,
            lines=tuple((int(line["number"]), int(line["cost"])) for line in one["projects"]),
            filters=filters,
        )
    local = [str(one["code"]) for one in pots if one.get("area")]
    return Plan(found, paper(frozen["pots"], int(frozen.get("areas_most", 0)), local))
