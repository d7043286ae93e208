"""What was frozen before the vote, read from its fact as JSON: pots to count, and what a valid ballot is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from folkmoot.modules.budgeting.rules.ballots import Choice, Design, PotLines, Problem, problems
from folkmoot.modules.budgeting.rules.money import exponent
from folkmoot.modules.budgeting.rules.outcome import Pot


@dataclass(frozen=True, slots=True)
class Plan:
    """The pots of a frozen round by code, and the design of a ballot in each of them.

    ``areas`` are the codes of pots with an area; in ``areas_most`` of them one ballot may mark projects, 0 is in all.
    """

    pots: Mapping[str, Pot]
    designs: Mapping[str, Design]
    areas: frozenset[str] = frozenset()
    areas_most: int = 0


def plan(number: int, frozen: Mapping[str, Any], pots: Sequence[Mapping[str, Any]] = ()) -> Plan:
    """From the payload of a ``frozen`` fact, and the pots of the round's description. Raises KeyError for what is missing."""
    currency = str(frozen["currency"])
    found, designs = {}, {}
    for one in frozen["pots"]:
        lines = tuple((int(line["number"]), int(line["cost"])) for line in one["projects"])
        rule = dict(one["rule"])
        filters = tuple(rule.pop("filters", ()))
        code, design = str(one["code"]), one["design"]
        found[code] = Pot(
            round=number,
            code=code,
            amount=int(one["amount"]),
            currency=currency,
            exponent=exponent(currency),
            kind=str(design["type"]),
            rule=rule,
            lines=lines,
            filters=filters,
        )
        designs[code] = Design(
            type=str(design["type"]),
            minimum=int(design.get("minimum", 0)),
            maximum=int(design.get("maximum", 0)),
            points=int(design.get("points", 0)),
            most=int(design.get("points_most", 0)),
            pots={code: PotLines(int(one["amount"]), dict(lines))},
        )
    areas = frozenset(str(one["code"]) for one in pots if one.get("area"))
    return Plan(found, designs, areas, int(frozen.get("areas_most", 0)))


def wrong_with(choice: Choice, made: Plan) -> list[Problem]:
    """Everything that makes a choice no valid ballot of the frozen round."""
    found = []
    if not any(choice.values()):
        found.append(Problem("", "it marks no project"))
    for code, lines in choice.items():
        if code not in made.designs:
            found.append(Problem(code, "there is no pot '%(pot)s' on this ballot", {"pot": code}))
        elif lines:
            found += problems({code: [(line[0], line[1]) for line in lines]}, made.designs[code])
    districts = [code for code, lines in choice.items() if lines and code in made.areas]
    if made.areas_most and len(districts) > made.areas_most:
        known = {"most": made.areas_most, "given": len(districts)}
        found.append(Problem("", "it marks projects of %(given)s districts; %(most)s are allowed", known))
    return found
